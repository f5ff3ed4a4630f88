package tasks_test

import (
	"bytes"
	"encoding/json"
	"fmt"
	"mime/multipart"
	"net/http"
	"strings"
	"testing"

	"roomkey/internal/roomkeytest"
)

// sends has Ana send a file, and returns its id.
func (o *brokerage) sends(content []byte) string {
	o.T.Helper()
	var body bytes.Buffer
	form := multipart.NewWriter(&body)
	part, err := form.CreateFormFile("file", "contacts.csv")
	if err == nil {
		_, err = part.Write(content)
	}
	if err == nil {
		err = form.Close()
	}
	if err != nil {
		o.T.Fatal(err)
	}
	request, err := http.NewRequestWithContext(o.T.Context(), "POST", o.URL()+"/api/v1/files", &body)
	if err != nil {
		o.T.Fatal(err)
	}
	request.Header.Set("Content-Type", form.FormDataContentType())
	var sent struct{ ID string }
	if status, answer := o.Send(o.ana, request); status != 201 || json.Unmarshal(answer, &sent) != nil {
		o.T.Fatalf("%d %s", status, answer)
	}
	return sent.ID
}

// A record that is only proposed can be merged into; accepted, it is one record, and undone it is gone.
func TestImport_MergesIntoARecordThatWaitsForReview(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	rows := "First Name,Email,Company\r\nUndo Me,undome@example.com,\r\nUndo Me,undome@example.com,Acme\r\n"
	for i := range 40 { // so that the rows are of two batches
		rows += fmt.Sprintf("Person %d,p%d@example.com,\r\n", i, i)
	}
	rows += "Undo Me,undome@example.com,,\r\nUndo Me,UNDOME@example.com,Other\r\n"
	rows = strings.Replace(rows, "Undo Me,undome@example.com,Acme\r\n", "", 1) + "Undo Me,undome@example.com,Acme\r\n"
	task := o.startIn(o.own, "roomkey.csv-import/import",
		map[string]any{"type": "client", "duplicates": "merge", "file": o.sends([]byte(rows))})
	awaitEvent(o.own, task.ID, "review")
	o.accepts(task)
	is := o.one("/clients?filter[FirstName]=Undo%20Me", func(record) bool { return true })
	if is.Fields["Company"] != "Other" {
		t.Errorf("the record is %v", is.Fields)
	}
	undone, skipped := o.undoes(task.ID)
	if len(undone) != 41 || len(skipped) != 0 {
		t.Errorf("%d undone, skipped %v", len(undone), skipped)
	}
}

// tries runs an import of Ana's, as a trial or not, and returns its output.
func (o *brokerage) tries(dry bool, input map[string]any) (task string, out map[string]any) {
	o.T.Helper()
	var begun roomkeytest.Task
	status, body := o.Call(o.ana, "POST", "/tasks",
		map[string]any{"workflow": "csv-import", "input": input, "dryRun": dry})
	if status != 201 || json.Unmarshal(body, &begun) != nil {
		o.T.Fatalf("%d %s", status, body)
	}
	awaitEvent(o.own, begun.ID, "completed")
	var seen struct {
		Output    map[string]any
		Proposals []any
	}
	o.Get(o.ana, "/tasks/"+begun.ID, &seen)
	if dry && len(seen.Proposals) > 0 {
		o.T.Errorf("a trial run proposes %v", seen.Proposals)
	}
	return begun.ID, seen.Output
}

// importsItsOwnExport imports what the server exports of a type, in each way to treat what is there already: nothing
// may come of it.
func (o *brokerage) importsItsOwnExport(kind, plural string, ways ...string) {
	o.T.Helper()
	asked, err := http.NewRequestWithContext(o.T.Context(), "GET", o.URL()+"/api/v1/export/"+plural+".csv?bom=1", nil)
	if err != nil {
		o.T.Fatal(err)
	}
	_, csv := o.Send(o.ana, asked)
	for _, duplicates := range ways {
		_, out := o.tries(false, map[string]any{"type": kind, "file": o.sends(csv), "duplicates": duplicates})
		totals, _ := out["totals"].(map[string]any)
		if out["created"] != 0.0 || out["merged"] != 0.0 || fmt.Sprint(out["errors"]) != "[]" ||
			totals["rows"] == 0.0 || totals["skipped"] != totals["rows"] {
			o.T.Errorf("%s, %s: our own export does %s", plural, duplicates, fmt.Sprint(out))
		}
	}
}

// An import is asked first: it says what it would do and does nothing. Then it runs with the mapping that somebody has
// corrected, and is undone. The file travels as bytes.
func TestImport_IsAskedFirst(t *testing.T) {
	t.Parallel()
	o := openBrokerage(t, roomkeytest.Config{})
	count := func(path string) int {
		var page listed
		o.Get(o.ana, path, &page)
		return page.Total
	}
	before := count("/clients?limit=1")
	file := o.sends([]byte("First Name,Last Name,Email,Wert,Birthday\r\nRen\xe9e,N\xfa\xf1ez,renee.n@example.com," +
		"Acme," +
		"0/0/00\r\nTobias,Ahlgren,t@example.com,,--07-04\r\nRen\xe9e,N\xfa\xf1ez,RENEE.N@example.com,,\r\n"))
	input := map[string]any{"type": "client", "file": file, "duplicates": "merge"}
	_, out := o.tries(true, input)
	preview, _ := out["preview"].(map[string]any)
	all := fmt.Sprint(out)
	for _, part := range []string{"encoding:Windows-1252", "confidence:exact", "confidence:none", "samples:[Acme]",
		"value:Renée", "has no year", "outcome:skip", "outcome:create", "target:/private/Birthdate"} {
		if !strings.Contains(all, part) {
			t.Errorf("it doesn't say %s: %s", part, all)
		}
	}
	if rows, _ := preview["rows"].([]any); len(rows) != 3 {
		t.Errorf("%d rows are shown", len(rows))
	}
	if n := count("/clients?limit=1"); n != before {
		t.Fatalf("a trial run made %d clients", n-before)
	}
	input["mapping"] = map[string]string{"Wert": "/Company"}
	task, out := o.tries(false, input)
	if out["created"] != 2.0 || out["preview"] != nil {
		t.Errorf("it puts out %v", out)
	}
	is := o.one("/clients?filter[LastName]=N%C3%BA%C3%B1ez", func(record) bool { return true })
	if is.Fields["Company"] != "Acme" || is.Fields["FirstName"] != "Renée" {
		t.Errorf("she is %v", is.Fields)
	}

	// Our own export changes nothing, whatever is done with duplicates, and what was put away is not made again.
	if status, body := o.Call(o.ana, "POST", "/clients/"+is.ID+"/archive", nil); status/100 != 2 {
		t.Fatalf("%d %s", status, body)
	}
	o.importsItsOwnExport("client", "clients", "skip", "merge", "create")
	for _, other := range []string{"listing", "escrow", "lead", "appointment"} {
		o.importsItsOwnExport(other, other+"s", "merge")
	}
	if status, body := o.Call(o.ana, "POST", "/clients/"+is.ID+"/restore", nil); status/100 != 2 {
		t.Fatalf("%d %s", status, body)
	}
	undone, skipped := o.undoes(task)
	if len(undone) == 0 || len(skipped) != 0 || count("/clients?limit=1") != before {
		t.Errorf("undone %v, skipped %v", undone, skipped)
	}
	_, out = o.tries(true, map[string]any{"type": "client", "file": o.sends([]byte("First Name,Last Name,Email\r\n" +
		"Renee,Nunez,renee.n@example.com\r\n"))})
	if !strings.Contains(fmt.Sprint(out), "of a record that is deleted") {
		t.Errorf("a deleted record is not known: %v", out)
	}
	o.IsSound()
}
