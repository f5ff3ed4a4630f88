package tasks

import (
	"encoding/json"
	"strings"
	"testing"

	"roomkey/crm"
)

// The names of the steps of many tasks are remembered, and a plugin chooses how long these are.
func TestKnown_CutsTheNamesOfSteps(t *testing.T) {
	k := newKnown()
	news := crm.TaskNews{Task: crm.ID{1}}
	for step, want := range map[string]string{
		"read":                           "read",
		strings.Repeat("x", 1000):        strings.Repeat("x", 64),
		strings.Repeat("x", 63) + "éééé": strings.Repeat("x", 63),
	} {
		data, err := json.Marshal(map[string]any{"step": step})
		if err != nil {
			t.Fatal(err)
		}
		news.Events = []crm.Event{{Name: crm.EventTaskProgress, Data: data}}
		k.note("a", &news)
		if open, _ := k.open("a", 0); len(open) != 1 || open[0].step != want {
			t.Errorf("%+v, want %s", open, want)
		}
	}
}
