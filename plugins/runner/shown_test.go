package runner_test

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// ask returns a streaming request to the model for words.
func ask(words string) map[string]any {
	return map[string]any{"stream": true, "messages": []any{map[string]string{"role": "user", "content": words}}}
}

// A user who comes in the middle, or again, sees the progress so far, but only if they may read everything that the
// guest was given.
func TestPartial_IsInTheAnswerWhileItsStepRuns(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.Model = &model{} })
	secret := h.lead("agent1", "Ana", true)
	next := make(chan bool)
	t.Cleanup(func() { close(next) })
	m := plugins.Manifest{ID: "acme.write", Steps: []plugins.Step{step("write"), step("rest")},
		Capabilities: plugins.Capabilities{Read: []string{"lead"}, LLM: &plugins.LLM{MaxTokens: 100}},
		Workflows: []plugins.Workflow{{Name: "write", Title: "Write", Policy: "review",
			Steps: []plugins.WorkflowStep{{Step: "write"}, {Step: "rest"}}}}}
	h.plugins.Add(m, func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil || in.Step == "rest" {
			<-next
			return err
		}
		if err := g.Call("llm.complete", ask("a lovely house"), nil); err != nil {
			return err
		}
		<-next
		if err := g.Call("records.get", map[string]any{"type": "lead", "id": secret.ID}, nil); err != nil {
			return err
		}
		if err := g.Call("task.progress", map[string]any{"percent": 90, "partial": map[string]any{"name": "Ana"}},
			nil); err != nil {
			return err
		}
		<-next
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "write", map[string]any{})
	want := func(name, partial string) {
		t.Helper()
		if got := fmt.Sprint(h.task(name, task.ID).Partial); got != partial {
			t.Errorf("%s is shown %s, want %s", name, got, partial)
		}
	}
	for text := ""; text != "a lovely house"; {
		if part, ok := room.await(crm.EventTaskProgress, task.ID).data["partial"].(map[any]any); ok {
			text += part["text"].(string)
		}
	}
	want("agent1", "map[from:0 text:a lovely house]")
	want("lead", "map[from:0 text:a lovely house]")
	next <- true
	for room.await(crm.EventTaskProgress, task.ID).data["percent"] != uint64(45) {
	}
	want("agent1", "map[name:Ana]")
	want("broker", "map[name:Ana]")
	want("lead", "<nil>")
	next <- true
	for room.await(crm.EventTaskProgress, task.ID).data["step"] != "rest" {
	}
	want("agent1", "<nil>") // the next step has not reported anything
}

// Of a long text the end is kept, in whole characters (T16).
func TestPartial_OfALongTextIsItsEnd(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.Model = &model{} })
	said := "a" + strings.Repeat(strings.Repeat("é", 100)+" ", 400) + "end"
	next := make(chan bool)
	t.Cleanup(func() { close(next) })
	m := one("acme.write", `{}`, `{}`)
	m.Capabilities.LLM = &plugins.LLM{MaxTokens: 1 << 20}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		if err := g.Call("llm.complete", ask(said), nil); err != nil {
			return err
		}
		if err := g.Progress(50, "said"); err != nil {
			return err
		}
		<-next
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.write/do", nil)
	for room.await(crm.EventTaskProgress, task.ID).data["message"] != "said" {
	}
	partial, ok := h.task("agent1", task.ID).Partial.(map[string]any)
	if !ok {
		t.Fatal("nothing is shown")
	}
	text, from := partial["text"].(string), int(partial["from"].(float64))
	if len(text) > 64<<10 || len(text) < 60<<10 || !utf8.ValidString(text) ||
		strings.ContainsRune(text, utf8.RuneError) || said[from:] != text {
		t.Errorf("shown are %d bytes from %d of %d", len(text), from, len(said))
	}
}
