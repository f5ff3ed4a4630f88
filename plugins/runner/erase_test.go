package runner_test

import (
	"context"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/runner/runnertest"
)

// Merging duplicates puts data of one person into another one's record. When the first person is erased, proposals with
// that data that nobody has accepted are removed. Accepted ones are part of the other record, and can be undone as
// always (T26).
func TestErase_LeavesWhatWasAcceptedToBeUndone(t *testing.T) {
	h := newFixture(t)
	h.proposer("acme.dedupe", "review", "lead")
	kept, gone := h.lead("agent1", "Ana", false), h.lead("agent1", "Anna", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.dedupe", map[string]any{"changes": []any{
		map[string]any{"type": "lead", "id": kept.ID, "fields": map[string]any{"phone": "555-0123", "timeframe": "0-3"},
			"note": "She is Anna, too."}}})
	room.await(crm.EventTaskReview, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/accept",
		map[string]any{"changes": []any{map[string]any{"record": kept.ID, "pointer": "/timeframe"}}}).want(t, 200, nil)
	id, err := crm.ParseID(gone.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Erase(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	body := h.call("agent1", "GET", "/tasks/"+task.ID, nil).body
	if text := string(body); strings.Contains(text, "Anna") || strings.Contains(text, "555-0123") {
		t.Errorf("the task still says %s", text)
	}
	seen := h.task("agent1", task.ID)
	if seen.Status != "completed" || seen.Pending != 0 || len(seen.Proposals) != 1 ||
		seen.Proposals[0].Decisions["/timeframe"] != "accepted" {
		t.Errorf("the task is %+v", seen)
	}
	var history struct {
		Items []struct{ Task struct{ ID string } }
	}
	h.call("agent1", "GET", "/leads/"+kept.ID+"/history", nil).want(t, 200, &history)
	if last := history.Items[len(history.Items)-1]; last.Task.ID != task.ID {
		t.Errorf("the history says %+v", last)
	}
	var undo struct {
		Undone, Skipped []struct{ Record, Pointer string }
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/undo", map[string]any{}).want(t, 200, &undo)
	if len(undo.Undone) != 1 || undo.Undone[0].Pointer != "/timeframe" || len(undo.Skipped) != 0 {
		t.Errorf("undo answers %+v", undo)
	}
	if f := h.fields("agent1", "/leads/"+kept.ID); f["timeframe"] != nil || f["phone"] != nil {
		t.Errorf("after undo the lead is %v", f)
	}
}

// A task whose input was erased can't be retried, and says so (T8).
func TestRetry_OfATaskWithoutInputIsRefused(t *testing.T) {
	h := newFixture(t)
	h.plugins.Add(one("acme.hang", `{}`, `{}`), func(ctx context.Context, _ *runnertest.Guest) error {
		<-ctx.Done()
		return ctx.Err()
	})
	gone := h.lead("agent1", "Anna", false)
	room := h.own("agent1")
	task := h.begin("agent1", "acme.hang/do", map[string]any{"lead": gone.ID})
	room.await(crm.EventTaskStarted, task.ID)
	h.call("agent1", "POST", "/tasks/"+task.ID+"/cancel", nil).want(t, 200, nil)
	id, err := crm.ParseID(gone.ID)
	if err != nil {
		t.Fatal(err)
	}
	if err := h.store.Erase(t.Context(), id); err != nil {
		t.Fatal(err)
	}
	refused := h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil)
	refused.refused(t, 409, crm.CodeConflict, "")
	if !strings.Contains(string(refused.body), "no longer kept; start it again") {
		t.Errorf("it says %s", refused.body)
	}
	if seen := h.task("agent1", task.ID); seen.Status != "cancelled" {
		t.Errorf("the task is %s", seen.Status)
	}
}
