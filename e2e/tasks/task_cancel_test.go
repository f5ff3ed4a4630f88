package tasks_test

import (
	"encoding/json"
	"path/filepath"
	"slices"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
)

func TestTasks_WhatACancelledOneHasProposedWaitsForADecision(t *testing.T) {
	t.Parallel()
	s := serve(t)
	token := s.Personal(demo.Agent1.Email)
	task := s.Begin(token, "three", map[string]any{"folder": t.TempDir(), "holdAt": "b/output"})
	names := func(t roomkeytest.Task, status string) (names []string) {
		for _, p := range t.Proposals {
			if p.Status == status {
				var name string
				if err := json.Unmarshal(p.Changes["/name"][1], &name); err == nil {
					names = append(names, name)
				}
			}
		}
		return names
	}
	// "Step b after" would be durable with the step's end
	durable := []string{"Step a before", "Step a after", "Step b before"}
	roomkeytest.Eventually(t, "it has proposed in its second step",
		func() bool { return slices.Equal(names(s.Task(token, task.ID), "pending"), durable) })

	post := func(verb string, body any, into any) {
		t.Helper()
		if status, answer := s.Call(token, "POST", filepath.Join("/tasks", task.ID, verb), body); status != 200 ||
			json.Unmarshal(answer, into) != nil {
			t.Fatalf("%s: %d %s", verb, status, answer)
		}
	}
	if status, body := s.Call(token, "POST", "/tasks/"+task.ID+"/accept", map[string]any{}); status != 409 {
		t.Errorf("accept while it runs: %d %s", status, body)
	}
	var seen struct {
		roomkeytest.Task
		Pending int
	}
	post("cancel", nil, &seen)
	if seen.Status != "cancelled" || seen.Pending != 3 || !slices.Equal(names(seen.Task, "pending"), durable) {
		t.Fatalf("cancelled, it is %+v", seen)
	}
	first := seen.Proposals[0].Record
	post("accept", map[string]any{"changes": []any{map[string]any{"record": first}}}, &seen)
	var lead record
	if s.Get(token, "/leads/"+first, &lead); lead.Fields["name"] != durable[0] || seen.Status != "cancelled" ||
		seen.Pending != 2 {
		t.Errorf("accepted, the lead is %v, and the task %+v", lead.Fields, seen)
	}
	post("reject", map[string]any{}, &seen)
	if got := names(seen.Task, "rejected"); !slices.Equal(got, durable[1:]) || seen.Status != "cancelled" ||
		seen.Pending != 0 {
		t.Errorf("rejected, it is %+v", seen)
	}
	var undo struct{ Undone, Skipped []any }
	post("undo", map[string]any{}, &undo)
	if status, _ := s.Call(token, "GET", "/leads/"+first, nil); len(undo.Undone) != 1 || len(undo.Skipped) != 0 ||
		status != 404 {
		t.Errorf("undone: %+v, and the lead answers %d", undo, status)
	}
	s.IsSound()
}
