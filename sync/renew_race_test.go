package sync_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/internal/volume"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
)

// racer edits one field of a record by a device until it is told that the document has moved.
type racer struct {
	d     *device
	field string
	was   string     // the field before; empty: absent
	sent  []crm.Hash // in the order of their values
}

// run edits before the renewal begins, and goes on until the document has moved.
func (r *racer) run(begin func()) {
	moved := func() bool {
		r.d.read()
		r.d.mu.Lock()
		defer r.d.mu.Unlock()
		return len(r.d.moved) > 0
	}
	for i := 0; !moved(); i++ {
		if i == 3 {
			begin()
		}
		h := r.d.set(r.field, fmt.Sprint("value ", i))
		if r.sent = append(r.sent, h); i%7 == 6 { // some edits are under way, not all of them
			r.d.until("an answer", func() bool { return r.d.saved[h] || r.d.rejected[h] != nil })
		}
	}
	r.sent = append(r.sent, r.d.set(r.field, "late"))
	r.d.untilRejected(r.sent[len(r.sent)-1])
}

// want returns the value that the new document must have: the last one that was saved, or else what was there before.
// Nothing before it was refused, and everything after it was.
func (r *racer) want(t *testing.T) string {
	t.Helper()
	saved := -1
	for i, h := range r.sent {
		r.d.until("an answer to each change", func() bool { return r.d.saved[h] || r.d.rejected[h] != nil })
		err := r.d.rejected[h]
		if r.d.saved[h] {
			if saved != i-1 || err != nil {
				t.Fatalf("change %d of %s is saved after one that is not, or refused too: %v", i, r.field, err)
			}
			saved = i
		} else if err.Code != crm.CodeMoved {
			t.Fatalf("change %d of %s is refused by %v", i, r.field, err)
		}
	}
	if saved < 0 {
		return r.was
	}
	return fmt.Sprintf(`"value %d"`, saved)
}

// While two devices and a script edit, the record is renewed (R72): what was acknowledged is in the new document, and
// everything else was refused as moved.
func TestRenew_RacesWithEdits(t *testing.T) {
	for seed := range uint64(volume.Of(t, 12, "renewals")) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			hub, engine := agingHub(t, storetest.Dir(t))
			rec := hub.newListing()
			engine.doc = rec.ID
			engine.more.Store(60_000)
			hub.patch(&agent, rec.ID, "City", "Start")
			racers := []*racer{
				{d: hub.open(&agent, rec.ID), field: "City", was: `"Start"`}, {d: hub.open(&mate, rec.ID), field: "UnitNumber"},
			}
			for _, r := range racers {
				r.d.untilField("ListPrice", "1000000")
			}
			chance := rand.New(rand.NewPCG(seed, 1))
			wait, begun := chance.IntN(4), make(chan struct{})
			var once sync.Once
			begin := func() { once.Do(func() { close(begun) }) }

			var all sync.WaitGroup
			for _, r := range racers {
				all.Go(func() { r.run(begin) })
			}
			price, ended := 0, make(chan struct{})
			all.Go(func() {
				for {
					select {
					case <-ended:
						return
					default:
						price = hub.priceUp(rec.ID, price)
					}
				}
			})
			<-begun
			for range wait {
				hub.patch(&broker, rec.ID, "YearBuilt", 1990+chance.IntN(30))
			}
			fresh := hub.renew(&agent, rec.ID).DocumentOf(false)
			close(ended)
			all.Wait()

			now := hub.stored(rec.ID)
			for _, r := range racers {
				hub.wantField(now, r.field, r.want(t))
			}
			hub.wantField(now, "ListPrice", fmt.Sprint(price))
			e := hub.open(&mate, fresh)
			e.untilField("ListPrice", fmt.Sprint(price))
			e.untilSaved(e.set("City", "After"))
			hub.wantSound()
		})
	}
}

// priceUp raises the price over REST, and returns the price that was acknowledged.
func (hub *testHub) priceUp(id crm.ID, price int) int {
	rec, err := hub.Patch(hub.ctx, &agent, id, realtime.Patch{Fields: fieldsOf("ListPrice", price+1)})
	if err != nil {
		hub.Error(err)
		return price
	}
	hub.wantField(rec, "ListPrice", fmt.Sprint(price+1))
	return price + 1
}
