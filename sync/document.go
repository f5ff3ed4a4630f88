package sync

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Caps of one document, beyond those of one change that crdt holds.
const (
	maxDocumentOps   = 200_000
	maxDocumentBytes = 64 << 20 // of all changes as they came; what is saved is a small part of that
	maxHeads         = 256
	mergeHeads       = 16 // beyond so many the server merges
)

// document is one Automerge document in memory. It belongs to its dossier's actor.
type document struct {
	id      crm.ID
	private bool
	of      crm.ID // the record that it is stored as a half of; zero: it is not stored
	draft   bool   // stored, or about to be, but no record's yet
	author  crm.ID // of a draft
	moved   bool   // it was a draft and is a record's half now: the storage is to know
	anew    bool   // the first write forgets the draft that sits in its place
	evicts  bool   // … and that was a record of its own, whose loss is to be told
	graph   *crdt.Graph
	ops     *crdt.OpSet
	fields  map[string]json.RawMessage // root fields as the engine says
	actors  map[crdt.Actor]crm.ID      // whose the actors are that the document knows
	links   []*Link

	count   int // operations in the whole history
	bytes   int // of all changes
	stored  int // changes that are durable
	summary int // changes within the stored snapshot

	unsaved []accepted  // applied, not durable yet, oldest first
	sending int         // how many of unsaved are in the commit under way
	outbox  []crdt.Hash // applied, not given to the peers yet
	tries   int         // writes that failed since the last good one
	held    int         // how many of unsaved are held: nothing goes to peers until they are durable
	binding []binding   // actors that the next write binds
}

// accepted is a change that the engine has applied and that is not durable yet.
type accepted struct {
	crm.StoredChange
	actor crdt.Actor
	held  bool    // written here, or its actor's first: peers get nothing before it is durable
	from  []*Link // who hears that it is saved
	came  time.Time
}

func newDocument(id crm.ID, private bool) *document {
	return &document{
		id: id, private: private, graph: crdt.NewGraph(), ops: crdt.NewOpSet(),
		fields: map[string]json.RawMessage{}, actors: map[crdt.Actor]crm.ID{},
	}
}

// empty reports whether nothing is known of the document.
func (doc *document) empty() bool { return doc.graph.Len() == 0 }

// pending reports whether there is something to write.
func (doc *document) pending() bool { return len(doc.unsaved) > 0 || doc.moved }

// attach and detach keep the list of links; its order is that of opening.
func (doc *document) attach(l *Link) { doc.links = append(doc.links, l) }

func (doc *document) detach(l *Link) {
	doc.links = slices.DeleteFunc(doc.links, func(other *Link) bool { return other == l })
}

// add takes a checked change into the history. What it was made after is there.
func (doc *document) add(c *crdt.Change) error {
	if err := doc.ops.Apply(c); err != nil {
		return err
	}
	return doc.graph.Add(crdt.NodeOf(c))
}

// data gives the chunks of changes that the document has.
func (doc *document) data(ctx context.Context, storage Storage, hashes []crdt.Hash) ([][]byte, error) {
	chunks := make([][]byte, len(hashes))
	var asked []crdt.Hash
	var places []int
	for i, h := range hashes {
		if chunks[i] = doc.recent(h); chunks[i] == nil {
			asked, places = append(asked, h), append(places, i)
		}
	}
	if len(asked) == 0 {
		return chunks, nil
	}
	found, err := storage.ChangeData(ctx, doc.id, asked)
	if err != nil {
		return nil, err
	}
	for i, place := range places {
		chunks[place] = found[i]
	}
	return chunks, nil
}

// recent is the chunk of a change that is not durable yet; nil for any other.
func (doc *document) recent(h crdt.Hash) []byte {
	for i := len(doc.unsaved) - 1; i >= 0; i-- {
		if doc.unsaved[i].Hash == h {
			return doc.unsaved[i].Data
		}
	}
	return nil
}

// engineDoc names the document to the engine: what is durable comes from the storage, the rest from memory.
func (doc *document) engineDoc(storage Storage) crdt.Doc {
	return crdt.Doc{ID: doc.id, Load: func(ctx context.Context) ([][]byte, error) {
		return doc.chunks(ctx, storage)
	}}
}

// chunks is the whole document: the snapshot, the changes after it, and those that are not durable yet.
func (doc *document) chunks(ctx context.Context, storage Storage) ([][]byte, error) {
	var chunks [][]byte
	if doc.stored > 0 {
		stored, err := storage.Document(ctx, doc.id)
		if err != nil {
			return nil, err
		}
		chunks = storedChunks(stored)
	}
	for i := range doc.unsaved {
		chunks = append(chunks, doc.unsaved[i].Data) // one that has just become durable may come twice, which is no harm
	}
	return chunks, nil
}

// storedChunks is a stored document in the fewest bytes that load fastest.
func storedChunks(stored *crm.Stored) [][]byte {
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
