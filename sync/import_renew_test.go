package sync_test

import (
	"context"
	"sync"
	"testing"

	"roomkey/crdt/engine"
	"roomkey/store"
)

// A record that was renewed in one region goes on in the same document in another, where an edit of the old document
// has come meanwhile: that one stays in the old document alone.
func TestImport_ARenewedRecordGoesOnInTheSameDocument(t *testing.T) {
	b := region(t, "b")
	pool := engine.NewPool(engine.Config{Children: 1})
	var group sync.WaitGroup
	group.Go(func() { _ = pool.Run(context.Background()) })
	t.Cleanup(func() { pool.Close(); group.Wait() })
	aged := &agedDocument{Engine: pool}
	a := openHubWith(t, store.Options{Dir: t.TempDir(), Serve: true, Region: "a"}, aged)
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
