//go:build !wasip1

package main

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	roomkey "roomkey/plugins/sdk/go"
)

func leads(n int) string {
	var csv strings.Builder
	csv.WriteString("name,email,source\n")
	for i := range n {
		fmt.Fprintf(&csv, "Lead %d,lead%d@example.com,Website\n", i, i)
	}
	raw, err := json.Marshal(map[string]string{"type": "lead", "csv": csv.String()})
	if err != nil {
		panic(err)
	}
	return string(raw)
}

func none(string) *roomkey.Error { return nil }

func TestImport_OneRefusedRowCostsNoOther(t *testing.T) {
	h := &house{input: leads(4000), refuse: func(fields string) *roomkey.Error {
		if strings.Contains(fields, `"lead70@`) || strings.Contains(fields, `"lead131@`) {
			return &roomkey.Error{Code: roomkey.Invalid, Message: "changes/0: it does not like it"}
		}
		return nil
	}}
	if err := h.run(t); err != nil {
		t.Fatal(err)
	}
	if len(h.proposed) != 3998 || h.output["created"] != 3998.0 || h.calls > 20+4*8 {
		t.Errorf("%d were proposed by %d calls, and %v reported", len(h.proposed), h.calls, h.output["created"])
	}
	if got := fmt.Sprint(h.output["errors"]); !strings.Contains(got, "row:72") || !strings.Contains(got, "row:133") ||
		!strings.Contains(got, "it does not like it") {
		t.Error(got)
	}
}

func TestImport_WhoMayCreateNothingIsToldOnce(t *testing.T) {
	h := &house{input: leads(400), refuse: func(string) *roomkey.Error {
		return &roomkey.Error{Code: roomkey.Denied, Message: "viewers change nothing"}
	}}
	if err := h.run(t); err == nil || err.Error() != "viewers change nothing" || h.calls > 8 {
		t.Errorf("%v after %d calls", err, h.calls)
	}
}

func TestImport_MergesIntoARowOfItsOwnBatchBeforeItIsProposed(t *testing.T) {
	rows := strings.Repeat("x,,x\\n", 40) // rows that can't be, which make batches of two
	h := &house{
		input: `{"type":"lead","duplicates":"merge","csv":"name,email,phone\nAna,ana@example.com,\nAna,` +
			`ANA@example.com,916 555 0101\n` + rows + `"}`, refuse: none}
	if err := h.run(t); err != nil {
		t.Fatal(err)
	}
	if len(h.proposed) != 1 || !strings.Contains(h.proposed[0], "916 555 0101") || h.output["created"] != 1.0 ||
		h.output["merged"] != 1.0 {
		t.Errorf("%v were proposed, and %v reported", h.proposed, h.output)
	}
}

func TestImport_GoesOnWhereAnEarlierAttemptEnded(t *testing.T) {
	h := &house{input: leads(1000), refuse: func(fields string) *roomkey.Error {
		if strings.Contains(fields, `"lead500@`) {
			return &roomkey.Error{Code: roomkey.Unavailable, Message: "not now", Retryable: true}
		}
		return nil
	}}
	if err := h.run(t); !roomkey.Retryable(err) {
		t.Fatalf("not worth another attempt: %v", err)
	}
	h.refuse = none
	if err := h.run(t); err != nil {
		t.Fatal(err)
	}
	if len(h.proposed) != 1000 || h.output["created"] != 1000.0 {
		t.Errorf("%d were proposed, and %v reported", len(h.proposed), h.output["created"])
	}
	for i, fields := range h.proposed {
		if !strings.Contains(fields, fmt.Sprintf(`"lead%d@`, i)) {
			t.Fatalf("%d is %s", i, fields)
		}
	}
}

func TestImport_RefusesWhatIsTooMuch(t *testing.T) {
	h := &house{input: leads(maxRows + 1), refuse: none}
	if err := h.run(t); err == nil || !strings.Contains(err.Error(), "10001 rows") {
		t.Error(err)
	}
}

func TestImport_ReportsAreBoundedAndCountsAreNot(t *testing.T) {
	rows := strings.Repeat(`Lead,\"`+strings.Repeat("é", 500)+`\",x\n`, 500)
	h := &house{input: `{"type":"lead","csv":"name,email,source\n` + rows + `"}`, refuse: none}
	if err := h.run(t); err != nil {
		t.Fatal(err)
	}
	totals, _ := h.output["totals"].(map[string]any)
	errors, _ := h.output["errors"].([]any)
	if totals["failed"] != 500.0 || len(errors) != maxReported || len(h.checkpoint) > 128<<10 {
		t.Errorf("%v failed, %d reported, the checkpoint has %d bytes", totals["failed"], len(errors),
			len(h.checkpoint))
	}
}

func TestHeadings_NameFieldsThatThereAre(t *testing.T) {
	for _, kind := range crm.Types {
		if at := headings(kind)[heading("Shared notes")].target; at != "/briefing" {
			t.Errorf("%s: shared notes go to %q", kind.Name, at)
		}
		for name, m := range headings(kind) {
			target := m.target
			if strings.HasPrefix(target, "~") {
				continue
			}
			if f := kind.Field(target); f == nil || f.Derived || f.Server {
				t.Errorf("%s: %s is %s, which nobody may write", kind.Name, name, target)
			}
		}
		for i := range kind.Fields {
			if f := &kind.Fields[i]; !f.Derived && headings(kind)[heading(f.Name)].target == "" {
				t.Errorf("%s: %s is not known by its own name", kind.Name, f.Name)
			}
		}
	}
	for field, words := range synonyms {
		for word, option := range words {
			if heading(word) != word {
				t.Errorf("%s: nobody finds %q", field, word)
			}
			for _, kind := range crm.Types {
				f := kind.Root(field)
				if f == nil || f.Kind != crm.KindEnum {
					continue
				}
				if err := f.Check("/"+field, option); err != nil {
					t.Errorf("%s: %s: %v", kind.Name, word, err)
				}
			}
		}
	}
}
