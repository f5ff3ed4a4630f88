package tables_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins/bundled/tables"
)

// cellsOf shows a table as "1 Email=a@b.co Full Name=Ana; 2 …".
func cellsOf(t *tables.Table) string {
	var rows []string
	for _, r := range t.Rows {
		var cells []string
		for at, cell := range r.Cells {
			if cell != "" {
				cells = append(cells, t.Header.Cells[at]+"="+strings.ReplaceAll(cell, "\n", "⏎"))
			}
		}
		rows = append(rows, strings.Join(cells, " "))
	}
	return strings.Join(rows, "; ")
}

func TestRecords_ReadsContactsAndEvents(t *testing.T) {
	card := func(lines ...string) string {
		return "BEGIN:VCARD\r\n" + strings.Join(lines, "\r\n") + "\r\nEND:VCARD\r\n"
	}
	event := func(lines ...string) string {
		return "BEGIN:VCALENDAR\nX-WR-TIMEZONE:America/Denver\nBEGIN:VEVENT\n" + strings.Join(lines, "\n") +
			"\nEND:VEVENT\nEND:VCALENDAR\n"
	}
	for name, c := range map[string]struct{ text, want string }{
		"a name in parts": {card("N:Ortiz;Ana;;Dr.;Jr."),
			"Last Name=Ortiz First Name=Ana Name Prefix=Dr. Name Suffix=Jr."},
		"a folded line":         {card("NOTE:one\\, tw", " o\\nthree"), "Notes=one, two⏎three"},
		"a parameter in quotes": {card(`TEL;TYPE="cell,voice":tel:+1-916-555-0101`), "Mobile Phone=+1-916-555-0101"},
		"bare parameters": {card("TEL;WORK;FAX:1", "TEL;HOME:2", "TEL:3", "TEL:4"),
			"Fax=1 Home Phone=2 Phone=3 Phone 2=4"},
		"quoted-printable": {card("FN;ENCODING=QUOTED-PRINTABLE:Ren=C3=A9e =", "N=C3=BA=C3=B1ez"),
			"Full Name=Renée Núñez"},
		"two addresses at home": {card("ADR;TYPE=home:;;1 A St;Davis;CA;95616;", "ADR;TYPE=home:;;2 B St;;;;"),
			"Home Address Street=1 A St Home Address City=Davis Home Address State=CA Home Address Postal Code=95616 " +
				"Home Address 2 Street=2 B St"},
		"a label in a line of its own": {card("a.X-ABRELATEDNAMES:Bo", "a.X-ABLabel:_$!<Spouse>!$_"),
			"Relation 1 - Label=Spouse Relation 1 - Value=Bo"},
		"two labels in one group": {card("a.X-ABDATE:2020-01-02", "a.X-ABLabel:First", "a.X-ABLabel:Second",
			"b.X-ABDATE:2021-01-02"),
			"Event 1 - Label=First Event 1 - Value=2020-01-02 Event 2 - Value=2021-01-02"},
		"a birthday without a year": {card("BDAY;X-APPLE-OMIT-YEAR=1604:1604-02-29"), "Birthday=--02-29"},
		"a company":                 {card("N:;;;;", "FN:Acme", "ORG:Acme;"), "Company=Acme"},
		"a picture": {card("PHOTO;ENCODING=b:QUJD", "PHOTO:data:image/png;base64,QUJD", "FN:Ana"),
			"Full Name=Ana"},
		"never closed": {"BEGIN:VCARD\nFN:Ana", "Full Name=Ana"},
		"a time zone": {event("SUMMARY:x", `DTSTART;TZID="Eastern Standard Time":20261205T100000`,
			"DURATION:P1DT1H30M"),
			"Subject=x Time Zone=Eastern Standard Time Start=2026-12-05 10:00:00 End=2026-12-06 11:30:00"},
		"a zone with a colon": {event("DTSTART;TZID=tzone://Microsoft/Custom:20261205T100000"),
			"Time Zone=tzone://Microsoft/Custom Start=2026-12-05 10:00:00"},
		"an end in another zone": {event("DTSTART;TZID=America/Los_Angeles:20261205T100000",
			"DTEND;TZID=America/New_York:20261205T140000"),
			"Time Zone=America/Los_Angeles Start=2026-12-05 10:00:00 End Time Zone=America/New_York " +
				"End=2026-12-05 14:00:00"},
		"an end in the same zone": {event("DTSTART;TZID=America/Boise:20261205T100000",
			"DTEND;TZID=America/Boise:20261205T110000"),
			"Time Zone=America/Boise Start=2026-12-05 10:00:00 End=2026-12-05 11:00:00"},
		"days that a series leaves out": {event("DTSTART:20261201T180000Z", "RRULE:FREQ=WEEKLY",
			"EXDATE:20261208T180000Z,20261215T180000Z"),
			"RRULE=FREQ=WEEKLY Time Zone=America/Denver Start=2026-12-01T18:00:00Z " +
				"Exceptions=2026-12-08T18:00:00Z, 2026-12-15T18:00:00Z"},
		"UTC": {event("DTSTART:20261205T180000Z"), "Time Zone=America/Denver Start=2026-12-05T18:00:00Z"},
		"a day": {event("DTSTART;VALUE=DATE:20261225"),
			"Time Zone=America/Denver All Day Event=TRUE Start=2026-12-25"},
		"an alarm": {event("SUMMARY:x", "BEGIN:VALARM", "SUMMARY:y", "END:VALARM"),
			"Subject=x Time Zone=America/Denver"},
		"people": {event(`ATTENDEE;CN="Poe, Ann":mailto:ann@example.com`, "ATTENDEE:MAILTO:bo@example.com"),
			"Time Zone=America/Denver Attendees=Poe, Ann <ann@example.com>; bo@example.com"},
	} {
		table, _ := tables.Records(c.text)
		if table == nil {
			t.Errorf("%s: nothing is read", name)
		} else if got := cellsOf(table); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
	if table, of := tables.Records("Name,Email\nBEGIN:VCARD,x\n"); table != nil || of != "" {
		t.Error("a table is taken for contacts")
	}
}

// A series knows no exceptions here: what it shows too is said.
func TestRecords_WarnsOfExceptions(t *testing.T) {
	const series, moved = "UID:a\nDTSTART:20261201T180000Z\nRRULE:FREQ=WEEKLY\n",
		"UID:a\nDTSTART:20261209T180000Z\nRECURRENCE-ID:20261208T180000Z\n"
	const shows = "is one occurrence of a series, which shows it at 2026-12-08T18:00:00Z too"
	const left = "[[repeats with exceptions, which are shown too]]"
	const further = "[[repeats on further days, which are left out: 2026-12-10T18:00:00Z]]"
	for name, c := range map[string]struct {
		events []string
		want   string
	}{
		"a series":               {[]string{series}, "[[]]"},
		"one that leaves out":    {[]string{series + "EXDATE:20261208T180000Z\n"}, left},
		"one with further days":  {[]string{series + "RDATE:20261210T180000Z\n"}, further},
		"an exception of none":   {[]string{"UID:b\nEXDATE:20261208T180000Z\n"}, "[[]]"},
		"a moved occurrence":     {[]string{series, moved}, "[[] [" + shows + "]]"},
		"one before its series":  {[]string{moved, series}, "[[" + shows + "] []]"},
		"one of another's":       {[]string{series, strings.Replace(moved, "UID:a", "UID:b", 1)}, "[[] []]"},
		"a cancelled occurrence": {[]string{series, moved + "STATUS:CANCELLED\n"}, "[[] [" + shows + "]]"},
	} {
		text := "BEGIN:VCALENDAR\n"
		for _, event := range c.events {
			text += "BEGIN:VEVENT\n" + event + "END:VEVENT\n"
		}
		table, _ := tables.Records(text + "END:VCALENDAR\n")
		var got [][]string
		for _, r := range table.Rows {
			got = append(got, r.Warnings)
		}
		if all := fmt.Sprint(got); all != c.want {
			t.Errorf("%s: %s, not %s", name, all, c.want)
		}
	}
}

func FuzzRecords(f *testing.F) {
	for _, text := range []string{"BEGIN:VCARD\nN:a;b\nTEL;CELL:1\nEND:VCARD", "BEGIN:VCALENDAR\nBEGIN:VEVENT\n" +
		"DTSTART;TZID=x://y:20260102T030405\nDURATION:PT5M\nBEGIN:VALARM\n", "BEGIN:VCARD\na.ADR:;;;;;;\n\ta\n=\n"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		table, _ := tables.Records(text)
		if table == nil {
			return
		}
		for _, r := range table.Rows {
			if len(r.Cells) > len(table.Header.Cells) {
				t.Fatalf("row %d has more cells than the heading", r.Number)
			}
		}
	})
}

// A file of one contact with a million numbers takes no more columns than somebody can have.
func TestRecords_IsBounded(t *testing.T) {
	text := "BEGIN:VCARD\n" + strings.Repeat("TEL:1\nEMAIL:a\nADR:;;x;;;;\nX-ABDATE:2020-01-01\n", 5_000) +
		"END:VCARD\n" + strings.Repeat("BEGIN:VCARD\nFN:a\nEND:VCARD\n", 20_000)
	table, _ := tables.Records(text)
	if len(table.Rows) != 20_001 || len(table.Header.Cells) > 110 {
		t.Errorf("%d rows, %d columns", len(table.Rows), len(table.Header.Cells))
	}
	const cut = "has more than 2,000 lines: the rest was left out"
	if first, next := table.Rows[0].Warnings, table.Rows[1].Warnings; !slices.Equal(first, []string{cut}) ||
		next != nil {
		t.Errorf("the first contact is warned of by %q, the next by %q", first, next)
	}
	text = "BEGIN:VCARD\n" + strings.Repeat("a.TEL:1\nFN:x\n", 2_000) + "a.X-ABLABEL:late\nEND:VCARD\n"
	table, _ = tables.Records(text)
	if got := strings.Join(table.Header.Cells, " "); strings.Contains(got, "late") {
		t.Errorf("what comes after 2,000 lines counts: %s", got)
	}
}
