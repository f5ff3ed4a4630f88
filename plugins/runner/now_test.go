package runner_test

import (
	"context"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/runner/runnertest"
)

// Who has missed the events about tasks is told how the tasks are, by the same events.
func TestTasksNow_SaysHowTasksAre(t *testing.T) {
	h := newFixture(t)
	next := make(chan bool)
	t.Cleanup(func() { close(next) })
	h.plugins.Add(one("acme.write", `{}`, `{}`), func(_ context.Context, g *runnertest.Guest) error {
		if err := g.Progress(50, "half"); err != nil {
			return err
		}
		<-next
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.write/do", nil)
	for room.await(crm.EventTaskProgress, task.ID).data["message"] != "half" {
	}
	now := func(lately bool, ids ...crm.ID) string {
		t.Helper()
		list, err := h.runner.TasksNow(t.Context(), ids, lately)
		if err != nil {
			t.Fatal(err)
		}
		var said []string
		for _, n := range list {
			for _, e := range n.Events {
				if e.Room != crm.UserRoom(n.User) || n.Broker.IsZero() ||
					!strings.Contains(string(e.Data), n.Task.String()) {
					t.Errorf("%+v tells %s in %s", n, e.Data, e.Room)
				}
				said = append(said, strings.TrimPrefix(e.Name, "ai:task:"))
				if strings.Contains(string(e.Data), `"percent":50,"step":"do","message":"half"`) {
					said = append(said, "half")
				}
			}
		}
		return strings.Join(said, " ")
	}
	id, err := crm.ParseID(task.ID)
	if err != nil {
		t.Fatal(err)
	}
	if got := now(false, id, id, crm.ID{7}); got != "started progress half" {
		t.Errorf("while it runs: %s", got)
	}
	if got := now(true); got != "started progress half" {
		t.Errorf("of what runs: %s", got)
	}
	next <- true
	room.await(crm.EventTaskCompleted, task.ID)
	if got := now(true, id); got != "completed" {
		t.Errorf("at its end: %s", got)
	}
	if got := now(false); got != "" {
		t.Errorf("of nothing: %s", got)
	}
}
