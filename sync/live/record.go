package live

import (
	"context"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// Registry holds all live records. Its methods may be called from any goroutine.
type Registry struct {
	config     Config
	actors     *serverActors
	owners     *actorOwners
	directory  *directory
	drafts     draftQueue
	compacting chan struct{} // a place for each document that is being compacted
	work       func(ctx context.Context, r *Record, t turn) (again bool)
	arrive     func(peers []*replica.Peer) turn // goes on with the peers of a document that has moved to a record

	quiet chan struct{} // closed when closed and not busy

	mu        sync.Mutex         // guards what follows, and the mailboxes of all records
	records   map[crm.ID]*Record // by document id, shared and private
	busy      int                // actors that run, commits and compactions under way
	lingering int                // idle records
	closed    bool               // nothing new is begun
	drained   bool               // quiet is closed
}

// turn is one turn of a record's actor. It answers true to get another turn after everybody else's.
type turn func(ctx context.Context, r *Record) (again bool)

// mailbox is what makes a record an actor. The registry's lock guards it: it is held for a few instructions only.
type mailbox struct {
	turns   []turn
	running bool
	holds   int       // links, and commits under way: they keep the record in memory
	moved   *Record   // where everything has moved to; nil: nowhere
	idle    time.Time // since when there has been nothing to do; zero while there is
}

// Record is a record while somebody has it open or is changing it: its row, its projection, and its two documents, the
// shared one and the private one. It is an actor on demand: a mailbox, and a goroutine only while something is in it,
// so an idle one costs no goroutine and its state needs no lock.
//
// A document that is not a record yet (a draft, or an id that nobody has heard of) has a Record too, with no
// projection and only the one document. When it turns out that the document is the private one of a record, everything
// moves to that record's.
type Record struct {
	records *Registry
	id      crm.ID // the record's id, which is its shared document's too
	mailbox

	// What follows belongs to the actor's goroutine.
	loaded  bool
	broken  error       // why the record can't be served: its stored bytes are corrupt
	record  *crm.Record // the projection, with what is not durable yet; nil: no record. Replaced, never changed.
	durable *crm.Record // the projection as it is stored
	shared  *document   // of an unknown id or a draft too; nil where broken
	private *document   // nil until somebody needs it
	commits replica.Committer
	journal projection.Journal // what the next commit tells
	parked  []turn             // go on when what is pending is on its way
}

// document is a live document: one half of a record, or what may become one.
type document struct {
	*replica.Document
	r       *Record // its owner
	storage Documents
	engine  Engine
}

// newRecord makes a record that was not loaded yet.
func newRecord(g *Registry, id crm.ID) *Record {
	return &Record{records: g, id: id, journal: projection.Journal{Record: id, Audience: g.directory}}
}

// open makes a replica a live document.
func (r *Record) open(d *replica.Document) *document {
	return &document{d, r, r.records.config.Storage, r.records.config.Engine}
}

// half is the document by this id; nil where the record has none.
func (r *Record) half(doc crm.ID) *document {
	switch {
	case r.shared != nil && doc == r.shared.ID:
		return r.shared
	case r.private != nil && doc == r.private.ID:
		return r.private
	}
	return nil
}

// documents are those that are in memory.
func (r *Record) documents() []*document {
	var docs []*document
	for _, doc := range []*document{r.shared, r.private} {
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return docs
}

// exists reports whether there is a record that is not deleted.
func (r *Record) exists() bool { return r.record != nil && r.record.DeletedAt.IsZero() }

// hasPrivate reports whether records of the type have sensitive fields.
func hasPrivate(t *crm.RecordType) bool {
	return slices.ContainsFunc(t.Fields, func(f crm.Field) bool { return f.Private })
}

// setting is what the record's documents must know of it.
func (r *Record) setting() replica.Setting {
	if r.record == nil {
		return replica.Setting{}
	}
	return replica.Setting{Record: r.id, Type: crm.TypeNamed(r.record.Type)}
}

// unwritten reports whether something waits to be written.
func (r *Record) unwritten() bool {
	if r.record != r.durable {
		return true
	}
	for _, d := range r.documents() {
		if d.Pending() {
			return true
		}
	}
	return false
}

func (r *Record) now() time.Time { return r.records.config.Now() }
