package runner_test

import (
	"context"
	"encoding/json"
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// refusing is Records that can't apply anything.
type refusing struct{ runner.Records }

func (refusing) Apply(context.Context, *crm.User, crm.Edit, []string,
	map[string]json.RawMessage) (json.RawMessage, []string, error) {
	return nil, nil, crm.Errorf(crm.CodeUnavailable, "not now")
}

// staged is a Storage that orders two events: a start lists the tasks with begun proposals only after a task's run has
// begun to apply them, and that run continues only after the start has listed them.
type staged struct {
	runner.Storage
	reading, looked chan struct{}
	once            sync.Once
}

func (s *staged) UnsettledTasks(ctx context.Context) ([]crm.ID, error) {
	ids, err := s.Storage.UnsettledTasks(ctx)
	<-s.reading
	return ids, err
}

func (s *staged) Proposals(ctx context.Context, task crm.ID, applying bool) ([]crm.Proposal, error) {
	proposals, err := s.Storage.Proposals(ctx, task, applying)
	s.once.Do(func() {
		close(s.reading)
		<-s.looked
	})
	return proposals, err
}

func (s *staged) Task(ctx context.Context, id crm.ID) (*crm.Task, error) {
	t, err := s.Storage.Task(ctx, id)
	select {
	case <-s.reading:
		select {
		case <-s.looked:
		default:
			close(s.looked)
		}
	default:
	}
	return t, err
}

// A crash leaves a proposal that was accepted and may have been applied. Immediately after the restart somebody retries
// the task.
func TestRetry_BesideAStartThatSettles(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.Records = refusing{c.Records} })
	m := one("acme.score", `{}`, `{}`)
	m.Capabilities = plugins.Capabilities{Propose: []string{"lead"}}
	a := h.lead("agent1", "Ana", false)
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		if in.Checkpoint != nil {
			return g.Output(1)
		}
		if _, err := g.Propose(map[string]any{"type": "lead", "id": a.ID,
			"fields": map[string]any{"score": 80}}); err != nil {
			return err
		}
		if err := g.Checkpoint(1); err != nil {
			return err
		}
		return g.Call("task.fail", map[string]any{"message": "not yet"}, nil)
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score/do", nil)
	room.await(crm.EventTaskFailed, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", `{}`).refused(t, 503, crm.CodeUnavailable, "")
	h.reopen(func(c *runner.Config) {
		c.Storage = &staged{Storage: c.Storage, reading: make(chan struct{}), looked: make(chan struct{})}
	})
	room = h.own("agent1")
	h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil).want(t, 200, nil)
	room.await(crm.EventTaskCompleted, task.ID)
	if score := h.fields("agent1", "/leads/"+a.ID)["score"]; score != 80.0 {
		t.Errorf("the lead's score is %v", score)
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", nil).want(t, 200, nil)
	if score := h.fields("agent1", "/leads/"+a.ID)["score"]; score != nil {
		t.Errorf("after the undo the lead's score is %v", score)
	}
}

// forgetful is Records whose answers are lost, as in a crash. The changes stay.
type forgetful struct{ runner.Records }

func (f forgetful) Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (json.RawMessage, []string, error) {
	if _, _, err := f.Records.Apply(ctx, user, e, pointers, expected); err != nil {
		return nil, nil, err
	}
	return nil, nil, crm.Errorf(crm.CodeUnavailable, "not now")
}

// A proposal that was applied just before a crash is applied again, which has no effect. The values from before are
// still known.
func TestUndo_OfWhatACrashHidTakesItBack(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.Records = forgetful{c.Records} })
	h.proposer("acme.score", "review", "lead")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"score": 80, "stage": "contacted"},
			"note": "Called twice."}}})
	room.await(crm.EventTaskReview, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", `{}`).refused(t, 503, crm.CodeUnavailable, "")
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 || f["stage"] != "contacted" {
		t.Fatalf("the lead is %v", f)
	}
	h.reopen()
	h.settled()
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", nil).want(t, 200, nil)
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != nil || f["stage"] != "new" ||
		len(f["notes"].([]any)) != 0 {
		t.Errorf("after the undo the lead is %v", f)
	}
}

// losing is Records that lose their first answer, and call lost then.
type losing struct {
	runner.Records
	once *sync.Once
	lost func(task crm.ID)
}

func (l losing) Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (json.RawMessage, []string, error) {
	done, skipped, err := l.Records.Apply(ctx, user, e, pointers, expected)
	l.once.Do(func() {
		l.lost(e.Task)
		done, skipped, err = nil, nil, crm.Errorf(crm.CodeUnavailable, "not now")
	})
	return done, skipped, err
}

// settling is a Storage that calls before, if it is set, with a task whose begun proposals are read.
type settling struct {
	runner.Storage
	before *atomic.Pointer[func(task crm.ID)]
}

func (s settling) Proposals(ctx context.Context, task crm.ID, applying bool) ([]crm.Proposal, error) {
	if applying {
		if before := s.before.Swap(nil); before != nil {
			(*before)(task)
		}
	}
	return s.Storage.Proposals(ctx, task, applying)
}

// A proposal whose application had begun when the task was cancelled, by this claim or an earlier one, may have been
// applied. It must not wait as if it had not.
func TestCancel_InTheMiddleOfWhatMayHaveBeenApplied(t *testing.T) {
	for name, earlier := range map[string]bool{"by this claim": false, "by an earlier claim": true} {
		t.Run(name, func(t *testing.T) {
			var h *fixture
			cancel := func(task crm.ID) {
				if err := h.runner.Cancel(t.Context(), h.people["agent1"], task); err != nil {
					t.Error(err)
				}
			}
			h = newFixture(t, func(c *runner.Config) {
				storage := settling{c.Storage, new(atomic.Pointer[func(crm.ID)])}
				lost := cancel
				if earlier {
					lost = func(crm.ID) { storage.before.Store(&cancel) }
				}
				c.Storage, c.Records = storage, losing{c.Records, new(sync.Once), lost}
			})
			a := h.lead("agent1", "Ana", false)
			m := plugins.Manifest{ID: "acme.score", Steps: []plugins.Step{step("score")},
				Capabilities: plugins.Capabilities{Propose: []string{"lead"}},
				Workflows: []plugins.Workflow{{Name: "score", Title: "Score", Policy: crm.PolicyApply,
					Steps: []plugins.WorkflowStep{{Step: "score"}}}}}
			h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
				if _, err := g.Propose(map[string]any{"type": "lead", "id": a.ID,
					"fields": map[string]any{"score": 80}}); err != nil {
					return err
				}
				return g.Checkpoint(1)
			})
			room := h.own("agent1")
			task := h.begin("agent1", "score", nil)
			room.await(crm.EventTaskCancelled, task.ID)
			h.call("agent1", "POST", "/tasks/"+task.ID+"/reject", `{}`).want(t, 200, nil)
			if seen := h.task("agent1", task.ID); seen.Proposals[0].Decisions["/score"] != "accepted" {
				t.Errorf("what is there is %+v", seen.Proposals[0])
			}
			h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", nil).want(t, 200, nil)
			if score := h.fields("agent1", "/leads/"+a.ID)["score"]; score != nil {
				t.Errorf("after the undo the lead's score is %v", score)
			}
		})
	}
}
