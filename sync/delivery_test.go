package sync_test

import (
	"context"
	"slices"
	"sync/atomic"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// gated is an engine that, once it is shut, waits with Apply until begin is closed, and counts the calls.
type gated struct {
	live.Engine
	shut  atomic.Bool
	calls atomic.Int64
	asked chan struct{} // an Apply has come
	begin chan struct{} // closed: it may begin
}

func (g *gated) Apply(ctx context.Context, doc crdt.Doc, changes [][]byte, roots []string) (crdt.State, error) {
	if g.shut.Load() {
		g.calls.Add(1)
		g.asked <- struct{}{}
		<-g.begin
	}
	return g.Engine.Apply(ctx, doc, changes, roots)
}

// behind is a device whose document is held up by an edit of its own: its next messages wait until begin is closed.
func behind(t *testing.T) (g *gated, d *device, first crm.Hash) {
	hub := openHub(t)
	g = &gated{Engine: engines, asked: make(chan struct{}, 100), begin: make(chan struct{})}
	hub.Hub = realtime.New(realtime.Config{Storage: hub.storage, Engine: g})
	d = hub.open(&agent, hub.newLead("Ann").ID)
	d.untilField("name", `"Ann"`)
	g.shut.Store(true)
	first = d.set("sourceDetail", "first")
	<-g.asked
	return g, d, first
}

// post sends one change in a message of its own.
func (d *device) post(c *crdt.Change, done func(error)) {
	m := crdt.Message{Heads: []crdt.Hash{c.Hash}, Have: []crdt.Have{{LastSync: slices.Clone(c.Deps)}},
		Changes: [][]byte{c.Data}}
	d.link.Receive(m.Encode(), false, done)
}

func TestLink_TakesInTogetherWhatWaits(t *testing.T) {
	g, d, first := behind(t)
	errs := make(chan error, 10)
	hashes := []crm.Hash{first}
	for i := range 10 {
		c := d.change(d.text("sourceDetail", string(rune('0'+i))))
		hashes = append(hashes, c.Hash)
		d.post(c, func(err error) { errs <- err })
	}
	frames := d.heardFrames()
	close(g.begin)
	for range 10 {
		if err := <-errs; err != nil {
			t.Errorf("the message is refused: %v", err)
		}
	}
	for _, h := range hashes {
		d.untilSaved(h)
	}
	if calls := g.calls.Load(); calls != 2 {
		t.Errorf("the engine was asked %d times, want once for the first edit and once for all others", calls)
	}
	if answers := d.heardFrames() - frames; answers > 2 {
		t.Errorf("the device was answered %d times", answers)
	}
}

// A bad message is an error of its own. The messages before it are taken in.
func TestLink_ABadMessageFailsAlone(t *testing.T) {
	for _, c := range []struct {
		name string
		data func(d *device) []byte
	}{
		{"nonsense", func(*device) []byte { return []byte("nonsense") }},
		{"a bad change after a good one", func(d *device) []byte {
			good := d.change(d.text("sourceDetail", "good"))
			m := crdt.Message{Heads: []crdt.Hash{good.Hash}, Changes: [][]byte{good.Data, []byte("no chunk")}}
			return m.Encode()
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			g, d, _ := behind(t)
			errs := make(chan error, 4)
			done := func(err error) { errs <- err }
			d.post(d.change(d.text("sourceDetail", "1")), done)
			d.post(d.change(d.text("sourceDetail", "2")), done)
			d.link.Receive(c.data(d), false, done)
			last := d.change(d.text("sourceDetail", "3"))
			d.post(last, done)
			close(g.begin)
			for i, want := range []crm.Code{"", "", crm.CodeInvalid, ""} {
				if err := <-errs; err == nil != (want == "") || err != nil && crm.CodeOf(err) != want {
					t.Errorf("message %d: the error is %v, want %q", i, err, want)
				}
			}
			d.untilSaved(last.Hash) // and with it all changes that it depends on
		})
	}
}
