package sync_test

import "testing"

func TestMerge_ThatMovesAStatusIllegallyIsFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("side", `"buyer"`)
	b.untilField("side", `"buyer"`)
	b.disconnect()
	a.untilSaved(a.set("status", "cancelled"))
	b.change(b.text("cancelReason", "none")) // its next operation has the greater counter: it wins
	h := b.change(b.text("status", "contingent")).Hash
	b.connect(hub)
	b.untilSaved(h)
	after := hub.stored(rec.ID)
	hub.wantField(after, "status", `"contingent"`)
	if len(after.Flags) != 1 || after.Flags[0] != "review:/status" {
		t.Errorf("flags are %v", after.Flags)
	}
	hub.patch(&agent, rec.ID, "status", "cancelled")
	if after = hub.stored(rec.ID); len(after.Flags) != 0 {
		t.Errorf("flags are %v after a person has decided", after.Flags)
	}
}

// What was merged wrong and put right by a person on a device that was away is right wherever both come together.
func TestMerge_ThatADeviceHasDecidedIsNotFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	a, b := hub.open(&agent, rec.ID), hub.open(&mate, rec.ID)
	a.untilField("side", `"buyer"`)
	b.untilField("side", `"buyer"`)
	b.disconnect()
	cancelled := a.change(a.text("status", "cancelled"))
	a.say()
	a.untilSaved(cancelled.Hash)
	b.change(b.text("status", "contingent"))
	b.take(cancelled) // by another way than this server
	h := b.change(b.text("status", "contingent")).Hash
	b.connect(hub)
	b.untilSaved(h)
	after := hub.stored(rec.ID)
	hub.wantField(after, "status", `"contingent"`)
	if len(after.Flags) != 0 {
		t.Errorf("flags are %v", after.Flags)
	}
}

// The moves of one person are judged one by one, however many come at the same time.
func TestMerge_OfLegalMovesThatComeTogetherIsNotFlagged(t *testing.T) {
	hub := openHub(t)
	rec := hub.newEscrow()
	d := hub.open(&agent, rec.ID)
	d.untilField("side", `"buyer"`)
	d.change(d.text("status", "contingent"))
	h := d.change(d.text("status", "clear_to_close")).Hash
	d.say() // both in one message
	d.untilSaved(h)
	after := hub.stored(rec.ID)
	hub.wantField(after, "status", `"clear_to_close"`)
	if len(after.Flags) != 0 {
		t.Errorf("flags are %v", after.Flags)
	}
}
