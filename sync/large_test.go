package sync_test

import (
	"context"
	"crypto/rand"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// R44: pastes of one user into several records are taken in one after the other, whatever else happens to their links,
// and keep nobody else waiting.
func TestDocument_LargeChangesOfOneUserComeOneAfterTheOther(t *testing.T) {
	hub := openHub(t)
	var pastes []*device
	var last []crdt.Hash
	for range 4 {
		rec := hub.newListing()
		d := hub.open(&agent, rec.ID)
		d.untilField("City", `"Springfield"`)
		text := d.makes("PublicRemarks", crdt.ActionMakeText)
		d.paste(text, 30_000)
		last = append(last, d.change(d.text("City", "Shelbyville")).Hash)
		pastes = append(pastes, d)
	}
	other := hub.open(&mate, hub.newLead("Ann").ID)
	other.untilField("name", `"Ann"`)
	for i, d := range pastes {
		d.say()
		if i == len(pastes)-1 {
			d.disconnect() // its message has come, so it is taken in, and the link ends after it
		}
	}
	other.untilSaved(other.set("name", "Bea"))
	for i, d := range pastes[:3] {
		d.untilSaved(last[i])
	}
	d := pastes[3]
	d.connect(hub)
	d.untilSaved(last[3])
	hub.wantField(hub.stored(d.doc), "City", `"Shelbyville"`)
}

// paste writes n characters at the beginning of a text, in one change.
func (d *device) paste(text crdt.OpID, n int) *crdt.Change {
	ops, from, after := make([]crdt.Op, n), d.graph.MaxOp()+1, crdt.OpID{}
	for i := range ops {
		ops[i] = crdt.Op{Obj: text, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: "a"}}
		after = crdt.OpID{Counter: from + uint64(i), Actor: d.actor}
	}
	return d.change(ops...)
}

// onePlace is work of which there is one place. Whoever returns keeps it.
type onePlace struct {
	place    chan struct{} // holds one while the place is taken
	over     bool          // users are beyond the budget
	returned atomic.Int64
}

func (w *onePlace) Over(*crm.User) bool { return w.over }

func (w *onePlace) Begin(ctx context.Context, _ *crm.User) (live.Place, error) {
	select {
	case w.place <- struct{}{}:
		return w, nil
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

func (w *onePlace) Return(context.Context) error {
	w.returned.Add(1)
	return nil
}

func (w *onePlace) Leave() { <-w.place }

func (w *onePlace) Charge(*crm.User, time.Duration) {}

// attentive is an engine that notes which documents it is brought much for, in order.
type attentive struct {
	live.Engine
	most int // operations that are not noted

	mu     sync.Mutex // guards what follows
	order  []crm.ID
	atOnce int // such calls that run
	crowd  int // the most that ran at once
}

func (e *attentive) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	if doc.New > e.most {
		e.mu.Lock()
		e.order = append(e.order, doc.ID)
		e.atOnce++
		e.crowd = max(e.crowd, e.atOnce)
		e.mu.Unlock()
		defer func() {
			e.mu.Lock()
			e.atOnce--
			e.mu.Unlock()
		}()
	}
	return e.Engine.Apply(ctx, doc, changes, roots)
}

// R44: large changes of one user are decoded one at a time, in however many documents, and a document is at hand once
// for all that wait for it: a heavy one would be loaded again for each otherwise. Small ones need no place.
func TestDocument_IsAtHandOnceForAllLargeChanges(t *testing.T) {
	for name, c := range map[string]struct {
		over bool
		tick time.Duration // that the clock goes on with each look
	}{
		"within the budget": {}, "beyond it": {over: true}, "others come first now and then": {true, time.Second},
	} {
		t.Run(name, func(t *testing.T) {
			const documents, changes = 3, 4
			engine := &attentive{Engine: engines, most: 1_000}
			hub := openHubOn(t, storetest.Dir(t), engine)
			work := &onePlace{place: make(chan struct{}, 1), over: c.over}
			var clock atomic.Int64
			clock.Store(time.Now().UnixNano())
			records := make([]*crm.Record, documents)
			for i := range records {
				records[i] = hub.newListing()
			}
			hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: engine, Random: rand.Reader,
				Work: work, Now: func() time.Time { return time.Unix(0, clock.Add(int64(c.tick))) }})
			var pastes []*device
			var last []crdt.Hash
			for _, rec := range records {
				d := hub.open(&agent, rec.ID)
				d.untilField("City", `"Springfield"`)
				text := d.makes("PublicRemarks", crdt.ActionMakeText)
				for range changes {
					d.paste(text, 3_000)
				}
				last, pastes = append(last, d.graph.Heads()[0]), append(pastes, d)
			}
			work.place <- struct{}{} // until all have come
			for _, d := range pastes {
				d.say()
			}
			if !c.over {
				other := hub.open(&mate, records[0].ID)
				other.untilField("City", `"Springfield"`)
				other.untilSaved(other.set("City", "Shelbyville"))
			}
			<-work.place
			for i, d := range pastes {
				d.untilSaved(last[i])
			}
			turns := 0
			for i, doc := range engine.order {
				if i == 0 || doc != engine.order[i-1] {
					turns++
				}
			}
			if engine.crowd != 1 || turns != documents || len(engine.order) != documents*changes {
				t.Errorf("%d large changes, %d at once at most; the documents were at hand %d times", len(engine.order),
					engine.crowd, turns)
			}
			if (work.returned.Load() > 0) != (c.tick > 0) {
				t.Errorf("others came first %d times", work.returned.Load())
			}
		})
	}
}
