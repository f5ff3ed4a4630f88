package runner_test

import (
	"context"
	"encoding/json"
	"fmt"
	"sync/atomic"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/runner/runnertest"
)

// record is a record as REST shows it.
type record struct {
	ID, Owner       string
	Fields, Private map[string]any
}

// lead makes a lead that belongs to one of the cast.
func (h *fixture) lead(name, called string, private bool) record {
	h.t.Helper()
	visibility := "team"
	if private {
		visibility = "private"
	}
	var r record
	h.call(name, "POST", "/leads", map[string]any{"visibility": visibility,
		"fields": map[string]any{"name": called, "email": "lead@example.test", "source": "web", "stage": "new"}}).want(
		h.t, 201, &r)
	return r
}

func (h *fixture) fields(name, path string) map[string]any {
	h.t.Helper()
	var r record
	h.call(name, "GET", path, nil).want(h.t, 200, &r)
	return r.Fields
}

// proposer is a plugin whose only step proposes the changes that its input names.
func (h *fixture) proposer(id string, policy string, may ...string) {
	m := plugins.Manifest{ID: id, Version: "1.2.0", Steps: []plugins.Step{step("propose")},
		Capabilities: plugins.Capabilities{Propose: may},
		Workflows: []plugins.Workflow{{Name: id, Title: "Propose", Policy: policy,
			Steps: []plugins.WorkflowStep{{Step: "propose"}}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		var asked struct{ Changes []map[string]any }
		if err := json.Unmarshal(in.Input, &asked); err != nil {
			return err
		}
		made, err := g.Propose(asked.Changes...)
		if err != nil {
			return g.Call("task.fail", map[string]any{"message": err.Error()}, nil)
		}
		return g.Output(map[string]any{"made": made})
	})
}

// R62
// T18
func TestReview_AcceptByFieldByRecordAndAll(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.score", "review", "lead")
	a, b := h.lead("agent1", "Ana", false), h.lead("agent1", "Ben", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"score": 80, "timeframe": "0-3"}},
		map[string]any{"type": "lead", "id": b.ID, "fields": map[string]any{"score": 10}, "note": "Called twice."},
		map[string]any{"type": "lead", "fields": map[string]any{"name": "Cy", "phone": "555-0101", "source": "web",
			"stage": "new"}},
	}})
	if e := room.await(crm.EventTaskReview, task.ID); e.data["proposals"] != uint64(3) {
		t.Errorf("was told %v", e.data)
	}
	seen := h.task("agent1", task.ID)
	if seen.Status != "review" || seen.Pending != 3 || seen.FinishedAt != nil || len(seen.Proposals) != 3 {
		t.Fatalf("in review as %+v", seen)
	}
	if p := seen.Proposals[0]; p.Record != a.ID || p.Type != "lead" || p.Status != "pending" ||
		fmt.Sprint(p.Changes["/score"]) != "[<nil> 80]" {
		t.Errorf("a proposal is %+v", p)
	}
	if h.fields("agent1", "/leads/"+a.ID)["score"] != nil {
		t.Error("a proposal was applied before anybody accepted it")
	}
	accept := func(changes any) (t taskSeen) {
		h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", map[string]any{"changes": changes}).want(h.t, 200, &t)
		return t
	}
	seen = accept([]any{map[string]any{"record": a.ID, "pointer": "/score"}})
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 || f["timeframe"] != nil {
		t.Errorf("after one field was accepted, the lead is %v", f)
	}
	if p := seen.Proposals[0]; p.Status != "pending" || p.Decisions["/score"] != "accepted" || seen.Status != "review" {
		t.Errorf("the proposal is %+v", p)
	}
	seen = accept([]any{map[string]any{"record": b.ID}})
	if notes, _ := h.fields("agent1", "/leads/"+b.ID)["notes"].([]any); len(notes) != 1 ||
		seen.Proposals[1].Status != "accepted" {
		t.Errorf("after one record was accepted: %v, %+v", notes, seen.Proposals[1])
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/reject",
		map[string]any{"changes": []any{map[string]any{"record": a.ID, "pointer": "/timeframe"}}}).want(t, 200, &seen)
	if p := seen.Proposals[0]; p.Status != "accepted" || p.Decisions["/timeframe"] != "rejected" {
		t.Errorf("the proposal is %+v", p)
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", map[string]any{}).want(t, 200, &seen)
	room.await(crm.EventTaskCompleted, task.ID)
	if seen.Status != "completed" || seen.Pending != 0 || seen.FinishedAt == nil {
		t.Errorf("ended as %+v", seen)
	}
	if f := h.fields("agent1", "/leads/"+seen.Proposals[2].Record); f["name"] != "Cy" {
		t.Errorf("the new lead is %v", f)
	}
	var history struct {
		Items []struct{ Message, User string }
	}
	h.call("agent1", "GET", "/leads/"+a.ID+"/history", nil).want(t, 200, &history)
	if last := history.Items[len(history.Items)-1]; last.Message != "task "+task.ID+" · acme.score 1.2.0" ||
		last.User != h.people["agent1"].ID.String() {
		t.Errorf("the history says %+v", last)
	}
}

// T18
func TestReview_WhatPeopleChangedIsSkippedUnlessNamed(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.score", "review", "lead.score", "lead.timeframe")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"score": 80, "timeframe": "0-3"}}}})
	room.await(crm.EventTaskReview, task.ID)
	h.call("agent2", "PATCH", "/leads/"+a.ID, map[string]any{"fields": map[string]any{"score": 55}}).want(t, 200, nil)
	var seen taskSeen
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", map[string]any{}).want(t, 200, &seen)
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 55.0 || f["timeframe"] != "0-3" {
		t.Errorf("the lead is %v", f)
	}
	if len(seen.Skipped) != 1 || seen.Skipped[0].Record != a.ID || seen.Skipped[0].Pointer != "/score" ||
		seen.Skipped[0].Reason == "" || seen.Status != "review" {
		t.Errorf("skipped %+v, and the task is in %s", seen.Skipped, seen.Status)
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept",
		map[string]any{"changes": []any{map[string]any{"record": a.ID, "pointer": "/score"}}}).want(t, 200, &seen)
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 || seen.Status != "completed" ||
		len(seen.Skipped) != 0 {
		t.Errorf("the lead is %v, the task %s", f, seen.Status)
	}
}

// T21
func TestUndo_KeepsWhatPeopleChangedAndListsIt(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.score", "apply", "lead.*")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": a.ID, "fields": map[string]any{"score": 80, "timeframe": "0-3"}},
		map[string]any{"type": "lead", "fields": map[string]any{"name": "Cy", "phone": "555-0101", "source": "web",
			"stage": "new"}}}})
	room.await(crm.EventTaskCompleted, task.ID)
	seen := h.task("agent1", task.ID)
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 80.0 || seen.Proposals[0].Status != "accepted" {
		t.Fatalf("by policy applied: %v, %+v", f, seen.Proposals)
	}
	h.call("agent2", "PATCH", "/leads/"+a.ID, map[string]any{"fields": map[string]any{"score": 55}}).want(t, 200, nil)
	var undo struct {
		Undone  []struct{ Record, Pointer string }
		Skipped []struct{ Record, Pointer, Reason string }
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", map[string]any{}).want(t, 200, &undo)
	if len(undo.Undone) != 2 || len(undo.Skipped) != 1 || undo.Skipped[0].Pointer != "/score" ||
		undo.Skipped[0].Reason == "" {
		t.Errorf("undo answers %+v", undo)
	}
	if f := h.fields("agent1", "/leads/"+a.ID); f["score"] != 55.0 || f["timeframe"] != nil {
		t.Errorf("after undo the lead is %v", f)
	}
	h.call("agent1", "GET", "/leads/"+seen.Proposals[1].Record, nil).refused(t, 404, crm.CodeNotFound, "")
	seen = h.task("agent1", task.ID)
	if seen.Proposals[1].Status != "undone" || seen.Proposals[0].Decisions["/timeframe"] != "undone" ||
		seen.Proposals[0].Decisions["/score"] != "accepted" {
		t.Errorf("after undo the proposals are %+v", seen.Proposals)
	}
}

// T20
func TestApply_ACancelKeepsWhatIsDoneAndUndoTakesItBack(t *testing.T) {
	h := newFixture(t)
	m := plugins.Manifest{ID: "acme.import", Steps: []plugins.Step{step("import")},
		Capabilities: plugins.Capabilities{Propose: []string{"lead"}},
		Workflows: []plugins.Workflow{{Name: "import", Title: "Import", Policy: "apply",
			Steps: []plugins.WorkflowStep{{Step: "import"}}}}}
	var stopAt, resumed atomic.Int64
	stopAt.Store(3)
	h.plugins.Add(m, func(ctx context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		from := 0
		_ = json.Unmarshal(in.Checkpoint, &from)
		resumed.Store(int64(from))
		for batch := from; batch < 5; batch++ {
			if int64(batch) == stopAt.Load() {
				<-ctx.Done()
				return ctx.Err()
			}
			var changes []map[string]any
			for row := range 4 {
				changes = append(changes, map[string]any{"type": "lead",
					"fields": map[string]any{"name": fmt.Sprintf("Row %d.%d", batch, row), "phone": "555-0101",
						"source": "import", "stage": "new"}})
			}
			if _, err := g.Propose(changes...); err != nil {
				return err
			}
			if err := g.Checkpoint(batch + 1); err != nil {
				return err
			}
			_ = g.Progress(float64(batch+1)*20, fmt.Sprintf("Importing (%d/5)", batch+1))
		}
		return g.Output(map[string]any{"created": 20})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "import", nil)
	for e := room.await(crm.EventTaskProgress,
		task.ID); e.data["message"] != "Importing (3/5)"; e = room.await(crm.EventTaskProgress, task.ID) {
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", map[string]any{}).refused(t, 409, crm.CodeConflict, "")
	h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).want(t, 200, nil)
	if n := h.count("agent1", "leads"); n != 12 {
		t.Errorf("after the cancel there are %d leads", n)
	}
	stopAt.Store(-1)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil).want(t, 200, nil)
	room.await(crm.EventTaskCompleted, task.ID)
	if n := h.count("agent1", "leads"); n != 20 || resumed.Load() != 3 {
		t.Errorf("after the retry, from batch %d, there are %d leads", resumed.Load(), n)
	}
	var undo struct{ Undone, Skipped []any }
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", map[string]any{}).want(t, 200, &undo)
	if n := h.count("agent1", "leads"); n != 0 || len(undo.Undone) != 20 || len(undo.Skipped) != 0 {
		t.Errorf("undo leaves %d leads, %d undone, skipped %v", n, len(undo.Undone), undo.Skipped)
	}
}

// count returns how many records of a type one of the cast sees.
func (h *fixture) count(name, plural string) int {
	h.t.Helper()
	var page struct{ Total int }
	h.call(name, "GET", "/"+plural, nil).want(h.t, 200, &page)
	return page.Total
}

// T13
func TestApply_NewRecordsMayReferToEachOther(t *testing.T) {
	h := newFixture(t)
	m := plugins.Manifest{ID: "acme.house", Steps: []plugins.Step{step("make")},
		Capabilities: plugins.Capabilities{Propose: []string{"lead", "client"}},
		Workflows: []plugins.Workflow{{Name: "make", Title: "Make", Policy: "apply",
			Steps: []plugins.WorkflowStep{{Step: "make"}}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		client, err := g.Propose(map[string]any{"type": "client", "fields": map[string]any{"FirstName": "Ana"}})
		if err != nil {
			return err
		}
		_, err = g.Propose(map[string]any{"type": "lead",
			"fields": map[string]any{"name": "Ana", "phone": "555-0101", "source": "web", "stage": "new",
				"client": client[0].Record}})
		if err != nil {
			return g.Call("task.fail", map[string]any{"message": err.Error()}, nil)
		}
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "make", map[string]any{})
	room.await(crm.EventTaskCompleted, task.ID)
	seen := h.task("agent1", task.ID)
	if f := h.fields("agent1", "/leads/"+seen.Proposals[1].Record); f["client"] != seen.Proposals[0].Record {
		t.Errorf("the lead is %v, of %+v", f, seen.Proposals)
	}
}

func TestAccept_BadInput(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.score", "review", "lead")
	a := h.lead("agent1", "Ana", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.score",
		map[string]any{"changes": []any{map[string]any{"type": "lead", "id": a.ID,
			"fields": map[string]any{"score": 80}}}})
	room.await(crm.EventTaskReview, task.ID)
	for _, c := range []struct {
		name, body, field string
	}{
		{"no object", `[]`, ""},
		{"unknown member", `{"all":true}`, "all"},
		{"empty list", `{"changes":[]}`, "changes"},
		{"no record", `{"changes":[{"pointer":"/score"}]}`, "changes/record"},
		{"no id", `{"changes":[{"record":"x"}]}`, "changes/record"},
		{"unknown record", `{"changes":[{"record":"` + task.ID + `"}]}`, "changes/0"},
		{"unknown field", `{"changes":[{"record":"` + a.ID + `","pointer":"/stage"}]}`, "changes/0"},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, action := range []string{"accept", "reject"} {
				h.call("agent1", "POST", "/tasks/"+task.ID+"/"+action, c.body).refused(t, 400, crm.CodeInvalid, c.field)
			}
		})
	}
	if seen := h.task("agent1", task.ID); seen.Pending != 1 || seen.Status != "review" {
		t.Errorf("the task is %+v", seen)
	}
}

// settled waits until everything that was being applied before a start has been applied.
func (h *fixture) settled() {
	h.t.Helper()
	for {
		unsettled, err := h.store.UnsettledTasks(h.t.Context())
		if err != nil {
			h.t.Fatal(err)
		}
		if len(unsettled) == 0 {
			return
		}
	}
}
