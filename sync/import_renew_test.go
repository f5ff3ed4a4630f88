package sync_test

import (
	"slices"
	"testing"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// A record that was renewed in one region goes on in the same document in another, where an edit of the old document
// has come meanwhile: that one stays in the old document alone.
func TestImport_ARenewedRecordGoesOnInTheSameDocument(t *testing.T) {
	b := region(t, "b")
	a, aged := agedRegion(t, "a")
	rec := a.newListing()
	aged.doc = rec.ID
	aged.more.Store(320_000)
	a.patch(&agent, rec.ID, "City", "Shelbyville")
	b.takeIn(a.logged(0)...)
	from := uint64(len(a.logged(0)))
	watcher := b.open(&mate, rec.ID)
	watcher.untilField("City", `"Shelbyville"`)
	fresh := a.renew(&agent, rec.ID).DocumentOf(false)
	a.patch(&agent, rec.ID, "ListPrice", 7)
	for n := 0; len(b.takeIn(a.logged(from)...)) > 0; n++ {
		if n == 20 {
			t.Fatal("items wait for ever")
		}
	}
	if to := watcher.untilMoved(); to != fresh {
		t.Errorf("the device is told to go on in %v, want %v", to, fresh)
	}
	if b.stored(rec.ID).DocumentOf(false) != fresh {
		t.Errorf("the record goes on in %v, want %v", b.stored(rec.ID).DocumentOf(false), fresh)
	}
	wantSameContent(t, rec.ID, a, b)
	again := b.reopened()
	again.patch(&agent, rec.ID, "ListPrice", 8)
	a.takeIn(again.logged(0)...)
	wantSameContent(t, rec.ID, a, again)
	again.wantSound()
}

// agedRegion is a region in whose engine one document is old.
func agedRegion(t *testing.T, name string) (*testHub, *agedDocument) {
	t.Helper()
	aged := &agedDocument{Engine: ownEngine(t)}
	return regionOver(t, name, aged), aged
}

// exchange has regions take in all that the others have logged, until nothing waits.
func exchange(t *testing.T, regions ...*testHub) {
	t.Helper()
	for n := 0; ; n++ {
		waiting := 0
		for _, from := range regions {
			for _, to := range regions {
				if to != from {
					waiting += len(to.takeIn(from.logged(0)...))
				}
			}
		}
		if waiting == 0 {
			return
		}
		if n == 20 {
			t.Fatal("items wait for ever")
		}
	}
}

// Two regions that were cut off have both renewed a record, one of them twice: it goes on in one document everywhere.
// So it does in a region that pulls the whole record, from either of them.
func TestImport_OfTwoRenewalsOneCounts(t *testing.T) {
	a, agedA := agedRegion(t, "a")
	b, agedB := agedRegion(t, "b")
	rec := a.newListing()
	renew := func(hub *testHub, aged *agedDocument, city string) {
		t.Helper()
		aged.doc = hub.stored(rec.ID).DocumentOf(false)
		aged.more.Store(320_000)
		hub.patch(&agent, rec.ID, "City", city)
		hub.renew(&agent, rec.ID)
		hub.patch(&agent, rec.ID, "ListPrice", 7)
	}
	exchange(t, a, b)
	renew(a, agedA, "Shelbyville")
	renew(b, agedB, "Ogdenville")
	renew(b, agedB, "Brockway")
	watchers := []*device{a.open(&mate, a.stored(rec.ID).DocumentOf(false)),
		b.open(&mate, b.stored(rec.ID).DocumentOf(false))}
	watchers[0].untilField("City", `"Shelbyville"`)
	watchers[1].untilField("City", `"Brockway"`)
	exchange(t, a, b)
	wantSame(t, rec.ID, a, b)
	goesOn := a.stored(rec.ID).DocumentOf(false)
	for i, hub := range []*testHub{a, b} {
		if w := watchers[i]; w.doc != goesOn && w.untilMoved().IsZero() {
			t.Error("a device is not told where the record goes on")
		}
		hub.patch(&agent, rec.ID, "ListPrice", 8+i)
	}
	exchange(t, a, b)
	wantSame(t, rec.ID, a, b)
	for _, from := range []*testHub{a, b} {
		c := region(t, "c")
		for n := 0; len(c.takeIn(from.whole(rec.ID)...)) > 0; n++ {
			if n == 20 {
				t.Fatal("items wait for ever")
			}
		}
		wantSame(t, rec.ID, from, c)
		c.wantSound()
	}
	for _, hub := range []*testHub{a, b} {
		again := hub.reopened()
		again.wantSound()
		again.patch(&agent, rec.ID, "ListPrice", 9)
	}
}

// So it is with private halves, and with a record that was deleted before the renewal came.
func TestImport_APrivateHalfIsRenewedElsewhere(t *testing.T) {
	a, aged := agedRegion(t, "a")
	b := region(t, "b")
	rec := a.newEscrow("commission", map[string]any{"grossPct": 2.5})
	aged.doc = crm.PrivateID(rec.ID)
	aged.more.Store(320_000)
	if _, err := a.Patch(a.ctx, &agent, rec.ID, realtime.Patch{
		Private: fieldsOf("commission", map[string]any{"grossPct": 3})}); err != nil {
		t.Fatal(err)
	}
	exchange(t, a, b)
	if err := b.Delete(b.ctx, &agent, rec.ID); err != nil {
		t.Fatal(err)
	}
	fresh := a.renew(&agent, rec.ID).DocumentOf(true)
	exchange(t, a, b)
	if got := b.stored(rec.ID); fresh == crm.PrivateID(rec.ID) || got.DocumentOf(true) != fresh ||
		!slices.Equal(got.PrivateHeads, a.stored(rec.ID).PrivateHeads) {
		t.Errorf("the private half goes on in %v, want %v", got.DocumentOf(true), fresh)
	}
	b.wantSound()
}
