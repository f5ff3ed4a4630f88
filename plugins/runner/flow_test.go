package runner_test

import (
	"context"
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// step returns a step that takes any input and may have any output.
func step(name string) plugins.Step {
	return plugins.Step{Name: name, Title: name, Input: []byte(`{}`), Output: []byte(`{}`)}
}

func raw(text string) json.RawMessage { return json.RawMessage(text) }

// own joins the own room of one of the cast.
func (h *fixture) own(name string) *listener { return h.socket(name, crm.UserRoom(h.people[name].ID)) }

// T2
func TestWorkflow_EachStepsOutputFeedsTheNext(t *testing.T) {
	h := newFixture(t)
	first, second, third := step("parse"), step("price"), step("say")
	first.Input = raw(
		`{"type":"object","properties":{"text":{"type":"string","minLength":1}},"required":["text"],` +
			`"additionalProperties":false}`)
	second.Input = raw(
		`{"type":"object","properties":{"words":{"type":"array"},"rate":{"type":"number"},"unit":{"const":"/each"}},` +
			`"required":["words","rate","unit"],"additionalProperties":false}`)
	h.plugins.Add(plugins.Manifest{ID: "acme.chain", Steps: []plugins.Step{first, second, third},
		Workflows: []plugins.Workflow{{
			Name: "chain", Title: "A chain",
			Steps: []plugins.WorkflowStep{{Step: "parse",
				Input: map[string]json.RawMessage{"text": raw(`"/input/sentence"`)}},
				{Step: "price", Input: map[string]json.RawMessage{"words": raw(`"/steps/parse/words"`),
					"rate": raw(`"/input/rate"`), "unit": raw(`{"const":"/each"}`),
					"gone": raw(`"/steps/parse/none"`)}},
				{Step: "other.plugin/echo"}},
		}}}, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		_ = g.Progress(50, in.Step)
		switch in.Step {
		case "parse":
			var got struct{ Text string }
			_ = json.Unmarshal(in.Input, &got)
			return g.Output(map[string]any{"words": strings.Fields(got.Text)})
		default:
			var got struct {
				Words []string
				Rate  float64
				Unit  string
			}
			_ = json.Unmarshal(in.Input, &got)
			return g.Output(map[string]any{"total": float64(len(got.Words)) * got.Rate, "unit": got.Unit})
		}
	})
	h.plugins.Add(plugins.Manifest{ID: "other.plugin", Steps: []plugins.Step{step("echo")}},
		func(_ context.Context, g *runnertest.Guest) error {
			in, err := g.Input()
			if err != nil {
				return err
			}
			return g.Output(in.Input)
		})
	room := h.own("agent1")
	task := h.begin("agent1", "chain", map[string]any{"sentence": "one two three", "rate": 2})
	room.await(crm.EventTaskCompleted, task.ID)
	ended := h.task("agent1", task.ID)
	if out, ok := ended.Output.(map[string]any); !ok || out["total"] != 6.0 || out["unit"] != "/each" {
		t.Errorf("the chain put out %v", ended.Output)
	}
	last := uint64(0)
	for _, e := range room.seen {
		if percent, ok := e.data["percent"].(uint64); ok {
			if percent < last {
				t.Errorf("progress falls to %d", percent)
			}
			last = percent
		}
	}
	for i, name := range []string{"parse", "price", "echo"} {
		if s := ended.Steps[i]; s.Name != name || s.Status != "completed" || s.Attempt != 1 {
			t.Errorf("step %d is %+v", i, s)
		}
	}

	var list struct{ Items []runner.Workflow }
	h.call("agent1", "GET", "/workflows", nil).want(t, 200, &list)
	var names []string
	for _, w := range list.Items {
		names = append(names, w.Name)
		if w.Name == "chain" {
			var schema struct {
				Properties map[string]any
				Required   []string
			}
			if json.Unmarshal(w.Input, &schema) != nil || schema.Properties["sentence"] == nil ||
				!slices.Equal(schema.Required, []string{"rate", "sentence"}) {
				t.Errorf("its input is %s", w.Input)
			}
		}
	}
	if want := []string{"acme.chain/parse", "acme.chain/price", "acme.chain/say", "chain",
		"other.plugin/echo"}; !slices.Equal(names, want) {
		t.Errorf("workflows are %v", names)
	}
	h.call("agent1", "POST", "/tasks", map[string]any{"workflow": "chain",
		"input": map[string]any{"sentence": "one"}}).refused(t, 400, crm.CodeInvalid, "input/rate")
}

// T15
func TestStep_WhatTheGuestCallsRetryableIsTriedAgainFromItsCheckpoint(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.flaky", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		if in.Attempt == 1 {
			if err := g.Checkpoint(map[string]int{"at": 7}); err != nil {
				return err
			}
			return g.Call("task.fail", map[string]any{"message": "come back later", "retryable": true}, nil)
		}
		return g.Output(map[string]any{"from": in.Checkpoint, "attempt": in.Attempt})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.flaky/do", nil)
	room.await(crm.EventTaskCompleted, task.ID)
	out, _ := json.Marshal(h.task("agent1", task.ID).Output)
	if string(out) != `{"attempt":2,"from":{"at":7}}` {
		t.Errorf("put out %s", out)
	}
	if again := room.seen[len(room.seen)-2].data["message"]; again != "trying again: come back later" {
		t.Errorf("was told %v", room.seen)
	}
}

// T6
func TestStep_FaultsOfOursAreTriedAgainAndGuestsFaultsAreNot(t *testing.T) {
	h := newFixture(t)
	var attempts atomic.Int64
	for name, script := range map[string]runnertest.Script{
		"died": func(_ context.Context, g *runnertest.Guest) error {
			if attempts.Add(1) == 1 {
				return errors.New("the process is gone")
			}
			return g.Output(map[string]any{})
		},
		"said": func(_ context.Context, g *runnertest.Guest) error {
			return g.Call("task.fail", map[string]any{"message": "the file has no rows"}, nil)
		},
		"trap": func(_ context.Context, g *runnertest.Guest) error {
			g.Log("panic: index out of range")
			return &guest.Failure{Kind: "trap", Message: "unreachable code was reached"}
		},
		"timeout": func(context.Context, *runnertest.Guest) error {
			return &guest.Failure{Kind: "timeout", Message: "it took longer than 1 minute"}
		},
		"silent": func(context.Context, *runnertest.Guest) error { return nil },
		"wrong": func(_ context.Context, g *runnertest.Guest) error {
			if err := g.Output(map[string]any{"n": "x"}); err == nil ||
				!strings.Contains(err.Error(), "output/n: must be of the type number") {
				return errors.Join(errors.New("a wrong output was taken"), err)
			}
			return g.Output(map[string]any{"n": 1})
		},
	} {
		m := one("acme."+name, `{}`, `{}`)
		if name == "wrong" {
			m.Steps[0].Output = raw(`{"type":"object","properties":{"n":{"type":"number"}}}`)
		}
		h.plugins.Add(m, script)
	}
	room := h.own("agent1")
	for _, c := range []struct{ name, status, code, message string }{
		{"died", "completed", "", ""},
		{"said", "failed", "failed", "the file has no rows"},
		{"trap", "failed", "trap", "unreachable code was reached; its last output: panic: index out of range"},
		{"timeout", "failed", "timeout", "it took longer than 1 minute"},
		{"silent", "failed", "invalid", "the step ended without an output"},
		{"wrong", "completed", "", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			task := h.begin("agent1", "acme."+c.name+"/do", nil)
			if c.status == "failed" {
				if e := room.await(crm.EventTaskFailed, task.ID); e.data["code"] != c.code ||
					e.data["message"] != c.message {
					t.Errorf("the room was told %v", e.data)
				}
			} else {
				room.await(crm.EventTaskCompleted, task.ID)
			}
			ended := h.task("agent1", task.ID)
			if ended.Status != c.status || ended.Error != nil &&
				(ended.Error.Code != c.code || ended.Error.Message != c.message) ||
				(ended.Error == nil) != (c.code == "") {
				t.Errorf("ended as %s, %+v", ended.Status, ended.Error)
			}
			if c.status == "failed" && ended.Steps[0].Attempt != 1 {
				t.Errorf("was tried %d times", ended.Steps[0].Attempt)
			}
		})
	}
}

// T6
func TestPlugin_IsSuspendedAfterFiveCrashes(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.bad", `{}`, `{}`), func(context.Context, *runnertest.Guest) error {
		return &guest.Failure{Kind: "trap", Message: "a bad pointer"}
	})
	room, last := h.own("agent1"), ""
	for range 5 {
		last = h.begin("agent1", "acme.bad/do", nil).ID
		room.await(crm.EventTaskFailed, last)
	}
	for _, line := range []string{`"msg":"plugin crashed","task":"` + last + `"`, `"step":"do","suspended":true`,
		`"msg":"task failed","task":"` + last + `"`,
		`"code":"trap","plugin":"acme.bad","step":"do","attempts":1`} {
		if !strings.Contains(h.log.String(), line) {
			t.Errorf("the log lacks %s", line)
		}
	}
	if strings.Contains(h.log.String(), "a bad pointer") {
		t.Error("the log has the guest's words")
	}
	h.call("agent1", "POST", "/tasks", map[string]any{"workflow": "acme.bad/do"}).refused(t, 403, crm.CodeForbidden,
		"workflow")
}

// T7
func TestCancel_EndsWhateverTheGuestDoes(t *testing.T) {
	h := newFixture(t)
	refusedAfter := make(chan error, 1)
	h.plugins.Add(one("acme.hang", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		_ = g.Progress(10, "hanging")
		<-ctx.Done()
		refusedAfter <- g.Checkpoint(1)
		return nil
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.hang/do", nil)
	room.await(crm.EventTaskProgress, task.ID)
	var cancelled taskSeen
	h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).want(t, 200, &cancelled)
	room.await(crm.EventTaskCancelled, task.ID)
	if cancelled.Status != "cancelled" || cancelled.Steps[0].Status != "cancelled" || cancelled.FinishedAt == nil {
		t.Errorf("cancelled as %+v", cancelled)
	}
	if err := <-refusedAfter; err == nil {
		t.Error("a guest of a cancelled task made a checkpoint")
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).refused(t, 409, crm.CodeConflict, "")
	h.reopen()
	if again := h.task("agent1", task.ID); again.Status != "cancelled" || h.plugins.Runs("acme.hang") != 1 {
		t.Errorf("after a restart it is %s, and ran %d times", again.Status, h.plugins.Runs("acme.hang"))
	}
}

func TestCancel_OfATaskThatWaits(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.AtOnce = 1 })
	h.plugins.Add(one("acme.hang", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		_ = g.Progress(10, "hanging")
		<-ctx.Done()
		return nil
	})
	room := h.own("agent1")
	first := h.begin("agent1", "acme.hang/do", nil)
	room.await(crm.EventTaskProgress, first.ID)
	second := h.begin("agent1", "acme.hang/do", nil)
	h.call("agent1", "POST", "/tasks/"+second.ID+"/cancel", nil).want(t, 200, nil)
	room.await(crm.EventTaskCancelled, second.ID)
	h.call("agent1", "POST", "/tasks/"+first.ID+"/cancel", nil).want(t, 200, nil)
	room.await(crm.EventTaskCancelled, first.ID)
	if h.plugins.Runs("acme.hang") != 1 {
		t.Error("a cancelled task ran")
	}
}

// R62
// T8
func TestRetry_GoesOnAtTheFirstUnfinishedStep(t *testing.T) {
	h := newFixture(t)
	var broken atomic.Bool
	broken.Store(true)
	refused := make(chan struct{})
	m := plugins.Manifest{ID: "acme.two", Steps: []plugins.Step{step("a"), step("b")},
		Workflows: []plugins.Workflow{{Name: "two", Title: "Two",
			Steps: []plugins.WorkflowStep{{Step: "a"}, {Step: "b"}}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		<-refused // while it runs
		if in.Step == "b" && broken.Load() {
			_ = g.Checkpoint("half")
			return g.Call("task.fail", map[string]any{"message": "not yet"}, nil)
		}
		return g.Output(map[string]any{"step": in.Step, "checkpoint": in.Checkpoint})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "two", nil)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil).refused(t, 409, crm.CodeConflict, "")
	close(refused)
	room.await(crm.EventTaskFailed, task.ID)
	broken.Store(false)
	var queued taskSeen
	h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil).want(t, 200, &queued)
	if queued.Error != nil {
		t.Errorf("queued as %+v", queued)
	}
	room.await(crm.EventTaskCompleted, task.ID)
	ended := h.task("agent1", task.ID)
	if h.plugins.Runs("acme.two") != 3 || ended.Steps[0].Attempt != 1 || ended.Steps[1].Attempt != 1 {
		t.Errorf("ran %d guests: %+v", h.plugins.Runs("acme.two"), ended.Steps)
	}
	if out := ended.Output.(map[string]any); out["checkpoint"] != "half" {
		t.Errorf("put out %v", out)
	}
}

// An output may hold private fields that its step was given, so no other plugin gets it that may not read them (T28).
func TestWorkflow_HandsOnNoPrivateFieldsToAPluginThatMayNotReadThem(t *testing.T) {
	for _, c := range []struct {
		name       string
		read       []string // what the second plugin asks for
		input      string   // of its step
		ends, code string
	}{
		{"not asked for", []string{"escrow"}, `"/steps/read/found"`, crm.EventTaskFailed, "denied"},
		{"asked for", []string{"escrow", "escrow.private"}, `"/steps/read/found"`, crm.EventTaskCompleted, ""},
		{"not handed on", nil, `"/input/id"`, crm.EventTaskCompleted, ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			h := newFixture(t)
			id := h.escrow("team")
			heard := make(chan string, 1)
			h.plugins.Add(plugins.Manifest{ID: "acme.reader", Steps: []plugins.Step{step("read")},
				Capabilities: plugins.Capabilities{Read: []string{"escrow", "escrow.private"}}},
				func(_ context.Context, g *runnertest.Guest) error {
					var found json.RawMessage
					if err := g.Call("records.get", get(id).In, &found); err != nil {
						return err
					}
					return g.Output(map[string]any{"found": found})
				})
			h.plugins.Add(plugins.Manifest{ID: "acme.other", Steps: []plugins.Step{step("hear")},
				Capabilities: plugins.Capabilities{Read: c.read},
				Workflows: []plugins.Workflow{{Name: "both", Title: "Both", Policy: crm.PolicyReview,
					Steps: []plugins.WorkflowStep{{Step: "acme.reader/read"},
						{Step: "hear", Input: map[string]json.RawMessage{"heard": raw(c.input)}}}}}},
				func(_ context.Context, g *runnertest.Guest) error {
					in, err := g.Input()
					if err != nil {
						return err
					}
					heard <- string(in.Input)
					return g.Output(map[string]any{})
				})
			room := h.own("agent1")
			task := h.begin("agent1", "both", map[string]any{"id": id})
			room.await(c.ends, task.ID)
			ended := h.task("agent1", task.ID)
			if code := ended.Error; (c.code != "") != (code != nil) || code != nil && code.Code != c.code {
				t.Errorf("the task is %+v, %+v", ended, code)
			}
			select {
			case text := <-heard:
				if strings.Contains(text, canary) != (c.name == "asked for") {
					t.Errorf("the second plugin was given %s", text)
				}
			default:
				if c.code == "" {
					t.Error("the second plugin did not run")
				}
			}
		})
	}
}
