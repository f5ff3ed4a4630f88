package runner_test

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"testing"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner/runnertest"
	"roomkey/store"
)

// A new record whose id somebody has taken since the attempt before is a conflict. A record whose stored bytes are
// damaged can't be changed at present. The step is told, and may go on.
func TestPropose_IsRefusedForATakenIDAndADamagedRecord(t *testing.T) {
	h := newFixture(t)
	m := one("acme.again", `{}`, `{}`)
	m.Capabilities = plugins.Capabilities{Propose: []string{"lead"}}
	damaged := h.lead("agent1", "Ana", false)
	fields := map[string]any{"name": "Bea", "source": "web", "stage": "new", "email": "bea@example.test"}
	drawn, codes := make(chan crm.ID, 1), make(chan []string, 1)
	h.plugins.Add(m, func(_ context.Context, g *runnertest.Guest) error {
		made, taken := g.Propose(map[string]any{"type": "lead", "fields": fields})
		_, unreadable := g.Propose(map[string]any{"type": "lead", "id": damaged.ID,
			"fields": map[string]any{"score": 5}})
		if taken == nil && unreadable == nil {
			drawn <- made[0].Record
			return g.Call("task.fail", map[string]any{"message": "not yet"}, nil)
		}
		codes <- []string{codeOf(taken), codeOf(unreadable)}
		return g.Output(map[string]any{})
	})
	room := h.own("agent1")
	task := h.begin("agent1", "acme.again/do", nil)
	room.await(crm.EventTaskFailed, task.ID)
	h.end()
	damage(t, filepath.Join(h.dir, store.FileName), damaged.ID)
	h.open()
	other := crm.Edit{Record: <-drawn, Type: "lead", New: true,
		Fields: []byte(`{"name":"Cid","source":"web","stage":"new","email":"cid@example.test"}`)}
	if _, err := h.hub.ApplyEdit(t.Context(), h.people["agent1"], other, nil, nil); err != nil {
		t.Fatal(err)
	}
	h.call("agent1", "POST", "/tasks/"+task.ID+"/retry", nil).want(t, 200, nil)
	if got := <-codes; got[0] != "conflict" || got[1] != "unavailable" {
		t.Errorf("a new record with an id that is taken is refused as %q, a damaged one as %q", got[0], got[1])
	}
}

func codeOf(err error) string {
	var refused *guest.OpError
	if errors.As(err, &refused) {
		return refused.Code
	}
	return ""
}

// damage overwrites the last change of a record in the database of a server that has ended.
func damage(t *testing.T, file, record string) {
	t.Helper()
	id, err := crm.ParseID(record)
	if err != nil {
		t.Fatal(err)
	}
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(`UPDATE changes SET data = zeroblob(length(data)) WHERE num = (SELECT max(c.num)
		FROM changes c, documents d WHERE d.id = ? AND c.num >> 24 = d.num)`, id[:])
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d changes are damaged: %v", n, err)
	}
}
