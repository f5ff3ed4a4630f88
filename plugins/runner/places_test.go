package runner_test

import (
	"context"
	"encoding/json"
	"slices"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/plugins/runner/runnertest"
)

// T5
func TestRun_AShutdownLeavesTasksThatGoOn(t *testing.T) {
	h := newFixture(t)
	var goOn atomic.Bool
	h.plugins.Add(one("acme.long", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		if goOn.Load() {
			return g.Output(map[string]any{"attempt": in.Attempt, "checkpoint": in.Checkpoint})
		}
		_ = g.Checkpoint(map[string]int{"rows": 200})
		_ = g.Progress(20, "under way")
		<-ctx.Done()
		return ctx.Err()
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.long/do", nil)
	room.await(crm.EventTaskProgress, task.ID)
	h.end()
	goOn.Store(true)
	h.open()
	after := h.own("agent1")
	for ended := h.task("agent1", task.ID); ended.Status != "completed"; ended = h.task("agent1", task.ID) {
		if ended.Status == "failed" {
			t.Fatalf("ended as %+v", ended)
		}
	}
	out, _ := json.Marshal(h.task("agent1", task.ID).Output)
	if string(out) != `{"attempt":1,"checkpoint":{"rows":200}}` {
		t.Errorf("put out %s", out)
	}
	if slices.Contains(after.names(task.ID), crm.EventTaskStarted) {
		t.Error("it was started twice")
	}
}

func TestRun_OneBrokerageCantTakeAllPlaces(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.AtOnce = 2 })
	var inside, most atomic.Int64
	release := make(chan struct{})
	h.plugins.Add(one("acme.busy", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		if in.Caller.Broker == h.people["outsider"].Broker {
			return g.Output(map[string]any{})
		}
		now := inside.Add(1)
		defer inside.Add(-1)
		for before := most.Load(); now > before && !most.CompareAndSwap(before, now); before = most.Load() {
		}
		select {
		case <-release:
		case <-ctx.Done():
		}
		return g.Output(map[string]any{})
	})
	mine, theirs := h.own("agent1"), h.own("outsider")
	var tasks []taskSeen
	for range 6 {
		tasks = append(tasks, h.begin("agent1", "acme.busy/do", nil))
	}
	other := h.begin("outsider", "acme.busy/do", nil)
	theirs.await(crm.EventTaskCompleted, other.ID) // while two tasks of the first brokerage occupy their workers
	close(release)
	for range tasks {
		mine.await(crm.EventTaskCompleted, "")
	}
	if most.Load() != 2 {
		t.Errorf("%d ran at once", most.Load())
	}
}

// However long its tasks take, a brokerage leaves workers to others, even if there are fewer workers than tasks that it
// may run at once.
func TestRun_WorkersAreLeftForBrokeragesThatHaveNone(t *testing.T) {
	h := newFixture(t, func(c *runner.Config) { c.Workers = 4 })
	release := make(chan struct{})
	h.plugins.Add(one("acme.long", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		if in.Caller.Broker != h.people["outsider"].Broker {
			select {
			case <-release:
			case <-ctx.Done():
			}
		}
		return g.Output(map[string]any{})
	})
	mine, theirs := h.own("agent1"), h.own("outsider")
	const tasks = 6
	for range tasks {
		h.begin("agent1", "acme.long/do", nil)
	}
	for range 2 {
		mine.await(crm.EventTaskStarted, "")
	}
	other := h.begin("outsider", "acme.long/do", nil)
	theirs.await(crm.EventTaskCompleted, other.ID)
	close(release)
	for range tasks {
		mine.await(crm.EventTaskCompleted, "")
	}
}
