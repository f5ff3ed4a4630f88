package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// T3
func TestStart_BadInput(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.greet",
		`{"type":"object","properties":{"name":{"type":"string","maxLength":5},"at":{"type":"string","format":"date"},
		"kind":{"enum":["a","b"]},"many":{"type":"array","items":{"type":"object","properties":{"n":{"minimum":1,"maximum":9}}}}},"required":["name"],"additionalProperties":false}`, `{}`),
		func(context.Context, *runnertest.Guest) error { return nil })
	large := fmt.Sprintf(`{"workflow":"acme.greet/do","input":{"name":"%s"}}`, strings.Repeat("x", 7<<20))
	huge := fmt.Sprintf(`{"workflow":"acme.greet/do","input":{"name":"%s"}}`, strings.Repeat("x", 8<<20))
	for _, c := range []struct {
		name, body string
		status     int
		code       crm.Code
		field      string
	}{
		{"no object", `[]`, 400, crm.CodeInvalid, ""},
		{"no JSON", `{"workflow":`, 400, crm.CodeInvalid, ""},
		{"unknown member", `{"workflow":"acme.greet/do","speed":1}`, 400, crm.CodeInvalid, "speed"},
		{"no workflow", `{"input":{"name":"Ana"}}`, 400, crm.CodeInvalid, "workflow"},
		{"unknown workflow", `{"workflow":"acme.greet/dance"}`, 400, crm.CodeInvalid, "workflow"},
		{"missing", `{"workflow":"acme.greet/do"}`, 400, crm.CodeInvalid, "input/name"},
		{"not an object", `{"workflow":"acme.greet/do","input":[]}`, 400, crm.CodeInvalid, "input"},
		{"of another type", `{"workflow":"acme.greet/do","input":{"name":1}}`, 400, crm.CodeInvalid, "input/name"},
		{"too long", `{"workflow":"acme.greet/do","input":{"name":"Ana Maria"}}`, 400, crm.CodeInvalid, "input/name"},
		{"no date", `{"workflow":"acme.greet/do","input":{"name":"Ana","at":"June 5"}}`, 400, crm.CodeInvalid,
			"input/at"},
		{"none of these", `{"workflow":"acme.greet/do","input":{"name":"Ana","kind":"c"}}`, 400, crm.CodeInvalid,
			"input/kind"},
		{"too small, deep within", `{"workflow":"acme.greet/do","input":{"name":"Ana","many":[{"n":1},{"n":0}]}}`, 400,
			crm.CodeInvalid, "input/many/1/n"},
		{"unknown", `{"workflow":"acme.greet/do","input":{"name":"Ana","na~me/x":1}}`, 400, crm.CodeInvalid,
			"input/na~0me~1x"},
		{"a number that is none", `{"workflow":"acme.greet/do","input":{"name":"Ana","many":[{"n":1e999999}]}}`, 400,
			crm.CodeInvalid, "input"},
		{"no room", `{"workflow":"acme.greet/do","input":{"name":"Ana"},"room":"kitchen"}`, 400, crm.CodeInvalid,
			"room"},
		{"another's room", `{"workflow":"acme.greet/do","input":{"name":"Ana"},"room":"` +
			string(crm.UserRoom(h.people["agent2"].ID)) + `"}`, 403, crm.CodeForbidden, "room"},
		{"too large", large, 413, crm.CodeTooLarge, "input"},
		{"far too large", huge, 413, crm.CodeTooLarge, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h.call("agent1", "POST", "/tasks", c.body).refused(t, c.status, c.code, c.field)
		})
	}
	if got := h.call("agent1", "GET", "/tasks", nil); strings.Contains(string(got.body), "acme") {
		t.Errorf("something was queued: %s", got.body)
	}
	for _, path := range []string{"/tasks?limit=0", "/tasks?limit=x", "/tasks?cursor=zzz", "/tasks?color=red"} {
		if got := h.call("agent1", "GET", path, nil); got.status != 400 {
			t.Errorf("%s answers %d %s", path, got.status, got.body)
		}
	}
	h.call("agent1", "GET", "/tasks/none", nil).refused(t, 404, crm.CodeNotFound, "")
	h.call("agent1", "POST", "/tasks/none/undo", `{}`).refused(t, 404, crm.CodeNotFound, "")
}

func TestOps_BadInput(t *testing.T) {
	h := newFixture(t)
	a := h.lead("agent1", "Ana", false)
	h.asker(plugins.Capabilities{Read: []string{"lead"}, Propose: []string{"lead", "appointment"},
		LLM: &plugins.LLM{MaxTokens: 10}})
	many := make([]any, 501)
	for i := range many {
		many[i] = map[string]any{"type": "lead", "fields": map[string]any{}}
	}
	cases := []struct {
		name, op string
		in       any
		want     string
	}{
		{"unknown op", "records.drop", 1, "unsupported: "},
		{"no object", "records.get", 1, "invalid: "},
		{"unknown member", "records.get", map[string]any{"type": "lead", "id": a.ID, "x": 1}, "invalid: "},
		{"a list for a text", "records.get", map[string]any{"type": []int{}, "id": a.ID},
			"invalid: type: has the wrong type: array"},
		{"unknown type", "records.get", map[string]any{"type": "house", "id": a.ID}, "invalid: type: "},
		{"no id", "records.get", map[string]any{"type": "lead", "id": "../etc"}, "not_found: "},
		{"another type's id", "records.get", map[string]any{"type": "lead", "id": h.people["agent1"].ID},
			"not_found: "},
		{"large request", "records.get", map[string]any{"type": "lead", "id": strings.Repeat("x", 2000)},
			"too_large: "},
		{"unknown filter", "records.query", map[string]any{"type": "lead", "filter": map[string]any{"hair": "red"}},
			"invalid: "},
		{"unknown operator", "records.query",
			map[string]any{"type": "lead", "filter": map[string]any{"score": map[string]any{"like": 1}}},
			"invalid: filter/score: "},
		{"a list to compare with", "records.query",
			map[string]any{"type": "lead", "filter": map[string]any{"score": []int{1}}}, "invalid: filter/score: "},
		{"wrong cursor", "records.query", map[string]any{"type": "lead", "cursor": "zz"}, "invalid: cursor: "},
		{"large page", "records.query", map[string]any{"type": "lead", "limit": 501}, "invalid: limit: "},
		{"nothing proposed", "records.propose", map[string]any{"changes": []any{}}, "invalid: changes: "},
		{"too much proposed", "records.propose", map[string]any{"changes": many}, "too_large: changes: "},
		{"unknown type proposed", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "house"}}}, "invalid: changes/0/type: "},
		{"unknown field", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
				"fields": map[string]any{"hair": 1}}}}, "invalid: changes/0/hair: "},
		{"wrong value", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
				"fields": map[string]any{"score": "high"}}}}, "invalid: changes/0/score: "},
		{"a time of another century", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
				"fields": map[string]any{"nextTaskAt": "1776-07-04T00:00:00Z"}}}},
			"invalid: changes/0/nextTaskAt: must not be before 1900-01-01"},
		{"the minimum above the maximum", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
				"fields": map[string]any{"priceMin": 2, "priceMax": 1}}}},
			"invalid: changes/0/priceMax: must be at least the minimum price"},
		{"the end before the start", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "appointment", "fields": map[string]any{
				"SUMMARY": "Call", "kind": "other", "DTSTART": "2026-12-01T10:00:00Z",
				"DTEND": "2026-12-01T09:00:00Z", "TZID": "America/Los_Angeles"}}}},
			"invalid: changes/0/DTEND: must be after it starts"},
		{"one bad of two", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
				"fields": map[string]any{"score": 5}},
				map[string]any{"type": "lead", "fields": map[string]any{"name": "No source"}}}}, "invalid: changes/1/"},
		{"fields that are a list", "records.propose",
			map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID, "fields": []int{1}}}},
			"invalid: changes/0/fields: "},
		{"large partial", "task.progress", map[string]any{"percent": 1, "partial": long(40 << 10)},
			"too_large: partial: "},
		{"huge progress", "task.progress", map[string]any{"percent": 1, "partial": long(80 << 10)}, "too_large: "},
		{"percent that is none", "task.progress", map[string]any{"percent": "half"}, "invalid: percent: "},
		{"no data", "task.checkpoint", map[string]any{}, "invalid: data: "},
		{"large data", "task.checkpoint", map[string]any{"data": long(300 << 10)}, "too_large: "},
		{"large output", "task.output", map[string]any{"data": long(1 << 20)}, "too_large: "},
		{"no messages", "llm.complete", map[string]any{"messages": []any{}}, "invalid: messages: "},
		{"unknown role", "llm.complete",
			map[string]any{"messages": []any{map[string]any{"role": "king", "content": "x"}}},
			"invalid: messages/0/role: "},
		{"wrong schema", "llm.complete",
			map[string]any{"messages": []any{map[string]any{"role": "user", "content": "x"}},
				"schema": map[string]any{"type": 7}}, "invalid: schema/"},
		{"schema from elsewhere", "llm.complete",
			map[string]any{"messages": []any{map[string]any{"role": "user", "content": "x"}},
				"schema": map[string]any{"$ref": "file:///etc/passwd"}}, "invalid: schema: "},
		{"schema with a pattern that costs", "llm.complete",
			map[string]any{"messages": []any{map[string]any{"role": "user", "content": "x"}},
				"schema": map[string]any{"pattern": "(x?y?){900}"}}, "invalid: schema/"},
	}
	var calls []opCall
	for _, c := range cases {
		calls = append(calls, opCall{c.op, c.in})
	}
	answers := h.ask("agent1", h.own("agent1"), calls...)
	for i, c := range cases {
		var told string
		if json.Unmarshal(answers[i], &told) != nil || !strings.HasPrefix(told, c.want) {
			t.Errorf("%s: answers %.200s, want %s", c.name, answers[i], c.want)
		}
	}
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != nil {
		t.Errorf("a refused proposal changed the lead: %v", f)
	}
}

// Clients decode a frame recursively. A deeper one would end the sockets of everybody in the room (T14).
func TestProgress_RefusesADeepPartial(t *testing.T) {
	h := newFixture(t)
	nested := func(depth int) json.RawMessage {
		return json.RawMessage(`{"percent":1,"partial":` + strings.Repeat("[", depth) + strings.Repeat("]", depth) +
			`}`)
	}
	told := make(chan error, 2)
	h.plugins.Add(one("acme.deep", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		told <- g.Call("task.progress", nested(9000), nil)
		told <- g.Call("task.progress", nested(20), nil)
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	room.await(crm.EventTaskCompleted, h.begin("agent1", "acme.deep/do", map[string]any{}).ID)
	if err := <-told; err == nil || !strings.HasPrefix(err.Error(), "too_large: partial: ") {
		t.Errorf("9,000 deep: %v", err)
	}
	if err := <-told; err != nil {
		t.Errorf("20 deep: %v", err)
	}
}

func TestOps_RefuseWhatIsNotUTF8(t *testing.T) {
	h := newFixture(t)
	told := make(chan error, 1)
	h.plugins.Add(one("acme.bytes", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		told <- g.Call("task.output", json.RawMessage("{\"text\":\"\xff\"}"), nil)
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.bytes/do", map[string]any{})
	room.await(crm.EventTaskCompleted, task.ID)
	if err := <-told; err == nil || !strings.HasPrefix(err.Error(), "invalid: ") {
		t.Errorf("told %v", err)
	}
	if body := h.call("agent1", "GET", "/tasks/"+task.ID, nil).body; !utf8.Valid(body) {
		t.Errorf("answers %q", body)
	}
}

// A step's texts can't disguise themselves as other parts of the page.
func TestOps_WordsAreLegible(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.disguised", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		if err := g.Progress(10, "Saving\u202e 👩\u200d💻\x1b[2K\u2028Granted\u200b"); err != nil {
			return err
		}
		return g.Call("task.fail", map[string]any{"message": "no\u2066t granted\nby you"}, nil)
	})
	h.plugins.Add(one("acme.blank", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Call("task.fail", map[string]any{"message": "\u202e\u200b"}, nil)
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.disguised/do", nil)
	if e := room.await(crm.EventTaskProgress, task.ID); e.data["message"] != "Saving 👩\u200d💻[2K Granted" {
		t.Errorf("progress is told as %q", e.data["message"])
	}
	if e := room.await(crm.EventTaskFailed, task.ID); e.data["message"] != "not granted by you" {
		t.Errorf("the failure is told as %q", e.data["message"])
	}
	if e := room.await(crm.EventTaskFailed,
		h.begin("agent1", "acme.blank/do", nil).ID); e.data["message"] != "the step failed and did not say why" {
		t.Errorf("a failure that shows nothing is told as %q", e.data["message"])
	}
}

// R61
// T14
func TestProgress_FiveASecondAndAlwaysTheLast(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.flood", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		for i := range 2000 {
			percent := float64(i % 1000) // decreases in the middle
			if i == 1999 {
				percent = 250 // too much, in the last report
			}
			if err := g.Progress(percent/10, fmt.Sprintf("line %d", i)); err != nil {
				return err
			}
		}
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	began := time.Now()
	task := h.begin("agent1", "acme.flood/do", nil)
	room.await(crm.EventTaskCompleted, task.ID)
	took := time.Since(began)
	var told []event
	for _, e := range room.seen {
		if e.name == crm.EventTaskProgress {
			told = append(told, e)
		}
	}
	if most := max(5, 1+int(took/(200*time.Millisecond))) + 1; len(told) > most || len(told) == 0 {
		t.Errorf("%d were told in %v", len(told), took)
	}
	if last := told[len(told)-1].data; last["message"] != "line 1999" || last["percent"] != uint64(99) {
		t.Errorf("the last was %v", last)
	}
}

// T17
func TestOps_AreCounted(t *testing.T) {
	h := newFixture(t)
	refused := make(chan string, 1)
	h.plugins.Add(one("acme.many", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		for i := range 1001 {
			if _, err := g.Input(); err != nil {
				refused <- fmt.Sprintf("%d: %v", i, err)
			}
		}
		return g.Output(map[string]any{})
	})
	h.begin("agent1", "acme.many/do", nil)
	if got := <-refused; !strings.HasPrefix(got, "1000: rate_limited: ") {
		t.Errorf("refused at %s", got)
	}
}

// model is a model that repeats its prompt, word by word.
type model struct{ asked atomic.Int64 }

func (m *model) Complete(_ context.Context, p runner.Prompt, onText func(string)) (runner.Completion, error) {
	m.asked.Add(1)
	text := p.Messages[len(p.Messages)-1].Content
	for _, word := range strings.SplitAfter(text, " ") {
		onText(word)
	}
	return runner.Completion{Text: text, Tokens: len(text)}, nil
}

// T16
func TestModel_AnswersAreRememberedStreamedAndPaidFromABudget(t *testing.T) {
	says := &model{}
	h := newFixture(t, func(c *runner.Config) { c.Model = says })
	m := one("acme.write", `{}`, `{}`)
	m.Capabilities.LLM = &plugins.LLM{MaxTokens: 40}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		var answers []string
		for _, words := range []string{"a lovely house", "a lovely house", "with a garden",
			"and far too much for what was granted"} {
			var answer struct{ Text string }
			err := g.Call("llm.complete",
				map[string]any{"stream": true, "messages": []any{map[string]string{"role": "user", "content": words}}},
				&answer)
			if err != nil {
				answer.Text = err.Error()
			}
			answers = append(answers, answer.Text)
			if in.Attempt == 1 && len(answers) == 2 {
				return g.Call("task.fail", map[string]any{"message": "again", "retryable": true}, nil)
			}
		}
		return g.Output(map[string]any{"answers": answers})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.write/do", nil)
	room.await(crm.EventTaskCompleted, task.ID)
	out, _ := json.Marshal(h.task("agent1", task.ID).Output)
	if want := `{"answers":["a lovely house","a lovely house","with a garden","rate_limited: the step's budget ` +
		`of tokens is used up"]}`; string(out) != want {
		t.Errorf("put out %s", out)
	}
	if says.asked.Load() != 3 {
		t.Errorf("the model was asked %d times", says.asked.Load())
	}
	var text string
	for _, e := range room.seen {
		part, ok := e.data["partial"].(map[any]any)
		if !ok {
			continue
		}
		if part["from"] == uint64(0) {
			text = ""
		}
		if from, _ := part["from"].(uint64); int(from) != len(text) {
			t.Errorf("%v follows %q", part, text)
		}
		text += part["text"].(string)
	}
	if text != "with a garden" {
		t.Errorf("the room heard %q last", text)
	}
}

// A step is told what its brokerage has set, as it is when the step begins.
func TestInput_TellsWhatTheBrokerageHasSet(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.days", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		return g.Output(map[string]any{"days": in.Brokerage.ContingencyDays})
	})
	days := func() any {
		room := h.own("agent1")
		begun := h.begin("agent1", "acme.days/do", map[string]any{})
		room.await(crm.EventTaskCompleted, begun.ID)
		return h.task("agent1", begun.ID).Output
	}
	if got := fmt.Sprint(days()); got != "map[days:map[appraisal:17 deposit:3 investigation:17 loan:21]]" {
		t.Error(got)
	}
	h.call("broker", "PATCH", "/brokerage", map[string]any{"contingencyDays": map[string]any{"loan": 25}}).
		want(t, 200, nil)
	if got := fmt.Sprint(days()); got != "map[days:map[appraisal:17 deposit:3 investigation:17 loan:25]]" {
		t.Error(got)
	}
}
