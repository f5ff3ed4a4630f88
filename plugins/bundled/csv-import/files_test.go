//go:build !wasip1

package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// file is an input and what is right about it. Its kind is what people do that other imports get wrong.
type file struct {
	kind  string
	name  string // in testdata/files; or
	text  string // the bytes
	as    string // type of record
	given string // further members of the input
	there []stored

	// Parts of what is proposed, in order: "FirstName=Ana TEL=…" is searched in the record's fields as JSON.
	want []string
	// Parts of the report that must be said, and texts that must not occur in what is proposed.
	said  []string
	never []string
	made  int // records; -1: as many as want has
}

func (f *file) run(t *testing.T) (h *house, records []string, report string) {
	t.Helper()
	content := []byte(f.text)
	if f.name != "" {
		var err error
		if content, err = os.ReadFile(filepath.Join("testdata", "files", f.name)); err != nil {
			t.Fatal(err)
		}
	}
	given := ""
	if f.given != "" {
		given = "," + f.given
	}
	h = &house{input: `{"type":"` + f.as + `","file":"f"` + given + `}`, file: content, records: f.there, refuse: none}
	if err := h.run(t); err != nil {
		t.Errorf("%s: %v", f.kind, err)
		return h, nil, ""
	}
	for _, r := range h.changes {
		records = append(records, flat(r.Fields)+" | "+flat(r.Private)+" | "+strings.Join(r.Notes, "\n"))
	}
	raw, err := json.Marshal(h.output)
	if err != nil {
		t.Fatal(err)
	}
	return h, records, strings.NewReplacer(`\u0026`, "&", `\"`, `"`).Replace(string(raw))
}

// flat shows fields as "Email=[ana@example.com] FirstName=Ana".
func flat(fields map[string]any) string {
	var parts []string
	for _, name := range sorted(fields) {
		value := fields[name]
		if number, ok := value.(float64); ok {
			value = fmt.Sprintf("%.10g", number)
		}
		parts = append(parts, fmt.Sprintf("%s=%v", name, value))
	}
	return strings.Join(parts, " ")
}

func (f *file) check(t *testing.T) {
	t.Helper()
	_, records, report := f.run(t)
	if want := len(f.want); f.made >= 0 && len(records) != max(f.made, want) {
		t.Errorf("%s: %d records are made, not %d: %q\n%s", f.kind, len(records), max(f.made, want), records, report)
		return
	}
	for i, want := range f.want {
		for _, part := range strings.Split(want, "; ") {
			if i >= len(records) || !strings.Contains(records[i], part) {
				t.Errorf("%s: record %d lacks %s: %q", f.kind, i+1, part, slices.Concat(records, []string{report}))
			}
		}
	}
	for _, part := range f.said {
		if !strings.Contains(report, part) {
			t.Errorf("%s: nobody is told %q: %s", f.kind, part, report)
		}
	}
	for _, part := range f.never {
		if all := strings.Join(records, "\n"); strings.Contains(all, part) {
			t.Errorf("%s: %q is in %s", f.kind, part, all)
		}
	}
}

// The project's cases: what other programs write, and what is right about it.
func TestFiles_AreReadAsAPersonWould(t *testing.T) {
	for _, f := range []file{
		{kind: "a row that is the record of the row before", name: "01_undo_import_row_merged_into_own_new_record.csv",
			as: "client", given: `"duplicates":"merge"`, want: []string{"FirstName=Undo Me"}, made: 2},
		{kind: "an alias and the field's own name", name: "03_alias_beats_own_field_status.csv", as: "listing",
			want: []string{"StandardStatus=Closed; MlsStatus: Active"}, said: []string{"MlsStatus"}},
		{kind: "a key and the number", name: "03b_alias_beats_own_field_listingkey.csv", as: "listing",
			want: []string{"ListingId=226000301; ListingKey: KEY-991"}, said: []string{"ListingKey"}},
		{kind: "a column that does not count", name: "03c_unused_alias_cell_fails_row.csv", as: "listing",
			want: []string{"StandardStatus=Pending"}, said: []string{"MlsStatus"}},
		{kind: "a household", name: "04_household_second_person_dropped.csv", as: "client",
			given: `"duplicates":"skip"`,
			want:  []string{"FirstName=Dan", "FirstName=Lil", "FirstName=Office"},
			said:  []string{"has the e-mail address of row 2, and another name"}},
		{kind: "a commission by its short name", name: "05_escrow_commission_heading.csv", as: "escrow",
			want: []string{"purchasePrice=51200000; grossPct:2.5"}},
		{kind: "a household that is merged", name: "06_merge_in_file_review_no_such_record.csv", as: "client",
			given: `"duplicates":"merge"`, want: []string{"FirstName=Dan", "FirstName=Lil; Company=Acme"}},
		{kind: "Windows-1252", name: "07_windows1252_from_excel.csv", as: "client",
			want: []string{"FirstName=Renée LastName=Núñez"}, said: []string{"Windows-1252"}},
		{kind: "no date", name: "08_outlook_empty_dates_0-0-00.csv", as: "client", want: []string{"FirstName=Gus"},
			never: []string{"0/0/00", "Anniversary", "Birthdate"}},
		{kind: "a birthday in the past", name: "10_birthday_two_digit_year_future.csv", as: "client",
			want: []string{"Birthdate=1945-12-05"}},
		{kind: "consent", name: "11_consent_columns_ignored.csv", as: "client",
			want: []string{"doNotContact:true email:false"}},
		{kind: "the end before the start, and an hour that is skipped",
			name: "12_appointment_reversed_and_dst_gap.csv", as: "appointment",
			want: []string{"SUMMARY=Gap; DTSTART=2027-03-14T03:30:00-07:00; DTEND=2027-03-14T04:30:00-07:00"},
			said: []string{"must be after it starts", "moved to 3:30 AM"}},
		{kind: "an address book", name: "13_google_contacts_multivalue_and_yearless_birthday.csv", as: "client",
			want: []string{"FirstName=Marisol; tags=[myContacts Buyers Sphere]; type:cell; Birthdate=1984-03-12; " +
				"likes \"open plan\"",
				"Email=[tobias@example.com t.ahlgren@example.com]; 707-555-0104; Birthday: --07-04",
				"LastName=Riverbend Escrow Co", "LastName=O'Malley-Núñez", "Email=[bareaddress@example.com]"},
			said: []string{"has no year"}, never: []string{"*"}},
		{kind: "a download of sales", name: "15_redfin_download.csv", as: "listing",
			want: []string{"LivingArea=2150; AssociationFee=8500; UnparsedAddress=118 Larkspur Ln",
				"StandardStatus=Closed; CloseDate=2026-11-03; LivingArea=1010; PropertySubType=Condo/Co-op",
				"StandardStatus=Active Under Contract; ListPrice=120500000"},
			said: []string{"$/SQUARE FEET"}},
		{kind: "units, ranges and codes", name: "16_mls_grid_units_status_codes.csv", as: "listing",
			want: []string{"ListPrice=120000000; BathroomsTotalInteger=3; LotSizeSquareFeet=8276; " +
				"AssociationFee=4500; StandardStatus=Active",
				"StandardStatus=Closed; LivingArea=1410; ClosePrice=49250050",
				"ListPrice=30000000; LotSizeSquareFeet=217800; 300k-400k",
				"ListingId=0226000104; StandardStatus=Pending; List Date: 20/10/2026"},
			said: []string{"2 (1)", "300k-400k", "20/10/2026"}},
		{kind: "people", name: "18_followupboss_people.csv", as: "client",
			want:  []string{"FirstName=Odalys; op@work.example; (707) 555-0152; budget=50000000", "FirstName=Sam & Jo"},
			never: []string{"300k", "1,205,000"}},
		{kind: "people as leads", name: "18_followupboss_people.csv", as: "lead",
			want: []string{"name=Odalys Prieto; timeframe=0-3; Phone 2: (707) 555-0152",
				"name=Sam & Jo Lee; priceMax=40000000 priceMin=30000000"}},
	} {
		t.Run(f.kind, f.check)
	}
}
