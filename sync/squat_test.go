package sync_test

import (
	"slices"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
)

// Somebody takes the id that a record's private half will have, for a record of their own. Open or not, it gives way.
// R34
func TestPrivateDocument_NobodyKeepsItsOwnerOutBySquattingOnItsID(t *testing.T) {
	for _, c := range []struct {
		name          string
		live, byREST  bool // whether the squatter has theirs open; whether they made it so
		restartBefore bool
	}{{"open", true, false, false}, {"idle", false, true, false}, {"after a restart", false, true, true}} {
		t.Run(c.name, func(t *testing.T) {
			dir := storetest.Dir(t)
			hub := openHubIn(t, dir)
			lone := id(77)
			taken := crm.PrivateID(lone)
			var first crm.Hash
			squatter := newDevice(t, &outsider, taken)
			if c.byREST {
				hub.create(&outsider, realtime.NewRecord{ID: taken, Type: "lead",
					Fields: fieldsOf("name", "Squat", "email", "s@example.test",
						"source", "web", "stage", "new")})
			} else {
				first = squatter.change(squatter.text("type", "lead"), squatter.text("name", "Squat"),
					squatter.text("email", "s@example.test"),
					squatter.text("source", "web"), squatter.text("stage", "new")).Hash
				squatter.connect(hub)
				squatter.untilSaved(first)
				hub.wantField(hub.stored(taken), "name", `"Squat"`)
			}
			if c.restartBefore {
				hub.close()
				hub = openHubIn(t, dir)
			}
			other := hub.newEscrow("loanAmount", 1) // an unrelated record stays

			owner := newDevice(t, &agent, lone)
			made := owner.change(owner.text("type", "escrow"), owner.text("propertyAddress", "1 Elm St"),
				owner.text("side", "buyer"),
				crdt.Op{Key: "purchasePrice", Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueInt, Int: 5}},
				owner.text("acceptanceDate", "2026-11-01"), owner.text("openedDate", "2026-11-01"),
				owner.text("closeOfEscrowDate", "2026-12-01"))
			owner.connect(hub)
			owner.untilSaved(made.Hash)
			half := hub.open(&agent, taken)
			half.until("the fixed first change",
				func() bool { raw, _ := half.ops.Root("commission"); return raw != nil })
			lend := func() {
				loan := crdt.Op{Key: "loanAmount", Action: crdt.ActionSet,
					Value: crdt.Value{Type: crdt.ValueInt, Int: 777}, Pred: half.preds("loanAmount")}
				h := half.change(loan).Hash
				half.say()
				half.untilSaved(h)
			}
			lend()
			hub.wantField(hub.stored(lone), "/private/loanAmount", "777")
			if rec := hub.stored(taken); rec.DeletedAt.IsZero() || len(rec.Fields) > 0 {
				t.Errorf("the squatter's record is still there: %v", rec)
			}
			_, err := hub.Patch(hub.ctx, &outsider, taken, realtime.Patch{Fields: fieldsOf("name", "Again")})
			wantError(t, err, crm.CodeNotFound, "")
			if c.live {
				if err := squatter.untilRejected(first); err.Code != crm.CodeForbidden {
					t.Errorf("what the squatter sends again is rejected with %v", err)
				}
				squatter.untilRejected(squatter.set("name", "Again"))
			}
			told := func() bool {
				events, err := hub.store.Events(hub.ctx, crm.UserRoom(outsider.ID), 0, 10)
				return err == nil && slices.ContainsFunc(events, // a notice of what was refused may come after it
					func(e crm.Event) bool { return e.Name == crm.EventAccessChanged })
			}
			for deadline := time.Now().Add(patience); !told(); lend() {
				if time.Now().After(deadline) {
					t.Fatal("the squatter is not told")
				}
			}
			hub.wantField(hub.stored(other.ID), "/private/loanAmount", "1")
			if err := hub.store.Check(hub.ctx, func(p store.Problem) error { t.Error(p); return nil },
				func(store.Material) error { return nil }); err != nil {
				t.Error(err)
			}
		})
	}
}
