package runner_test

import (
	"context"
	"encoding/json"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/runner"
)

// cutShort is Records whose caller goes away during Apply.
type cutShort struct {
	runner.Records
	cut atomic.Pointer[context.CancelFunc]
}

func (c *cutShort) Apply(ctx context.Context, user *crm.User, e crm.Edit, pointers []string,
	expected map[string]json.RawMessage) (json.RawMessage, []string, error) {
	done, skipped, err := c.Records.Apply(ctx, user, e, pointers, expected)
	if cut := c.cut.Load(); cut != nil {
		(*cut)()
	}
	return done, skipped, err
}

// A user accepts and goes away in the middle, and somebody rejects the rest. No restart may apply the rest.
func TestAccept_WhatWasNotBegunIsNotAppliedLater(t *testing.T) {
	var records cutShort
	h := newFixture(t, func(c *runner.Config) { records.Records, c.Records = c.Records, &records })
	h.proposer("acme.score", "review", "lead")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"score": 80}},
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"timeframe": "0-3"}},
	}})
	room.await(crm.EventTaskReview, task.ID)
	id, err := crm.ParseID(task.ID)
	if err != nil {
		t.Fatal(err)
	}
	ctx, cut := context.WithCancel(t.Context())
	records.cut.Store(&cut)
	if _, err := h.runner.Accept(ctx, h.people["agent1"], id, nil); err == nil {
		t.Fatal("it was not cut short")
	}
	records.cut.Store(nil)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/reject", `{}`).want(t, 200, nil)
	h.reopen()
	h.settled()
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 || f["timeframe"] != nil {
		t.Errorf("the lead is %v", f)
	}
	if seen := h.task("agent1", task.ID); seen.Proposals[0].Status != "accepted" ||
		seen.Proposals[1].Status != "rejected" {
		t.Errorf("the proposals are %+v", seen.Proposals)
	}
}

// cancelling is a Storage that cancels a task as soon as its last step and its proposals are durable.
type cancelling struct {
	runner.Storage
	cancel atomic.Pointer[func(task crm.ID)]
}

func (c *cancelling) SaveTask(ctx context.Context, w *crm.TaskWrite) error {
	err := c.Storage.SaveTask(ctx, w)
	if cancel := c.cancel.Load(); cancel != nil && err == nil && len(w.Proposals) > 0 {
		(*cancel)(w.Task.ID)
	}
	return err
}

// A task is cancelled when its last step's proposals are durable and the workflow's policy is about to apply them.
func TestCancel_WhatWasNotBegunWaits(t *testing.T) {
	var storage cancelling
	h := newFixture(t, func(c *runner.Config) { storage.Storage, c.Storage = c.Storage, &storage })
	cancel := func(task crm.ID) {
		if err := h.runner.Cancel(t.Context(), h.people["agent1"], task); err != nil {
			t.Error(err)
		}
	}
	storage.cancel.Store(&cancel)
	h.proposer("acme.score", "apply", "lead")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score",
		map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
			"fields": map[string]any{"score": 80}}}})
	room.await(crm.EventTaskCancelled, task.ID)
	storage.cancel.Store(nil)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/reject", `{}`).want(t, 200, nil)
	h.reopen()
	h.settled()
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != nil {
		t.Errorf("the lead is %v", f)
	}
	if seen := h.task("agent1", task.ID); seen.Status != "cancelled" || seen.Proposals[0].Status != "rejected" {
		t.Errorf("the task is %+v", seen)
	}
}
