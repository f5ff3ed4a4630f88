package runner_test

import (
	"context"
	"slices"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner/runnertest"
)

// taskSeen is a task as REST shows it.
type taskSeen struct {
	ID, Workflow, Title, Room, Status, Message string
	Progress, Pending                          int
	Steps                                      []struct {
		Name, Plugin, Version, Status string
		Attempt                       int
		Output                        any
	}
	Output    any
	Partial   any
	Error     *crm.TaskError
	Proposals []struct {
		Record, Type, Status, Step string
		New                        bool
		Changes                    map[string][2]any
		Decisions, Reasons         map[string]string
	}
	Skipped                          []struct{ Record, Pointer, Reason string }
	CreatedAt, StartedAt, FinishedAt *string
}

// one returns a plugin with one step.
func one(id, input, output string) plugins.Manifest {
	return plugins.Manifest{ID: id, ABI: 1, Runtime: "wasm",
		Steps: []plugins.Step{{Name: "do", Title: "Do it", Input: []byte(input), Output: []byte(output)}}}
}

// begin starts a task as one of the cast.
func (h *fixture) begin(name, workflow string, input any) taskSeen {
	h.t.Helper()
	var t taskSeen
	h.call(name, "POST", "/tasks", map[string]any{"workflow": workflow, "input": input}).want(h.t, 201, &t)
	return t
}

func (h *fixture) task(name, id string) taskSeen {
	h.t.Helper()
	var t taskSeen
	h.call(name, "GET", "/tasks/"+id, nil).want(h.t, 200, &t)
	return t
}

// A user who starts tasks in a loop is slowed down, and nobody else (T9).
func TestTask_AUserStartsSoManyAMinute(t *testing.T) {
	h := newFixture(t)
	h.taskRate = 3
	h.reopen()
	h.plugins.Add(one("acme.fail", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		return g.Call("task.fail", map[string]any{"message": "no"}, nil)
	})
	room := h.own("agent1")
	first := h.begin("agent1", "acme.fail/do", map[string]any{})
	room.await(crm.EventTaskFailed, first.ID)
	h.begin("agent1", "acme.fail/do", map[string]any{})
	h.call("agent1", "POST", "/tasks/"+first.ID+"/retry", nil).want(t, 200, nil)
	h.call("agent1", "POST", "/tasks", map[string]any{"workflow": "acme.fail/do"}).refused(t, 429, crm.CodeRateLimited,
		"")
	h.call("agent1", "POST", "/tasks/"+first.ID+"/retry", nil).refused(t, 429, crm.CodeRateLimited, "")
	h.begin("agent2", "acme.fail/do", map[string]any{})
}

// R60
func TestTask_FromRequestToCompletion(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.greet", `{"type":"object","properties":{"name":{"type":"string"}},"required":["name"]}`,
		`{"type":"object","required":["text"]}`),
		func(_ context.Context, g *runnertest.Guest) error {
			in, err := g.Input()
			if err != nil {
				return err
			}
			if err := g.Progress(40, "Greeting (2/5)"); err != nil {
				return err
			}
			return g.Output(map[string]any{"text": "hello", "step": in.Step, "attempt": in.Attempt,
				"role": in.Caller.Role})
		})
	room := h.socket("agent1", crm.UserRoom(h.people["agent1"].ID))
	begun := h.begin("agent1", "acme.greet/do", map[string]any{"name": "Ana"})
	if begun.Status != "queued" || begun.Title != "Do it" || begun.StartedAt != nil {
		t.Errorf("begun as %+v", begun)
	}
	room.await(crm.EventTaskCompleted, begun.ID)
	if names := room.names(begun.ID); !slices.Equal(names,
		[]string{crm.EventTaskStarted, crm.EventTaskProgress, crm.EventTaskCompleted}) {
		t.Errorf("events were %v", names)
	}
	if told := room.seen[1].data; told["percent"] != uint64(40) || told["message"] != "Greeting (2/5)" ||
		told["step"] != "do" {
		t.Errorf("progress was %v", told)
	}
	ended := h.task("agent1", begun.ID)
	if ended.Status != "completed" || ended.Progress != 100 || ended.Error != nil || ended.FinishedAt == nil ||
		len(ended.Proposals) != 0 {
		t.Errorf("ended as %+v", ended)
	}
	if out, ok := ended.Output.(map[string]any); !ok || out["text"] != "hello" || out["attempt"] != 1.0 ||
		out["role"] != "agent" {
		t.Errorf("put out %v", ended.Output)
	}
	if step := ended.Steps[0]; step.Name != "do" || step.Status != "completed" || step.Attempt != 1 ||
		step.Version != "1.0.0" {
		t.Errorf("its step is %+v", step)
	}
}
