package tasks_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// report is what csv-import puts out.
type report struct {
	Created, Merged int
	Skipped         []struct {
		Row            int
		Reason, Record string
	}
	Errors []struct {
		Row            int
		Field, Message string
	}
	Left []struct {
		Row                   int
		Column, Text, Message string
	}
	Totals   map[string]int
	Mapping  map[string]string
	Ignored  []string
	Warnings []string
}

// lines is the report as a person reads it, a line for each row that is no record.
func (r *report) lines() (lines []string) {
	for _, s := range r.Skipped {
		lines = append(lines, fmt.Sprintf("row %d: %s", s.Row, s.Reason))
	}
	for _, e := range r.Errors {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("row %d: %s %s", e.Row, e.Field, e.Message)),
			" "))
	}
	for _, w := range r.Left {
		lines = append(lines, strings.Join(strings.Fields(fmt.Sprintf("%d: %s %s %s", w.Row, w.Column, w.Text,
			w.Message)),
			" "))
	}
	return lines
}

// nasty is a file as they come: a byte order mark, CRLF and LF, quotes and line breaks in quotes, sums and dates in
// every fashion, an empty row, duplicates of each other and of what is there, gaps, formulas, and a quote that is never
// closed.
func nasty(there string) string {
	return "\ufeffMLS #,Status,Type,Property Address,Price,Beds,Baths,Sq. Ft.,List Date,Sale Price,Close of " +
		"Escrow,Public Remarks,Agent Remarks,Gate Code,Wonderful Extra\r\n" +
		"NASTY02,active,residential,\"100 Quote \"\"Q\"\" St, Davis, CA " +
		"95616\",\"$1,234\",3,2,\"1,122\",1/15/2026,,,\"Sunny.\r\nA 6\"\" step, and more\",=1+1,#0420,x\r\n" +
		"NASTY03,SOLD,house,\"200 Mixed Ave, Davis, CA 95616\",500k,4,3,2000,2026-02-01,\"$498,500.50\",\"March 3, " +
		"2026\",\"'=HYPERLINK(\"\"http://evil.example\"\")\",\"'@SUM(A1)\",'+1,\n" +
		"NASTY04,Active Under Contract,condo,\"300 Third St #4, Davis, CA " +
		"95616\",1.2m,N/A,1,900,5-Jun-2026,,TBD,-cozy-,,,\r\n" +
		",,,,,,,,,,,,,,\r\n" +
		"nasty02,Active,Residential,\"1 Elsewhere Rd, Davis, CA 95616\",$100k,1,1,1,,,,,,,\r\n" +
		"NASTY07,Active,Residential,\"300 Third Street Unit 4, Davis, CA 95616\",$100k,1,1,1,,,,,,,\r\n" +
		there + ",Active,Residential,\"2 Elsewhere Rd, Davis, CA 95616\",$100k,1,1,1,,,,,,,\r\n" +
		",Active,Residential,\"9 Missing Ct, Davis, CA 95616\",,3,2,1000,,,,,,,\r\n" +
		"NASTY10,Active,Castle,\"10 Bad Dr, Davis, CA 95616\",\"$1.234,56\",3,2,many,31/12/2026,,,,,,\r\n" +
		"NASTY11,Active,Residential,11 Comma Ln, Davis, CA 95616,$99k,3,2,1000,,,,,,,x\r\n" +
		"NASTY12,Active,Residential,\"12 Formula Ln, Davis, CA 95616\",=SUM(A1:A9),=2+2,2,1000,,,,,,,\r\n" +
		"NASTY13,Active,Residential,\"13 Short Ln, Davis, CA 95616\",$99\r\n" +
		"NASTY14,Active,Residential,\"14 Nul Ln, Davis, CA 95616\",$99k,1,1,1,,,,a\x00b,,,\r\n" +
		"NASTY15,Active,Residential,\"15 Nowhere\",$99k,1,1,1,,,,,,,\r\n" +
		"NASTY16,Active,Residential,\"16 Endless Ln, Davis, CA 95616\",$99k,1,1,1,,,," +
		strings.Repeat("and so on ", 10_001) + ",,,\r\n" +
		"NASTY17,Active,Residential,\"17 Open Ln, Davis, CA 95616\",$99k,1,1,1,,,,\"never closed,,,\r\n" +
		"NASTY18,Active,Residential,18 Lost Ln,$99k,1,1,1,,,,,,,\r\n"
}

func TestImport_ANastyFileBecomesWhatItSaysAndIsUndone(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	count := func() int {
		var page listed
		o.Get(o.ana, "/listings?limit=1", &page)
		return page.Total
	}
	before := count()
	there := o.one("/listings?filter[StandardStatus]=Active", func(record) bool { return true })
	var out report
	task := o.run(o.own, "csv-import",
		map[string]any{"type": "listing", "csv": nasty(there.Fields["ListingId"].(string))}, &out)

	wantLines := []string{
		"row 6: has the MLS number of row 2",
		"row 7: has the address of row 4",
		"row 8: has the MLS number of a record that is there already",
		"row 9: /ListingId MLS number is required: fill it in, or give a value for all rows",
		"row 9: /ListPrice List price is required: fill it in, or give a value for all rows",
		"row 10: /PropertyType “Castle” is none of: Residential, Residential Income, Residential Lease, Land, Farm, " +
			"Manufactured In Park, Commercial Sale, Commercial Lease, Business Opportunity",
		"row 10: /ListPrice “$1.234,56” is not an amount of money; $1,234.50 is",
		"row 12: /ListPrice “=SUM(A1:A9)” is not an amount of money; $1,234.50 is",
		"row 15: /City City is required: fill it in, or give a value for all rows",
		"row 15: /StateOrProvince State is required: fill it in, or give a value for all rows",
		"row 15: /PostalCode ZIP code is required: fill it in, or give a value for all rows",
		"row 18: /City City is required: fill it in, or give a value for all rows",
		"row 18: /StateOrProvince State is required: fill it in, or give a value for all rows",
		"row 18: /PostalCode ZIP code is required: fill it in, or give a value for all rows",
		"11: 11 Comma Ln, Davis, CA 95616 has a comma and no quotes around it: it was taken as one cell",
		"13: Price $99 is less than $1,000: it may not be the list price",
		"14: Public Remarks ab contains bytes that are not text: they are left out",
		"16: Public Remarks and so on and so on and so on and so on and so on and so on … is longer than 90,000 " +
			"characters: " +
			"the rest is left out",
		"17: a quote opens a cell of this row and closes it nowhere: it was taken as a part of the text",
	}
	if got := out.lines(); !slices.Equal(got, wantLines) {
		t.Errorf("the report says\n%s\nand not\n%s", strings.Join(got, "\n"), strings.Join(wantLines, "\n"))
	}
	if len(out.Skipped) != 3 || out.Skipped[2].Record != there.ID {
		t.Errorf("it skips %+v", out.Skipped)
	}
	wantTotals := map[string]int{"rows": 16, "created": 8, "merged": 0, "skipped": 3, "failed": 5}
	if out.Created != 8 || !maps.Equal(out.Totals, wantTotals) ||
		!slices.Equal(out.Ignored, []string{"Wonderful Extra"}) || out.Mapping["Close of Escrow"] != "/CloseDate" {
		t.Errorf("it puts out %s", task.Output)
	}
	checkEvents(t, awaitEvent(o.own, task.ID, "completed"))

	base := map[string]any{"City": "Davis", "StateOrProvince": "CA", "PostalCode": "95616",
		"PropertyType": "Residential"}
	made := make(map[string]record)
	for _, want := range []struct{ fields, private map[string]any }{
		{map[string]any{"ListingId": "NASTY02", "StandardStatus": "Active", "UnparsedAddress": `100 Quote "Q" St`,
			"ListPrice": 1_234_00.0, "BedroomsTotal": 3.0,
			"BathroomsTotalInteger": 2.0, "LivingArea": 1122.0, "ListingContractDate": "2026-01-15",
			"PublicRemarks": "Sunny.\nA 6\" step, and more", "PrivateRemarks": "=1+1"},
			map[string]any{"AccessCode": "#0420"}},
		{map[string]any{"ListingId": "NASTY03", "StandardStatus": "Closed", "UnparsedAddress": "200 Mixed Ave",
			"ListPrice": 500_000_00.0, "BedroomsTotal": 4.0,
			"BathroomsTotalInteger": 3.0, "LivingArea": 2000.0, "ListingContractDate": "2026-02-01",
			"ClosePrice": 498_500_50.0, "CloseDate": "2026-03-03",
			"PublicRemarks": `=HYPERLINK("http://evil.example")`, "PrivateRemarks": "@SUM(A1)",
			"PropertySubType": "house"},
			map[string]any{"AccessCode": "+1"}},
		{map[string]any{"ListingId": "NASTY04", "StandardStatus": "Active Under Contract",
			"UnparsedAddress": "300 Third St #4", "UnitNumber": "4", "ListPrice": 1_200_000_00.0,
			"BathroomsTotalInteger": 1.0, "LivingArea": 900.0, "ListingContractDate": "2026-06-05",
			"PublicRemarks": "-cozy-", "PropertySubType": "condo"}, nil},
		{map[string]any{"ListingId": "NASTY13", "StandardStatus": "Active", "UnparsedAddress": "13 Short Ln",
			"ListPrice": 99_00.0}, nil},
	} {
		maps.Copy(want.fields, base)
		number := want.fields["ListingId"].(string)
		is := o.one("/listings?filter[ListingId]="+number, func(record) bool { return true })
		made[number] = is
		if said := filled(t, is.Fields); !maps.EqualFunc(said, want.fields, reflect.DeepEqual) {
			t.Errorf("%s has become\n%v and not\n%v", number, said, want.fields)
		}
		if said := filled(t, is.Private); !maps.EqualFunc(said, want.private, reflect.DeepEqual) ||
			is.Visibility != "team" {
			t.Errorf("%s: private %v, visibility %s", number, said, is.Visibility)
		}
	}
	if n := count(); n != before+8 {
		t.Errorf("there are %d listings, and there were %d", n, before)
	}

	kept := made["NASTY03"].ID
	if status, body := o.Call(o.abe, "PATCH", "/listings/"+kept,
		map[string]any{"fields": map[string]any{"City": "Woodland"}}); status != 200 {
		t.Fatalf("Abe's edit: %d %s", status, body)
	}
	undone, skipped := o.undoes(task.ID)
	if len(undone) != 7 || !slices.Equal(skipped, []string{kept + "  it has been changed since"}) {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	if is := o.record("/listings/" + kept); is.Fields["City"] != "Woodland" || count() != before+1 {
		t.Errorf("after the undo there are %d listings, and Abe's is %v", count(), is.Fields)
	}
	o.IsSound()
}

// filled leaves out of fields what is empty, and what is derived.
func filled(t *testing.T, fields map[string]any) map[string]any {
	said := make(map[string]any)
	for name, value := range fields {
		if !slices.Contains([]string{"[]", "{}", `""`, "null"}, roomkeytest.AsJSON(t, value)) &&
			name != "DaysOnMarket" {
			said[name] = value
		}
	}
	return said
}

// undoes has Ana take a task back, and gives what was and what was not: "record pointer reason".
func (o *brokerage) undoes(task string) (undone, skipped []string) {
	o.T.Helper()
	var answer struct {
		Undone, Skipped []struct{ Record, Pointer, Reason string }
	}
	status, body := o.Call(o.ana, "POST", "/tasks/"+task+"/undo", map[string]any{})
	if status != 200 || json.Unmarshal(body, &answer) != nil {
		o.T.Fatalf("undo: %d %s", status, body)
	}
	for _, place := range answer.Undone {
		undone = append(undone, place.Record+" "+place.Pointer)
	}
	for _, place := range answer.Skipped {
		skipped = append(skipped, place.Record+" "+place.Pointer+" "+place.Reason)
	}
	return undone, skipped
}

// bulkFile is a file of n listings, like an MLS exports it.
func bulkFile(n int) string {
	var file strings.Builder
	file.WriteString("MLS #,Status,Type,Property Address,Price,Beds,Baths,Sq Ft,List Date,Remarks\r\n")
	for i := range n {
		fmt.Fprintf(&file, "BULK%05d,active,residential,\"%d Birch St, Davis, CA "+
			"95616\",\"$%d,200\",3,2,\"1,%03d\",6/%d/2026,\"A \"\"home\"\" with a yard, number %d of a long "+
			"street.\"\r\n",
			i, i+1, 100+i%800, i%1000, 1+i%28, i+1)
	}
	return file.String()
}

func TestImport_TenThousandRowsAreAcceptedAndUndoneWhole(t *testing.T) {
	roomkeytest.AtVolume(t, volume.Rounds(t, 10_000, "rows"), importAndUndo)
}

func importAndUndo(t *testing.T, program roomkeytest.Config, rows int) {
	o := openBrokerage(t, program)
	count := func() int {
		var page listed
		o.Get(o.ana, "/listings?limit=1", &page)
		return page.Total
	}
	before, began := count(), time.Now()
	lap := func(what string) {
		t.Logf("%s: %.1f s", what, time.Since(began).Seconds())
		began = time.Now()
	}
	// The step itself, so that all of it waits for one decision; the workflow csv-import decides batch by batch.
	task := o.startIn(o.own, "roomkey.csv-import/import", map[string]any{"type": "listing", "csv": bulkFile(rows)})
	awaitEvent(o.own, task.ID, "review")
	lap("read and propose")
	if n := count(); n != before {
		t.Errorf("before anybody has accepted there are %d listings more", n-before)
	}
	o.accepts(task)
	lap("accept")
	checkEvents(t, awaitEvent(o.own, task.ID, "completed"))
	if n := count(); n != before+rows {
		t.Errorf("%d listings were made", n-before)
	}
	for _, i := range []int{0, rows/2 - 1, rows - 1} {
		is := o.one(fmt.Sprintf("/listings?filter[ListingId]=BULK%05d", i), func(record) bool { return true })
		if f := is.Fields; f["UnparsedAddress"] != fmt.Sprintf("%d Birch St", i+1) ||
			f["ListPrice"] != float64(100+i%800)*1000_00+200_00 || f["LivingArea"] != float64(1000+i%1000) ||
			f["ListingContractDate"] != fmt.Sprintf("2026-06-%02d", 1+i%28) ||
			f["PublicRemarks"] != fmt.Sprintf("A \"home\" with a yard, number %d of a long street.", i+1) {
			t.Errorf("row %d has become %v", i+2, f)
		}
	}
	lap("look")

	// Among so many, another import finds its duplicates: the oldest too.
	again := bulkFile(rows)
	lines := strings.SplitAfter(again, "\r\n")
	var out report
	second := o.run(o.own, "csv-import", map[string]any{"type": "listing", "csv": lines[0] + lines[1] + lines[rows/2] +
		lines[rows]}, &out)
	if len(out.Skipped) != 3 || out.Created != 0 || len(out.Warnings) != 0 {
		t.Errorf("the second import puts out %s", second.Output)
	}
	lap("import three rows again")
	o.looksAtAll(again)
	lap("import all of them again")

	edited := o.one(fmt.Sprintf("/listings?filter[ListingId]=BULK%05d", rows/2), func(record) bool { return true })
	if status, body := o.Call(o.abe, "PATCH", "/listings/"+edited.ID,
		map[string]any{"fields": map[string]any{"ListPrice": 77_700_00}}); status != 200 {
		t.Fatalf("Abe's edit: %d %s", status, body)
	}
	undone, skipped := o.undoes(task.ID)
	lap("undo")
	if len(undone) != rows-1 || !slices.Equal(skipped, []string{edited.ID + "  it has been changed since"}) {
		t.Errorf("%d undone, skipped %v", len(undone), skipped)
	}
	if is := o.record("/listings/" + edited.ID); is.Fields["ListPrice"] != 77_700_00.0 {
		t.Errorf("Abe's listing is %v", is.Fields)
	}
	if n := count(); n != before+1 {
		t.Errorf("after the undo there are %d listings, and there were %d", n, before)
	}
}

// looksAtAll imports a file all of whose rows are there.
func (o *brokerage) looksAtAll(file string) {
	o.T.Helper()
	task := o.startIn(o.own, "csv-import", map[string]any{"type": "listing", "csv": file})
	awaitEvent(o.own, task.ID, "completed")
	var out report
	seen := roomkeytest.Task{}
	o.Get(o.ana, "/tasks/"+task.ID, &seen)
	if err := json.Unmarshal(seen.Output, &out); err != nil {
		o.T.Fatal(err)
	}
	if out.Totals["skipped"] != out.Totals["rows"] || out.Created != 0 || len(out.Warnings) != 0 {
		o.T.Errorf("of a file that is there already, it says %v and warns of %v", out.Totals, out.Warnings)
	}
}

// largeFile is a file of n bytes: leads with much to say, in a column that nothing is made of.
func largeFile(n int) string {
	const heading, row = "Name,Email,Wonderful Extra\r\n", "\"Lead %04d\",lead%04d@example.net,\"%s\"\r\n"
	said := strings.Repeat("Said \"\"hello\"\", twice.\r\n", 380)
	var file strings.Builder
	file.WriteString(heading)
	for i := 0; file.Len() < n; i++ {
		line := fmt.Sprintf(row, i, i, said)
		if rest := n - file.Len(); len(line) > rest { // blank rows fill it up
			line = strings.Repeat("\n", rest)
		}
		file.WriteString(line)
	}
	return file.String()
}

func TestImport_AFileMayHaveFourMiB(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	var out report
	task := o.run(o.own, "csv-import", map[string]any{"type": "lead", "csv": largeFile(39 << 20 / 10)}, &out)
	if out.Created != out.Totals["rows"] || out.Created < 400 {
		t.Errorf("of 3.9 MiB it says %s", task.Output)
	}
	if lead := o.one("/leads?filter[email]=lead0400@example.net",
		func(record) bool { return true }); lead.Fields["name"] != "Lead 0400" {
		t.Errorf("a lead is %v", lead.Fields)
	}
	for size, field := range map[int]string{4<<20 + 1: "input/csv", 6 << 20: "input/csv", 7<<20 + 1: "input"} {
		var problem struct{ Code, Field, Detail string }
		status, body := o.Call(o.ana, "POST", "/tasks", map[string]any{"workflow": "csv-import",
			"input": map[string]any{"type": "lead", "csv": strings.Repeat("a", size)}})
		if status/100 != 4 || json.Unmarshal(body, &problem) != nil || problem.Field != field || problem.Detail == "" {
			t.Errorf("%d bytes: %d %s", size, status, body)
		}
	}
	if status, body := o.Call(o.ana, "POST", "/tasks", map[string]any{"workflow": "csv-import",
		"input": map[string]any{"type": "lead", "csv": strings.Repeat("a", 9<<20)}}); status != 413 ||
		!strings.Contains(string(body), "too_large") {
		t.Errorf("9 MiB: %d %s", status, body)
	}
}
