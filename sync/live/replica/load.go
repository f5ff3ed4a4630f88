package replica

import (
	"errors"
	"fmt"
	"runtime"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// ErrCorrupt says that a document is not served because its bytes are damaged. The cause goes to the log.
var ErrCorrupt = crm.Errorf(crm.CodeUnavailable, "the record can't be read at present")

// Load decodes a stored document, and refuses one whose bytes are damaged. Errors: ErrCorrupt.
//
// long is called before each part of a long history but the first one, and its result after it: it may wait, so that
// not too many long histories are decoded at once. It may be nil.
func Load(stored *crm.Stored, long func() (end func())) (*Document, error) {
	d := New(stored.ID, stored.Private)
	d.Of, d.Author, d.Moved, d.Standing = stored.Record, stored.Author, stored.Moved, Member
	if stored.Draft {
		d.Standing = Draft
	}
	if err := d.replay(stored, long); err != nil {
		return nil, err
	}
	d.stored, d.summary = len(stored.Changes), stored.SnapshotChanges
	d.fields = d.ops.Fields()
	return d, nil
}

// partOps is how many operations of a history are decoded before others that are as long have their turn: they take
// about ten milliseconds. A history that has fewer is a short one.
const partOps = 10_000

// breathOps is how many of them are decoded before others get the processor.
const breathOps = 512

// replay adds the stored changes. long is as in Load.
func (c *content) replay(stored *crm.Stored, long func() (end func())) error {
	decoded, breath, end := 0, 0, func() {}
	defer func() { end() }()
	for i := range stored.Changes {
		if long != nil && c.count >= decoded+partOps {
			end()
			end, decoded = long(), c.count
		}
		if c.count >= breath+breathOps {
			breath = c.count
			runtime.Gosched()
		}
		s := &stored.Changes[i]
		change, err := crdt.ParseChange(s.Data, nil)
		if err == nil && change.Hash != s.Hash {
			err = errors.New("its hash is not the stored one")
		}
		if err == nil {
			err = c.add(change, s.User)
		}
		if err != nil {
			return &crm.Error{Code: ErrCorrupt.Code, Message: ErrCorrupt.Message, Err: errors.Join(ErrCorrupt,
				fmt.Errorf("change %s: %w", s.Hash, err))}
		}
	}
	if !slices.Equal(c.graph.Heads(), stored.Heads) {
		return errors.Join(ErrCorrupt, errors.New("its heads are not the stored ones"))
	}
	return nil
}

// Restore rebuilds the content from the stored changes, then the unsaved changes, then the changes of b, which may be
// nil. It takes out changes that are in none of these. stored is nil if nothing is stored; long is as in Load. After an
// error the document is unchanged.
func (d *Document) Restore(stored *crm.Stored, b *Batch, long func() (end func())) error {
	fresh := newContent()
	if stored != nil {
		if err := fresh.replay(stored, long); err != nil {
			return err
		}
	}
	for i := range d.unsaved {
		a := &d.unsaved[i]
		if fresh.graph.Has(a.Hash) {
			continue
		}
		change, err := crdt.ParseChange(a.Data, nil)
		if err == nil {
			err = fresh.add(change, a.User)
		}
		if err != nil {
			return err
		}
	}
	fresh.fields = fresh.ops.Fields()
	if b != nil {
		for _, change := range b.Changes {
			if err := fresh.add(change, b.ownerOf(change)); err != nil {
				return err
			}
		}
	}
	d.content = fresh
	return nil
}

// MaySleep reports whether the storage has all that the document holds, and the peers have got it.
func (d *Document) MaySleep() bool {
	return d.stored > 0 && !d.Pending() && d.held == 0 && d.Delivered()
}

// restingChanges is how many changes the history of a document may have that keeps it while it sleeps.
const restingChanges = 512

// Sleep forgets the content, and a long history too. Restore brings it back. Until then, nothing else may be done with
// the document but Detach and, if Rests is true, what reads its history.
func (d *Document) Sleep() {
	asleep := newContent()
	if d.graph.Len() <= restingChanges {
		asleep.graph, asleep.count, asleep.bytes = d.graph, d.count, d.bytes
	}
	d.content = asleep
}

// Rests reports whether a document that sleeps has its history. An empty one never sleeps.
func (c *content) Rests() bool { return c.graph.Len() > 0 }
