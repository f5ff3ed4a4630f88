package engine

import (
	"errors"
	"fmt"
	"slices"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// fieldsCall answers opFields: all root fields at given heads, or at the current ones.
func (d *document) fieldsCall(r *request) ([]byte, error) {
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

// fork returns the document as it was at heads, which may be in any order.
func (d *document) fork(heads []crdt.Hash) (*document, error) {
	doc, err := d.forkDoc(heads)
	if err != nil {
		return nil, err
	}
	past := &document{doc: doc}
	return past, past.count([]header{{kind: chunkDocument}})
}

func (d *document) forkDoc(heads []crdt.Hash) (*automerge.Doc, error) {
	mustBeChild()
	hashes := make([]automerge.ChangeHash, len(heads))
	for i, h := range heads {
		if !d.has(h) {
			return nil, refuse(crm.CodeNotFound, "heads", errors.New("there is no such version"))
		}
		hashes[i] = automerge.ChangeHash(h)
	}
	return d.doc.Fork(hashes...)
}

// snapshotCall answers opSnapshot. automerge-go hashes the changes of a chunk that it loads, and refuses a chunk whose
// heads are not among them. A hash covers the change and, by its dependencies, all changes before it: the same heads
// are the same changes.
func (d *document) snapshotCall() ([]byte, error) {
	mustBeChild()
	data, err := d.save()
	if err != nil {
		return nil, err
	}
	again, err := automerge.Load(data)
	if err != nil {
		return nil, fmt.Errorf("loading the snapshot: %w", err)
	}
	heads := d.heads()
	if !slices.Equal(heads, (&document{doc: again}).heads()) {
		return nil, errors.New("the snapshot has other heads")
	}
	return appendHashes(appendBytes([]byte{statusDone}, data), heads), nil
}

// save returns the document as one chunk whose table of actors names only authors of changes. Automerge also keeps the
// actors of drafts that produced no change, and Automerge JS 3.5.0 panics when it loads such a chunk.
func (d *document) save() ([]byte, error) {
	data := d.doc.Save()
	if !d.drafted {
		return data, nil
	}
	changes, err := d.doc.Changes()
	if err != nil {
		return nil, err
	}
	authors := authorsOf(changes)
	if actors(data) == authors {
		return data, nil
	}
	chunks := make([][]byte, len(changes))
	for i, change := range changes {
		chunks[i] = change.Save()
	}
	fresh, err := load(chunks)
	if err != nil {
		return nil, err
	}
	data = fresh.doc.Save()
	if actors(data) != authors {
		return nil, errors.New("the snapshot names an actor that made no change")
	}
	return data, nil
}

// authorsOf counts the authors of a document's changes: each has made one first change.
func authorsOf(changes []*automerge.Change) (authors int) {
	for _, change := range changes {
		if change.ActorSeq() == 1 {
			authors++
		}
	}
	return authors
}
