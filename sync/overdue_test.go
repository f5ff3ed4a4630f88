package sync_test

import (
	"strconv"
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
)

// beside is storage during each of whose writes, while it is busy, somebody else edits.
type beside struct {
	*testStorage
	edit atomic.Pointer[func()] // returns when the edit is accepted; nil: nobody edits
}

func (s *beside) Submit(w *crm.Write, done func(crm.Receipt, error)) {
	s.testStorage.Submit(w, func(receipt crm.Receipt, err error) {
		if edit := s.edit.Load(); edit != nil {
			(*edit)()
		}
		done(receipt, err)
	})
}

// A long message waits for a snapshot that is overdue only once for each slice. Whoever edits the same record all the
// time, so that something is always on its way to the disk, can't keep it waiting.
func TestCompaction_KeepsNobodyWaitingBehindOthersEdits(t *testing.T) {
	hub := openHub(t)
	storage, accepted := &beside{testStorage: hub.storage}, make(chan int, 10_000)
	hub.Hub = realtime.New(realtime.Config{Storage: storage, Engine: engines,
		Metrics: realtime.Metrics{Changes: func(n int) { accepted <- n }}})
	proceed, over := make(chan struct{}), make(chan struct{})
	wait := func() { <-proceed }
	hub.storage.compact.Store(&wait)
	defer close(proceed)
	rec := hub.newLead("Ann")
	busy := hub.open(&agent, rec.ID)
	busy.untilField("name", `"Ann"`)
	var h crm.Hash
	for i := range 600 { // no snapshot of them can be stored
		if h = busy.set("sourceDetail", strconv.Itoa(i)); i%50 == 0 {
			busy.untilSaved(h)
		}
	}
	busy.untilSaved(h)
	long := hub.open(&mate, rec.ID)
	long.untilField("sourceDetail", `"599"`)
	var last *crdt.Change
	for i := range 600 { // three slices
		last = long.change(long.text("lostReason", strconv.Itoa(i)))
	}
	var edits sync.WaitGroup
	n := 600
	edit := func() {
		n++
		detail := strconv.Itoa(n)
		for len(accepted) > 0 {
			<-accepted
		}
		patch := realtime.Patch{Fields: fieldsOf("sourceDetail", detail)}
		edits.Go(func() { _, _ = hub.Patch(hub.ctx, &lead, rec.ID, patch) })
		select {
		case <-accepted:
		case <-over:
		}
	}
	defer edits.Wait()
	defer close(over)
	defer storage.edit.Store(nil)
	storage.edit.Store(&edit)
	busy.set("sourceDetail", "600")
	long.say()
	long.untilSaved(last.Hash)
}
