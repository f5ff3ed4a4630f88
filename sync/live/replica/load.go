package replica

import (
	"errors"
	"fmt"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// ErrCorrupt is why a document is not served. The cause is for the operator's log.
var ErrCorrupt = crm.Errorf(crm.CodeUnavailable, "the record can't be read at present")

// Load decodes a stored document, and refuses one whose bytes are not what they were. Errors: ErrCorrupt.
func Load(stored *crm.Stored) (*Document, error) {
	d := New(stored.ID, stored.Private)
	d.Of, d.Author, d.Standing = stored.Record, stored.Author, Member
	if stored.Draft {
		d.Standing = Draft
	}
	if err := d.replay(stored); err != nil {
		return nil, err
	}
	d.stored, d.summary = len(stored.Changes), stored.SnapshotChanges
	d.fields = d.ops.Fields()
	return d, nil
}

// replay adds what is stored.
func (c *content) replay(stored *crm.Stored) error {
	for i := range stored.Changes {
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

// Restore forgets the content and takes what is stored, what is not durable yet, and then the changes of b (nil:
// none). It is how a change is taken back. stored is nil where nothing is. On an error the document is as it was.
func (d *Document) Restore(stored *crm.Stored, b *Batch) error {
	fresh := newContent()
	if stored != nil {
		if err := fresh.replay(stored); err != nil {
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
			if err := fresh.add(change, ownerOf(change, b.By)); err != nil {
				return err
			}
		}
	}
	d.content = fresh
	return nil
}

// StoredChunks is a stored document in the fewest bytes that load fastest: the snapshot, and the changes after it.
func StoredChunks(stored *crm.Stored) [][]byte {
	var chunks [][]byte
	tail := stored.Changes
	if stored.Snapshot != nil {
		chunks = append(chunks, stored.Snapshot)
		tail = tail[stored.SnapshotChanges:]
	}
	for i := range tail {
		chunks = append(chunks, tail[i].Data)
	}
	return chunks
}

const compactFrom = 256 // changes since the last snapshot

// Long reports whether a snapshot pays, and may be made: there are many changes since the last one, a good part of
// all, so that the work for a document's whole life stays proportional to its length; and nothing is on its way to the
// storage.
func (d *Document) Long() bool {
	tail := d.stored - d.summary
	return d.Standing != Draft && tail >= compactFrom && tail >= d.stored/4 && len(d.unsaved) == 0
}
