package sync_test

import (
	"math/rand/v2"
	"slices"
	"strconv"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/volume"
	"roomkey/sync/live"
)

// R46: every server puts a change right in the same way, whatever it has heard before. Changes of every kind that one
// server has taken in are sent to two others by the devices of their authors, in other orders and batches.
// Some come to the second one from the first server, with their repairs. Neither is sent a repair of what it judges.
func TestRepair_ServersThatHearInAnotherOrderPutRightTheSame(t *testing.T) {
	pools := []live.Engine{ownEngine(t), ownEngine(t), ownEngine(t)}
	repairs := 0
	for _, seed := range seeds(volume.Of(t, 60, "histories that servers hear in other orders")) {
		t.Run(strconv.FormatUint(seed, 10), func(t *testing.T) {
			chance := rand.New(rand.NewPCG(seed, 46))
			first := regionOver(t, "a", pools[0])
			rec := first.newOf([]string{"listing", "lead"}[seed%2])
			writers := scribble(t, first, rec, chance, map[string]int{})
			regions, story := []*testHub{first}, first.logged(0)
			for i, imported := range []int{0, 4} {
				h := newHearer(t, regionOver(t, "bc"[i:i+1], pools[1+i]), writers, story, chance)
				h.imported = imported
				h.hearAll()
				repairs += h.wantRepairsOf(writers[0].device)
				regions = append(regions, h.testHub)
			}
			exchange(t, regions...)
			wantSameContents(t, rec.ID, regions)
			// Two servers may have folded items of one id in two ways. The next edit puts that right.
			first.patch(&agent, rec.ID, map[string]string{"lead": "source", "listing": "City"}[rec.Type], "last")
			exchange(t, regions...)
			wantSameContents(t, rec.ID, regions)
			wantValid(t, first.stored(rec.ID))
		})
	}
	if repairs == 0 {
		t.Error("nothing had to be put right")
	}
	t.Logf("%d changes were put right by more than one server", repairs)
}

func wantSameContents(t *testing.T, id crm.ID, regions []*testHub) {
	t.Helper()
	for _, other := range regions[1:] {
		wantSameContent(t, id, regions[0], other)
	}
}

// hearer is a server that hears what another one has taken in.
type hearer struct {
	*testHub
	chance   *rand.Rand
	imported int                    // of ten changes, so many come from the other server
	watcher  *device                // holds what the server has
	devices  map[crdt.Actor]*device // of the authors
	told     []heard
}

// heard is a change that the other server has, in its order, with the entry of its log.
type heard struct {
	*crdt.Change
	entry crm.LogItem
}

func newHearer(t *testing.T, hub *testHub, writers []*scribbler, story []crm.LogItem, chance *rand.Rand) *hearer {
	h := &hearer{testHub: hub, chance: chance, devices: map[crdt.Actor]*device{}}
	for _, entry := range story {
		if entry.Birth != nil || entry.Private {
			hub.takeIn(entry)
		}
		if entry.Private {
			continue
		}
		for i := range entry.Changes {
			c, err := crdt.ParseChange(entry.Changes[i].Data, nil)
			if err != nil {
				t.Fatal(err)
			}
			h.told = append(h.told, heard{c, entry})
		}
	}
	h.watcher = hub.open(&lead, writers[0].doc)
	for _, w := range writers {
		d := hub.open(w.user, w.doc)
		d.actor = w.actor
		h.devices[w.actor] = d
	}
	h.watcher.until("the record", func() bool { return h.watcher.ops.RootText("type") != "" })
	return h
}

// hearAll has the server hear all that users have written.
func (h *hearer) hearAll() {
	h.Helper()
	for {
		var ready, servers []heard
		left := 0
		for _, c := range h.told {
			switch written, has := h.devices[c.Actor] != nil, h.watcher.graph.Has(c.Hash); {
			case has:
			case !h.follows(c.Change, nil):
				left++
			case written:
				ready = append(ready, c)
			case h.repairs(c.Change):
				h.Fatalf("%s is not put right as by the other server", c.Deps)
			default:
				servers = append(servers, c)
			}
		}
		switch {
		case len(servers) > 0 && (len(ready) == 0 || h.chance.IntN(3) == 0):
			h.take(servers[h.chance.IntN(len(servers))], false)
		case len(ready) == 0 && left == 0:
			return
		case len(ready) == 0:
			h.Fatalf("%d changes were made after what is not here", left)
		default:
			h.hear(ready[h.chance.IntN(len(ready))])
		}
	}
}

// repairs reports whether a change puts right what another one of the history did.
func (h *hearer) repairs(c *crdt.Change) bool {
	return slices.ContainsFunc(h.told, func(of heard) bool { return crdt.Repairs(c.Actor, of.Hash) })
}

// follows reports whether the server, or a batch, has what a change was made after.
func (h *hearer) follows(c *crdt.Change, batch []*crdt.Change) bool {
	return !slices.ContainsFunc(h.watcher.graph.Missing(c.Deps), func(dep crdt.Hash) bool {
		return !slices.ContainsFunc(batch, func(b *crdt.Change) bool { return b.Hash == dep })
	})
}

// hear has the server hear a change, with some of those that its author made next.
func (h *hearer) hear(next heard) {
	h.Helper()
	if h.chance.IntN(10) < h.imported && h.take(next, true) {
		return
	}
	batch := []*crdt.Change{next.Change}
	for range h.chance.IntN(8) {
		last := batch[len(batch)-1]
		i := slices.IndexFunc(h.told, func(c heard) bool { return c.Actor == last.Actor && c.Seq == last.Seq+1 })
		if i < 0 || !h.follows(h.told[i].Change, batch) {
			break
		}
		batch = append(batch, h.told[i].Change)
	}
	d, last := h.devices[next.Actor], batch[len(batch)-1].Hash
	for _, c := range batch {
		d.until("what it was made after", func() bool { return len(d.graph.Missing(c.Deps)) == 0 })
		d.take(c)
	}
	d.say()
	d.until("an answer", func() bool { return d.saved[last] || len(d.rejected) > 0 })
	for hash, err := range d.rejected {
		h.Fatalf("change %s is rejected: %v", hash, err)
	}
	h.watcher.until("what was saved", func() bool { return h.watcher.graph.Has(last) })
}

// take takes a change in as another region does: with all of its entry, or by itself. It returns false if that waits.
func (h *hearer) take(c heard, whole bool) bool {
	h.Helper()
	item := c.entry
	if !whole {
		item.Changes = slices.DeleteFunc(slices.Clone(item.Changes), func(s crm.StoredChange) bool {
			return string(s.Data) != string(c.Data)
		})
	}
	if len(h.takeIn(item)) > 0 {
		return false
	}
	h.watcher.until("what was taken in", func() bool { return h.watcher.graph.Has(c.Hash) })
	return true
}

// wantRepairsOf compares the repairs of all that was written with those that a device of the other server has.
func (h *hearer) wantRepairsOf(other *device) (n int) {
	h.Helper()
	of := func(d *device, cause crdt.Hash) (hashes []crdt.Hash) {
		actor := crdt.RepairActor(cause)
		for seq := range d.graph.Last(actor) {
			hash, _ := d.graph.ByActorSeq(actor, seq+1)
			hashes = append(hashes, hash)
		}
		return hashes
	}
	for _, c := range h.told {
		want := of(other, c.Hash)
		if got := of(h.watcher, c.Hash); !slices.Equal(got, want) {
			h.Errorf("change %s is put right by %s, by the other server by %s", c.Hash, got, want)
		}
		n += min(len(want), 1)
	}
	return n
}
