package sync_test

import (
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// Before the hub has noticed that a record was erased, an edit of it finds out.
func TestErase_AnEditOfWhatIsGoneIsRejectedAndNothingIsServedOn(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	private := hub.open(&agent, crm.PrivateID(rec.ID))
	a.untilField("side", `"buyer"`)
	b.untilField("side", `"buyer"`)
	private.until("the fixed first change", func() bool { raw, _ := private.ops.Root("commission"); return raw != nil })
	a.untilSaved(a.set("transactionType", "Ann")) // an actor's first change waits for the disk
	if err := hub.store.Erase(hub.ctx, rec.ID); err != nil {
		t.Fatal(err)
	}
	if err := a.untilRejected(a.set("transactionType", "Bea")); err.Code != crm.CodeForbidden {
		t.Errorf("rejected with %v", err)
	}
	_, err := hub.Patch(hub.ctx, &agent, rec.ID, realtime.Patch{Fields: fieldsOf("transactionType", "Cid")})
	wantError(t, err, crm.CodeNotFound, "")
	for _, user := range []*crm.User{&agent, &broker} {
		for _, doc := range []crm.ID{rec.ID, crm.PrivateID(rec.ID)} {
			late := hub.open(user, doc)
			late.until("unavailable", func() bool { return late.unavailable > 0 })
			if late.graph.Len() > 0 {
				t.Errorf("%s is served %d changes", user.Name, late.graph.Len())
			}
		}
	}
}
