package runner_test

import (
	"context"
	"fmt"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner/runnertest"
)

// quantiles reports quantiles of durations.
func quantiles(b *testing.B, name string, took []time.Duration) {
	slices.Sort(took)
	for _, q := range []struct {
		name string
		at   float64
	}{{"p50", 0.5}, {"p99", 0.99}} {
		at := took[min(int(q.at*float64(len(took))), len(took)-1)]
		b.ReportMetric(float64(at.Microseconds())/1000, fmt.Sprintf("%s-%s-ms", name, q.name))
	}
}

// BenchmarkProgress measures the time from the guest's call to a socket in the task's room: a durable event and its way
// through the hub. Each report stands alone, as the limit of five per second makes it. The benchmark also reports how
// long any other event takes from its commit to the same socket, at the same time on the same machine.
func BenchmarkProgress(b *testing.B) {
	h := newFixture(b)
	said := make(chan time.Time, 1)
	next := make(chan struct{}, 1)
	h.plugins.Add(one("acme.tell", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		if _, err := g.Input(); err != nil {
			return err
		}
		for range next {
			said <- time.Now()
			if err := g.Progress(50, "on the way"); err != nil {
				return err
			}
		}
		return g.Output(map[string]any{})
	})
	room := h.socket("agent1", crm.UserRoom(h.people["agent1"].ID))
	task := h.begin("agent1", "acme.tell/do", map[string]any{})
	var took, others []time.Duration
	for range b.N {
		next <- struct{}{}
		began := <-said
		room.await(crm.EventTaskProgress, task.ID)
		took = append(took, time.Since(began))
		time.Sleep(110 * time.Millisecond) // a benchmark: the limit is not what is measured
		bare := crm.Event{Room: crm.UserRoom(h.people["agent1"].ID), Name: "bare", Data: []byte(`{"task":"bare"}`),
			At: time.Now()}
		began = time.Now()
		h.store.Submit(&crm.Write{Events: []crm.Event{bare}}, func(r crm.Receipt, err error) {
			if err != nil {
				b.Error(err)
			}
			h.hub.Publish(r)
		})
		room.await("bare", "bare")
		others = append(others, time.Since(began))
		time.Sleep(110 * time.Millisecond)
	}
	close(next)
	room.await(crm.EventTaskCompleted, task.ID)
	quantiles(b, "socket", took)
	quantiles(b, "other", others)
}

// BenchmarkThreeSteps measures a task of three steps that do nothing: the cost of the runner itself, from the claim to
// the last event.
func BenchmarkThreeSteps(b *testing.B) {
	h := newFixture(b)
	m := plugins.Manifest{ID: "acme.three", ABI: 1, Runtime: "wasm",
		Workflows: []plugins.Workflow{{Name: "three", Title: "Three", Policy: "review",
			Steps: []plugins.WorkflowStep{{Step: "a"}, {Step: "b"}, {Step: "c"}}}}}
	for _, name := range []string{"a", "b", "c"} {
		m.Steps = append(m.Steps, plugins.Step{Name: name, Title: name, Input: []byte(`{}`), Output: []byte(`{}`)})
	}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		return g.Output(in.Input)
	})
	room := h.socket("agent1", crm.UserRoom(h.people["agent1"].ID))
	var took []time.Duration
	for range b.N {
		began := time.Now()
		task := h.begin("agent1", "three", map[string]any{})
		room.await(crm.EventTaskCompleted, task.ID)
		took = append(took, time.Since(began))
	}
	quantiles(b, "task", took)
}

// BenchmarkCancel measures the time from the request to the event at a socket. The guest never answers.
func BenchmarkCancel(b *testing.B) {
	h := newFixture(b)
	h.plugins.Add(one("acme.hang", `{}`, `{}`), func(ctx context.Context, g *runnertest.Guest) error {
		_ = g.Progress(1, "hanging")
		<-ctx.Done()
		return ctx.Err()
	})
	room := h.socket("agent1", crm.UserRoom(h.people["agent1"].ID))
	var took []time.Duration
	for range b.N {
		task := h.begin("agent1", "acme.hang/do", map[string]any{})
		room.await(crm.EventTaskProgress, task.ID)
		began := time.Now()
		h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).want(b, 200, nil)
		room.await(crm.EventTaskCancelled, task.ID)
		took = append(took, time.Since(began))
	}
	quantiles(b, "event", took)
}
