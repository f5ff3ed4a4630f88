package replica_test

import (
	"os"
	"path/filepath"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/replica"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

// overheard is a log that tells one more of what it announces.
type overheard struct {
	replica.Log
	too func(crm.LogItem)
}

func (o overheard) AnnounceLogged(hears func(crm.LogItem)) {
	o.Log.AnnounceLogged(func(item crm.LogItem) {
		hears(item)
		o.too(item)
	})
}

// death keeps what a region has on its disk between an announcement and the commit: what a server finds there that is
// killed just then.
type death struct {
	testing.TB
	server *region
	dir    string
	due    atomic.Bool
}

func (d *death) strike(item crm.LogItem) {
	if !d.due.Swap(false) {
		return
	}
	beat := wire.Beat{}
	d.server.replica.FillBeat(&beat)
	if have := beat.Have[beat.Origin]; have >= item.Seq {
		d.Errorf("it claims to have entry %d before its disk has %d", have, item.Seq)
	}
	for _, name := range []string{"roomkey.db", "roomkey.db-wal"} {
		data, err := os.ReadFile(filepath.Join(d.server.dir, name))
		if err == nil {
			err = os.WriteFile(filepath.Join(d.dir, name), data, 0o600)
		}
		if err != nil {
			d.Error(err)
		}
	}
}

// A server is killed after it has told of an edit, and before its disk has it. The edit comes back to it from the
// others, whether its device offers it again before that or after, and is there once.
func TestReplica_ATellingServerThatDiesGetsTheEditBack(t *testing.T) {
	for name, first := range map[string]bool{"the device comes first": true, "the device comes last": false} {
		t.Run(name, func(t *testing.T) { telling(t, first) })
	}
}

func telling(t *testing.T, deviceFirst bool) {
	world := wiretest.New(t, 9, names...)
	s := &simulation{TB: t, world: world, answers: map[string]int{}}
	d := &death{TB: t, dir: t.TempDir()}
	fra := startWith(t, world, "fra", storetest.Dir(t), setup{announced: d.strike})
	iad := start(t, world, "iad", storetest.Dir(t))
	d.server = fra
	lead := fra.newLead(&agent, "Ann").ID
	known := s.sets(fra, lead, "source", "web") // an actor's first change waits for the disk
	s.offer(fra, &agent, lead, known)
	s.holds(fra, lead, known)
	edit := s.sets(fra, lead, "source", "sign")
	d.due.Store(true)
	s.offer(fra, &agent, lead, edit)
	s.holds(iad, lead, edit)
	if d.due.Load() {
		t.Fatal("nothing was announced")
	}

	world.Isolate("fra")
	fra.close()
	fra = start(t, world, "fra", d.dir)
	s.holds(fra, lead, known)
	if s.times(fra, lead, edit) != 0 {
		t.Fatal("the edit was announced after the commit")
	}
	if deviceFirst {
		s.offer(fra, &agent, lead, edit)
		s.holds(fra, lead, edit)
	}
	world.HealAll()
	s.holds(fra, lead, edit)
	s.offer(fra, &agent, lead, edit)
	fra.patch(&mate, lead, realtime.Patch{Fields: fieldsOf("name", "Bea")})
	converge(t, 10*time.Second, fra, iad)
	for _, r := range []*region{fra, iad} {
		if n := s.times(r, lead, edit); n != 1 {
			t.Errorf("%s has the edit %d times", r.name, n)
		}
		s.sound(r)
	}
}

// sets makes a device's change of one field, after what a region has of a record.
func (s *simulation) sets(r *region, record crm.ID, key, value string) *crdt.Change {
	s.Helper()
	stored, err := r.store.Document(s.Context(), record)
	if err != nil {
		s.Fatal(err)
	}
	graph, ops := s.history(stored)
	c := &crdt.Change{Actor: "a device", StartOp: graph.MaxOp() + 1, Deps: graph.Heads()}
	c.Seq = graph.Last(c.Actor) + 1
	op := crdt.Op{ID: crdt.OpID{Counter: c.StartOp, Actor: c.Actor}, Key: key, Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: value}}
	for _, v := range ops.Values(crdt.OpID{}, key) {
		op.Pred = append(op.Pred, v.Op)
	}
	c.Ops = []crdt.Op{op}
	if err := crdt.EncodeChange(c); err != nil {
		s.Fatal(err)
	}
	return c
}

// times is how often a region has stored a change.
func (s *simulation) times(r *region, record crm.ID, c *crdt.Change) (n int) {
	s.Helper()
	stored, err := r.store.Document(s.Context(), record)
	if err != nil && crm.CodeOf(err) != crm.CodeNotFound {
		s.Fatal(err)
	}
	if stored == nil {
		return 0
	}
	for i := range stored.Changes {
		if stored.Changes[i].Hash == c.Hash {
			n++
		}
	}
	return n
}

// holds waits until a region has stored a change.
func (s *simulation) holds(r *region, record crm.ID, c *crdt.Change) {
	s.Helper()
	for deadline := time.Now().Add(10 * time.Second); s.times(r, record, c) == 0; {
		if time.Now().After(deadline) {
			s.Fatalf("%s has not got a change", r.name)
		}
		time.Sleep(every) // a poll of a condition with a deadline
	}
}
