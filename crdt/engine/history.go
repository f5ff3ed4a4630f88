package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// fieldsCall answers opFields: all root fields at given heads, or now.
func (d *held) fieldsCall(r *request) ([]byte, error) {
	at := d
	if len(r.heads) > 0 {
		var err error
		if at, err = d.fork(r.heads); err != nil {
			return nil, err
		}
	}
	state, err := at.state(nil, true)
	if err != nil {
		return nil, err
	}
	return appendState([]byte{statusDone}, state), nil
}

// fork is the document as it was at heads, in any order.
func (d *held) fork(heads []crdt.Hash) (*held, error) {
	mustBeChild()
	hashes := make([]automerge.ChangeHash, len(heads))
	for i, h := range heads {
		if !d.has(h) {
			return nil, refuse(crm.CodeNotFound, "heads", errors.New("there is no such version"))
		}
		hashes[i] = automerge.ChangeHash(h)
	}
	doc, err := d.doc.Fork(hashes...)
	if err != nil {
		return nil, err
	}
	past := &held{doc: doc}
	return past, past.count([]header{{kind: chunkDocument}})
}

// snapshotCall answers opSnapshot.
func (d *held) snapshotCall() ([]byte, error) {
	mustBeChild()
	data, err := d.save()
	if err != nil {
		return nil, err
	}
	again, err := load([][]byte{data})
	if err != nil {
		return nil, fmt.Errorf("loading the snapshot: %w", err)
	}
	if err := d.equals(again); err != nil {
		return nil, err
	}
	return appendHashes(appendBytes([]byte{statusDone}, data), d.heads()), nil
}

// save is the document as one chunk whose table of actors names authors of changes only. Automerge also keeps in it those
// of drafts that came to nothing, and Automerge JS 3.5.0 panics when it loads such a chunk.
func (d *held) save() ([]byte, error) {
	changes, err := d.doc.Changes()
	if err != nil {
		return nil, err
	}
	authors, chunks := map[string]bool{}, make([][]byte, len(changes))
	for i, change := range changes {
		authors[change.ActorID()], chunks[i] = true, change.Save()
	}
	data := d.doc.Save()
	if actors(data) == len(authors) {
		return data, nil
	}
	fresh, err := load(chunks)
	if err != nil {
		return nil, err
	}
	data = fresh.doc.Save()
	if actors(data) != len(authors) {
		return nil, errors.New("the snapshot names an actor that made no change")
	}
	return data, nil
}

// equals makes sure that two documents have the same changes.
func (d *held) equals(other *held) error {
	if !slices.Equal(d.heads(), other.heads()) {
		return errors.New("the snapshot has other heads")
	}
	mine, err := d.hashes()
	if err != nil {
		return err
	}
	theirs, err := other.hashes()
	if err != nil {
		return err
	}
	if !slices.Equal(mine, theirs) {
		return errors.New("the snapshot has other changes")
	}
	return nil
}

// hashes are those of all changes, sorted.
func (d *held) hashes() ([]crdt.Hash, error) {
	changes, err := d.doc.Changes()
	if err != nil {
		return nil, err
	}
	hashes := make([]crdt.Hash, len(changes))
	for i, change := range changes {
		hashes[i] = crdt.Hash(change.Hash())
	}
	sortHashes(hashes)
	return hashes, nil
}

func sortHashes(hashes []crdt.Hash) {
	slices.SortFunc(hashes, func(a, b crdt.Hash) int { return slices.Compare(a[:], b[:]) })
}
