package runner_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
)

// A plugin that makes a lead, saves it, and goes on with it.
func (h *fixture) twice(id, policy string) {
	m := plugins.Manifest{ID: id, Version: "1.0.0", Steps: []plugins.Step{step("propose")},
		Capabilities: plugins.Capabilities{Propose: []string{"lead"}},
		Workflows: []plugins.Workflow{{Name: id, Title: "Twice", Policy: policy,
			Steps: []plugins.WorkflowStep{{Step: "propose"}}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		made, err := g.Propose(map[string]any{"type": "lead", "fields": map[string]any{"name": "Dan",
			"email": "dan@example.test", "source": "web", "stage": "new"}})
		if err == nil {
			err = g.Checkpoint(1)
		}
		if err == nil {
			_, err = g.Propose(map[string]any{"type": "lead", "id": made[0].Record,
				"fields": map[string]any{"phone": "805 555 0134", "score": 5}, "note": "Row 3."},
				map[string]any{"type": "lead", "id": made[0].Record, "fields": map[string]any{"score": 7}})
		}
		if err != nil {
			return g.Call("task.fail", map[string]any{"message": err.Error()}, nil)
		}
		return g.Output(map[string]any{})
	})
}

// A task that touches one place twice is one author with one before and one after.
func TestUndo_TakesBackARecordThatTheTaskMadeAndWentOnWith(t *testing.T) {
	for _, policy := range []string{"apply", "review"} {
		t.Run(policy, func(t *testing.T) {
			h := newFixture(t)
			h.twice("acme.twice", policy)
			room := h.own("agent1")
			task := h.begin("agent1", "acme.twice", map[string]any{})
			if policy == "review" {
				room.await(crm.EventTaskReview, task.ID)
				seen := h.task("agent1", task.ID)
				if len(seen.Proposals) != 3 || fmt.Sprint(seen.Proposals[2].Changes["/score"]) != "[5 7]" ||
					fmt.Sprint(seen.Proposals[1].Changes["/phone"][0]) != "<nil>" {
					t.Fatalf("in review as %+v", seen)
				}
				h.call("agent1", "POST", "/tasks/"+task.ID+"/accept", map[string]any{}).want(t, 200, nil)
			}
			room.await(crm.EventTaskCompleted, task.ID)
			lead := h.task("agent1", task.ID).Proposals[0].Record
			if f := h.fields("agent1", "/leads/"+lead); f["phone"] != "805 555 0134" || f["score"] != 7.0 {
				t.Fatalf("the lead is %v", f)
			}
			h.undoes("agent1", task.ID, []string{lead}, nil)
			h.call("agent1", "GET", "/leads/"+lead, nil).want(t, 404, nil)
		})
	}
}

// What somebody wrote between two edits of a task is not the task's.
func TestUndo_LeavesARecordThatSomebodyChangedBetweenTwoEditsOfTheTask(t *testing.T) {
	h := newFixture(t)
	m := one("acme.pause", `{}`, `{}`)
	m.Capabilities.Propose = []string{"lead"}
	m.Workflows = []plugins.Workflow{{Name: "acme.pause", Title: "Pause", Policy: "apply",
		Steps: []plugins.WorkflowStep{{Step: m.Steps[0].Name}}}}
	var lead crm.ID
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		made, err := g.Propose(map[string]any{"type": "lead", "fields": map[string]any{"name": "Dan",
			"email": "dan@example.test", "source": "web", "stage": "new"}})
		if err != nil {
			return err
		}
		if err := g.Checkpoint(1); err != nil {
			return err
		}
		lead = made[0].Record
		h.call("agent2", "PATCH", "/leads/"+lead.String(), map[string]any{"fields": map[string]any{"score": 9}}).want(t,
			200, nil)
		if _, err := g.Propose(map[string]any{"type": "lead", "id": lead,
			"fields": map[string]any{"phone": "805 555 0134"}}); err != nil {
			return err
		}
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.pause", map[string]any{})
	room.await(crm.EventTaskCompleted, task.ID)
	h.undoes("agent1", task.ID, []string{lead.String() + "/phone"}, []string{lead.String()})
	if f := h.fields("agent1", "/leads/"+lead.String()); f["score"] != 9.0 || f["phone"] != nil {
		t.Errorf("after the undo it is %v", f)
	}
}

// undoes has one of the cast take a task back, and compares what was taken back and what was skipped.
func (h *fixture) undoes(name, task string, undone, skipped []string) {
	h.t.Helper()
	var answer struct {
		Undone, Skipped []struct{ Record, Pointer string }
	}
	h.call(name, "POST", "/tasks/"+task+"/undo", map[string]any{}).want(h.t, 200, &answer)
	var took, left []string
	for _, p := range answer.Undone {
		took = append(took, p.Record+p.Pointer)
	}
	for _, p := range answer.Skipped {
		left = append(left, p.Record+p.Pointer)
	}
	if fmt.Sprint(took) != fmt.Sprint(undone) || fmt.Sprint(left) != fmt.Sprint(skipped) {
		h.t.Errorf("undone %v and skipped %v, not %v and %v", took, left, undone, skipped)
	}
}

// T29: a trial run writes nothing, and its output says what it would do.
func TestTask_ADryRunWritesNothing(t *testing.T) {
	h := newFixture(t)
	var told struct{ DryRun bool }
	var web error
	m := one("acme.dry", `{}`, `{}`)
	m.Capabilities = plugins.Capabilities{Propose: []string{"lead"}, HTTP: []string{"api.example.com"}}
	m.Workflows = []plugins.Workflow{{Name: "acme.dry", Title: "Dry", Policy: "apply",
		Steps: []plugins.WorkflowStep{{Step: m.Steps[0].Name}}}}
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		if err := g.Call("task.input", struct{}{}, &told); err != nil {
			return err
		}
		seen := make(map[crm.ID]bool)
		for i := range 2 {
			made, err := g.Propose(map[string]any{"type": "lead", "fields": map[string]any{"name": "Dry",
				"email": "dry@example.test", "source": "web", "stage": "new"}})
			if err != nil || seen[made[0].Record] {
				return fmt.Errorf("proposal %d: %v %v", i, made, err)
			}
			seen[made[0].Record] = true
			if err := g.Checkpoint(i); err != nil {
				return err
			}
		}
		web = g.Call("http.fetch", map[string]any{"url": "https://api.example.com/"}, nil)
		return g.Output(map[string]any{"would": 2})
	})
	room := h.own("agent1")
	var task struct {
		ID     string
		DryRun bool
	}
	h.call("agent1", "POST", "/tasks", map[string]any{"workflow": "acme.dry", "dryRun": true}).want(t, 201, &task)
	room.await(crm.EventTaskCompleted, task.ID)
	seen := h.task("agent1", task.ID)
	if !task.DryRun || !told.DryRun || len(seen.Proposals) != 0 || fmt.Sprint(seen.Output) != "map[would:2]" {
		t.Errorf("it is %+v, and the guest was told %v", seen, told)
	}
	var refused *guest.OpError
	if !errors.As(web, &refused) || refused.Code != "denied" {
		t.Errorf("a request to another server: %v", web)
	}
	var page struct{ Total int }
	h.call("agent1", "GET", "/leads", nil).want(t, 200, &page)
	if page.Total != 0 {
		t.Errorf("%d leads were made", page.Total)
	}
}

// T30: a step reads the files that its input names and its caller has sent, and no others.
func TestFiles_AreReadByTheTasksOfTheirSender(t *testing.T) {
	h := newFixture(t)
	m := one("acme.file", `{}`, `{}`)
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		in, err := g.Input()
		if err != nil {
			return err
		}
		var asked struct{ File, Read string }
		if err := json.Unmarshal(in.Input, &asked); err != nil {
			return err
		}
		var piece struct {
			Data []byte
			Size int
		}
		err = g.Call("files.read", map[string]any{"file": strings.TrimPrefix(asked.Read, "~"), "offset": 2}, &piece)
		return g.Output(map[string]any{"data": string(piece.Data), "size": piece.Size, "refused": fmt.Sprint(err)})
	})
	send := func(name, content string) string {
		id := crm.ID([]byte((name + "0123456789abcdef")[:16]))
		id[6], id[8] = id[6]&0x0f|0x40, id[8]&0x3f|0x80
		if _, err := h.store.AddUpload(t.Context(), id, h.people[name], []byte(content)); err != nil {
			t.Fatal(err)
		}
		return id.String()
	}
	mine, other := send("agent1", "\x00\xffhello"), send("agent2", "secret")
	room := h.own("agent1")
	for what, c := range map[string]struct{ file, read, want string }{
		"one's own":         {mine, mine, "map[data:hello refused:<nil> size:7]"},
		"another user's":    {other, other, "map[data: refused:not_found"},
		"one not named":     {other, "~" + mine, "map[data: refused:not_found"},
		"one that is none":  {"x", "x", "map[data: refused:not_found"},
		"a part of an id":   {mine, mine[:30], "map[data: refused:not_found"},
		"one with trailing": {mine, mine + "\"", "map[data: refused:not_found"},
	} {
		task := h.begin("agent1", "acme.file/"+m.Steps[0].Name, map[string]any{"file": c.file, "read": c.read})
		room.await(crm.EventTaskCompleted, task.ID)
		got := fmt.Sprint(h.task("agent1", task.ID).Output)
		if len(got) < len(c.want) || got[:len(c.want)] != c.want {
			t.Errorf("%s: %s", what, got)
		}
	}
}
