package replica_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// world is one document with its peers, a storage and an engine. All of it is in memory, and random numbers decide
// all events.
type world struct {
	t   *testing.T
	rng *rand.Rand
	now time.Time

	doc     *replica.Document
	commits replica.Committer
	commit  *replica.Commit // the running commit; nil if none
	disk    crm.Stored
	devices []*device
	server  crdt.Actor

	bound       map[crdt.Actor]crm.ID   // the owners on disk
	claims      map[crdt.Actor][]crm.ID // unreleased claims, one entry each
	quarantined map[crdt.Hash]bool
	judgeDown   bool
	calm        bool                         // whether nothing fails any more
	engine      func(b *replica.Batch) error // nil if the engine takes everything

	illegal  map[crdt.Hash]bool // changes that write what may not be
	written  map[crdt.Hash]bool // changes that the server wrote
	pushed   map[crdt.Hash]bool // changes that were given to all peers in step
	lost     []replica.Accepted // changes to resubmit
	waiters  []*waiter
	happened map[string]int         // the number of events of each kind
	parsed   map[*byte]*crdt.Change // by the address of their first byte
}

// waiter waits for a commit.
type waiter struct {
	pending []crdt.Hash // changes that were not durable when it began to wait
	told    int
	err     error
}

var record = crm.ID{15: 200}

// forged is the actor of somebody who never connects.
const forged crdt.Actor = "somebody else's "

func newWorld(t *testing.T, seed uint64) *world {
	w := &world{
		t: t, rng: rand.New(rand.NewPCG(seed, 0)), now: time.Unix(1_800_000_000, 0), server: "the server itself",
		bound: map[crdt.Actor]crm.ID{forged: {15: 100}}, claims: map[crdt.Actor][]crm.ID{},
		quarantined: map[crdt.Hash]bool{},
		illegal:     map[crdt.Hash]bool{}, written: map[crdt.Hash]bool{}, pushed: map[crdt.Hash]bool{},
		happened: map[string]int{},
		parsed:   map[*byte]*crdt.Change{},
	}
	first := crdt.Genesis(crm.TypeNamed("lead"), false)
	w.disk = crm.Stored{
		ID:      record,
		Record:  record,
		Heads:   []crm.Hash{first.Hash},
		Changes: []crm.StoredChange{{Hash: first.Hash, Data: first.Data}},
	}
	doc, err := replica.Load(&w.disk, nil)
	if err != nil {
		t.Fatal(err)
	}
	w.doc = doc
	for n := range byte(4) {
		d := newDevice(t, n+1)
		w.devices = append(w.devices, d)
		w.open(d)
	}
	w.devices[3].denied = crm.ErrForbidden
	return w
}

// open attaches the peer of a device. The device sends its first message.
func (w *world) open(d *device) {
	w.doc.Attach(d.peer)
	d.peer.SetReads(true)
	d.say()
}

func (w *world) setting() replica.Setting {
	return replica.Setting{Record: record, Type: crm.TypeNamed("lead")}
}

// Quarantined is part of replica.Judge.
func (w *world) Quarantined(h crdt.Hash) (bool, error) {
	if w.judgeDown {
		return false, crm.Errorf(crm.CodeUnavailable, "the storage is away")
	}
	return w.quarantined[h], nil
}

// Owner is part of replica.Judge.
func (w *world) Owner(actor crdt.Actor, user *crm.User) (crm.ID, bool, error) {
	if owner, ok := w.bound[actor]; ok {
		return owner, false, nil
	}
	if held := w.claims[actor]; len(held) > 0 && held[0] != user.ID {
		return held[0], false, nil
	}
	w.claims[actor] = append(w.claims[actor], user.ID)
	return user.ID, true, nil
}

// Stored is part of replica.Judge.
func (w *world) Stored() (*crm.Stored, error) { return w.stored(), nil }

// References is part of replica.Judge. A name that begins with "nowhere" refers to nothing.
func (w *world) References(_ []string, now func(string) (json.RawMessage, bool), _ *crm.User) error {
	if name, _ := now("name"); strings.HasPrefix(string(name), `"nowhere`) {
		return crm.Invalid("/name", "refers to nothing")
	}
	return nil
}

// apply plays the engine: it returns the state after the history.
func (w *world) apply(b *replica.Batch) error {
	if w.engine != nil {
		if err := w.engine(b); err != nil {
			return err
		}
	}
	b.State = crdt.State{Heads: w.doc.Graph().Heads()}
	return nil
}

// submit takes changes in as a live record does. It returns false if they could not be looked at.
func (w *world) submit(changes []*crdt.Change, by replica.Submission) bool {
	for len(changes) > 0 {
		b := w.doc.Begin(by, w.setting())
		n, err := w.sift(b, changes)
		if err == nil {
			err = w.applyAll(b)
		} else {
			w.restore(nil)
		}
		if err != nil {
			w.perform(w.doc.Abandon(b))
			return false
		}
		w.perform(w.doc.Accept(b, w.now))
		changes = changes[n:]
	}
	return true
}

func (w *world) sift(b *replica.Batch, changes []*crdt.Change) (seen int, err error) {
	for {
		sifted, err := w.doc.Sift(b, changes[seen:], w, w.now)
		seen += sifted.Seen
		if err != nil || !sifted.MustRestore {
			return seen, err
		}
		w.restore(b)
	}
}

func (w *world) applyAll(b *replica.Batch) error {
	for len(b.Changes) > 0 {
		err := w.apply(b)
		if err == nil {
			return nil
		}
		w.restore(nil)
		var refused *crdt.RefusedError
		if !errors.As(err, &refused) {
			return errors.Join(err, w.doc.DropCulprit(b, crdt.Hash{}, nil))
		}
		if err := w.doc.DropCulprit(b, refused.Hash, refused.Err); err != nil {
			w.t.Fatal(err)
		}
	}
	return nil
}

func (w *world) restore(b *replica.Batch) {
	w.t.Helper()
	if err := w.doc.Restore(w.stored(), b, nil); err != nil {
		w.t.Fatal(err)
	}
}

// stored returns a copy of the stored document.
func (w *world) stored() *crm.Stored {
	stored := w.disk
	stored.Changes = slices.Clone(stored.Changes)
	return &stored
}

// onDisk reports whether a change is durable.
func (w *world) onDisk(h crdt.Hash) bool {
	return slices.ContainsFunc(w.disk.Changes, func(c crm.StoredChange) bool { return c.Hash == h })
}

// perform performs effects and checks each against the rules.
func (w *world) perform(effects []replica.Effect) {
	w.t.Helper()
	for _, effect := range effects {
		switch e := effect.(type) {
		case replica.Push:
			for _, h := range e.Hashes {
				if w.pushed[h] {
					w.t.Fatalf("P2: change %s is given to the peers twice", h)
				}
				w.pushed[h] = true
			}
			for _, p := range e.Peers {
				w.give(p, e.Hashes, e.Message)
			}
		case replica.Say:
			chunks := slices.Clone(e.Chunks)
			for i, h := range e.Out.Changes {
				if chunks[i] == nil {
					at := slices.IndexFunc(w.disk.Changes, func(c crm.StoredChange) bool { return c.Hash == h })
					chunks[i] = w.disk.Changes[at].Data
				}
			}
			w.give(e.Peer, e.Out.Changes, e.Out.Encode(replica.Deflated(chunks)))
		case replica.Restart:
			d := e.Peer.Tag.(*device)
			d.forget()
			if e.Message != nil {
				d.hear(e.Message)
			}
		case replica.Saved:
			for _, h := range e.Hashes {
				if !w.onDisk(h) {
					w.t.Fatalf("P1: change %s is called saved and is not durable", h)
				}
			}
		case replica.Rejected:
			w.reject(e)
		case replica.Repaired:
			w.note("repair")
			for _, h := range e.Hashes {
				if !w.illegal[h] || e.Peer == nil {
					w.t.Fatalf("P10: change %s is called repaired: %v", h, e.Err)
				}
			}
		case replica.TakenBack:
			e.Peer.Tag.(*device).rejected[e.Hash] = true
		case replica.Release:
			if len(w.claims[e.Actor]) == 0 {
				w.t.Fatalf("a claim on %s is released that nobody holds", e.Actor)
			}
			w.claims[e.Actor] = w.claims[e.Actor][1:]
		case replica.Notify:
			e.Waiter(e.Err)
		case replica.Unavailable, replica.Drop:
			w.t.Fatalf("%T: the document is there, and the engine agrees", e)
		}
	}
}

// give sends a message to a device that still listens.
func (w *world) give(p *replica.Peer, hashes []crdt.Hash, message []byte) {
	w.t.Helper()
	d := p.Tag.(*device)
	if d.peer != p || p.Closed() {
		w.t.Fatalf("%s is told something after it has gone", d.actor)
	}
	if len(hashes) > 0 && !p.Reads() {
		w.t.Fatalf("%s is given what it may not read", d.actor)
	}
	for _, h := range hashes {
		if r, _ := w.doc.Graph().ByActorSeq(crdt.RepairActor(h), 1); w.illegal[h] && !slices.Contains(hashes, r) {
			w.t.Fatalf("P10: %s is given change %s without its repair", d.actor, h)
		}
		if w.written[h] && !w.onDisk(h) {
			w.t.Fatalf("P7: a change of the server's is given away before it is durable")
		}
	}
	d.hear(message)
}

// reject notes a refusal, which must name changes of its author.
func (w *world) reject(e replica.Rejected) {
	w.t.Helper()
	if len(e.Hashes) == 0 || e.Err == nil || e.Peer == nil {
		w.t.Fatalf("P3: a refusal that names nothing: %+v", e)
	}
	d := e.Peer.Tag.(*device)
	for _, h := range e.Hashes {
		if w.doc.Graph().Has(h) && e.Err != crm.ErrForbidden {
			w.t.Fatalf("P3: change %s is refused and in the history", h)
		}
		d.rejected[h] = true
	}
}

// parse decodes a chunk, and remembers the result.
func (w *world) parse(chunk []byte) *crdt.Change {
	if c := w.parsed[&chunk[0]]; c != nil {
		return c
	}
	c, err := crdt.ParseChange(chunk, nil)
	if err != nil {
		w.t.Fatal(err)
	}
	w.parsed[&chunk[0]] = c
	return c
}

// wait has somebody wait for all pending changes.
func (w *world) wait() {
	waits := &waiter{}
	for _, chunk := range w.doc.Unsaved() {
		c := w.parse(chunk)
		waits.pending = append(waits.pending, c.Hash)
	}
	w.waiters = append(w.waiters, waits)
	w.commits.Wait(func(err error) {
		waits.told, waits.err = waits.told+1, err
		if waits.told > 1 {
			w.t.Fatal("P6: somebody who waits is told twice")
		}
		for _, h := range waits.pending {
			if err == nil && !w.onDisk(h) {
				w.t.Fatalf("P6: change %s is not durable and who waited for it was told so", h)
			}
		}
	})
}
