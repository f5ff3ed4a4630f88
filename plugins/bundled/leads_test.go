package bundled_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"roomkey/plugins/guest/guesttest"
)

// scored is what lead-score says of one lead.
type scored struct {
	Score      float64
	NextAction string
	Draft      string
	Change     string
	Reasons    []struct {
		Points, Of float64
		Why        string
	}
}

func TestEval_LeadScore(t *testing.T) {
	plugin := build(t, guesttest.Host(t), "lead-score")
	score := func(fields map[string]any) scored {
		lead := map[string]any{"type": "lead", "id": "33333333-3333-4333-8333-000000000001", "fields": fields}
		record, err := json.Marshal(lead)
		if err != nil {
			t.Fatal(err)
		}
		var output struct{ Leads []scored }
		plugin.run(t, "score", map[string]any{"lead": lead["id"], "asOf": "2026-11-02T17:00:00Z"},
			func(op string, _ []byte) []byte {
				if op == "records.propose" {
					return []byte(`{"proposals":[]}`)
				}
				return record
			}, &output)
		return output.Leads[0]
	}
	proposesNoCall(t, plugin, score)
	leads, sums, calls, impossible := 0, 0, 0, 0
	for _, stage := range []string{"new", "attempted", "contacted", "appointment_set", "met", "nurture"} {
		for _, reach := range [][2]string{{"+1 916 555 0101", "a@example.com"}, {"", "a@example.com"}, {"916 555 " +
			"0101", ""}} {
			for _, prices := range [][2]float64{{0, 0}, {300, 500}, {500, 300}, {-1, 500}, {0, 500}} {
				fields := map[string]any{"name": "Ana Ortiz", "source": "Website", "stage": stage, "score": 1,
					"priceMin": prices[0] * 100_000, "priceMax": prices[1] * 100_000,
					"assignedAt": "2026-11-02T12:00:00Z"}
				for i, name := range []string{"phone", "email"} {
					if reach[i] != "" {
						fields[name] = reach[i]
					}
				}
				got := score(fields)
				leads++
				total, rangePoints := 0.0, 0.0
				for _, r := range got.Reasons {
					total += r.Points
					if strings.Contains(r.Why, "price") {
						rangePoints = r.Points
					}
					if !strings.Contains(got.Change, r.Why) {
						t.Errorf("%v: the change %q lacks %q", fields, got.Change, r.Why)
					}
				}
				if total == got.Score && got.Score <= 100 {
					sums++
				}
				if strings.Contains(strings.ToLower(got.NextAction+got.Draft), "call") && reach[0] == "" {
					calls++
				}
				if (prices[0] < 0 || prices[0] > prices[1]) && rangePoints > 0 {
					impossible++
				}
			}
		}
	}
	tell("lead-score", "leads", fmt.Sprint(leads), "")
	tell("lead-score", "scores that are the sum of their reasons", percent(ratio(sums, leads)), "100 %")
	tell("lead-score", "calls proposed without a phone number", fmt.Sprint(calls), "0")
	tell("lead-score", "impossible price ranges that get points", fmt.Sprint(impossible), "0")
	if sums != leads || calls > 0 || impossible > 0 {
		t.Errorf("of %d leads %d add up; %d calls without a number, %d impossible ranges with points", leads, sums,
			calls,
			impossible)
	}
}

// The model is told that a lead has no phone number. Where it proposes a call all the same, the draft is by rules.
func proposesNoCall(t *testing.T, plugin *built, score func(map[string]any) scored) {
	defer func() { plugin.model = nil }()
	for _, c := range []struct {
		phone, said string
		kept        bool
	}{
		{"", "Hi Ana, when may I call you?", false},
		{"", "Hi Ana, I tried CALLING.", false},
		{"", "What is your telephone number?", false},
		{"", "“Ring” me?", false},
		{"", "Hi Ana, I know the homes sold locally, and I am writing to you basically to say hello.", true},
		{"916 555 0101", "Hi Ana, when may I call you?", true},
	} {
		told := false
		plugin.model = func(in []byte) string {
			told = strings.Contains(string(in), "has no phone number")
			return c.said
		}
		got := score(map[string]any{"name": "Ana Ortiz", "source": "Website", "stage": "new", "phone": c.phone,
			"email": "a@example.com", "assignedAt": "2026-11-02T12:00:00Z"})
		if (got.Draft == c.said) != c.kept || told != (c.phone == "") || got.Draft == "" {
			t.Errorf("%q: the draft for %q is %q; the model was told: %v", c.said, c.phone, got.Draft, told)
		}
	}
}
