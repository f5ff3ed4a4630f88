package live

import (
	"container/list"
	"context"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/internal/memo"
	"roomkey/sync/live/projection"
	"roomkey/sync/live/replica"
)

// Registry holds all live records. Any goroutine may call its methods.
type Registry struct {
	config     Config
	actors     *serverActors
	owners     *actorOwners
	directory  *directory
	issued     *issuedActors
	dropped    droppedChanges
	drafts     draftQueue
	compacting chan struct{} // one entry for each running compaction
	strain     strain
	refusals   refusals
	answers    *memo.Memo[answer, [][]byte]
	work       func(ctx context.Context, r *Record, t turn) (again bool)
	arrive     func(peers []*replica.Peer) turn // continues with peers that have moved to a record

	open  context.Context // ends when no new work may begin
	stop  context.CancelFunc
	quiet chan struct{} // a channel to wait on; closeQuietLocked closes it

	mu        sync.Mutex         // guards the fields below and the mailboxes of all records
	records   map[crm.ID]*Record // by document id, shared and private
	busy      int                // running actors, commits and other work that Drain waits for
	lingering int                // idle records
	awake     awake              // heavy records whose content is in memory
	closed    bool               // no new work may begin
	drained   bool               // quiet is closed
}

// awake are the heavy records that have their content in memory. The registry's lock guards it.
type awake struct {
	recent    list.List // of *Record, the one that was used last first
	weight    int       // operations of all
	forgotten int       // operations of records that fell asleep, or left memory, since it was given back for them
}

// turn is one turn of a record's actor. It returns true to get another turn after the turns that already wait.
type turn func(ctx context.Context, r *Record) (again bool)

// queued is a turn in a mailbox. A light one needs no content, so that a record that sleeps goes on sleeping.
type queued struct {
	turn  turn
	light bool
}

// mailbox makes a record an actor. The registry's lock guards it and is held for a few instructions only.
type mailbox struct {
	turns   []queued
	running bool
	holds   int           // links and running commits; they keep the record in memory
	moved   *Record       // the record that has taken over; nil if none has
	idle    time.Time     // when the record became idle; zero while it has work
	place   *list.Element // among the heavy records; nil: it is not heavy
	weight  int           // of a heavy record, in operations
	used    time.Time     // when the last turn of a heavy record ended
	others  []crm.ID      // ids of its documents, besides those that follow from its own, by which it was asked for
}

// Record is a record that somebody has open or is changing. It holds the row, the projection, the shared document and
// the private document. It is an actor on demand: a mailbox, and a goroutine only while the mailbox holds something. So
// an idle record costs no goroutine, and its state needs no lock.
//
// A document that is not a record yet also has a Record: a draft, or an id that nobody has used. That Record has one
// document and no projection. If the document proves to be the private one of another record, everything moves to that
// record.
type Record struct {
	records *Registry
	id      crm.ID // of the record and of its first shared document
	mailbox

	// The fields below belong to the actor's goroutine.
	loaded  bool
	light   bool        // it is not among the heavy records
	broken  error       // why the record can't be served; nil if it can
	record  *crm.Record // the current projection; nil if there is no record. Replaced, never changed.
	durable *crm.Record // the projection as it is stored
	shared  *document   // also holds a draft or an unused id; nil if broken
	private *document   // nil until needed
	former  []*document // documents that have moved, while somebody has them open
	commits replica.Committer
	journal projection.Journal // what the next commit will announce
	parked  []turn             // turns that resume once the pending changes are submitted
	asleep  []*document        // the halves without their content while the record sleeps; nil: it is awake

	renewals []func(ctx context.Context) // wait until no commit is running
	// postponed is why the last of them that an import had asked for could not be done.
	postponed error
	again     int    // operations decoded again in this turn, because of what the user has sent
	tookRows  uint64 // the last change of the row in order that record holds, since it was loaded
	woken     int    // operations of documents that were not in memory, for which nobody has paid
}

// document is a live document: one half of a record, or a draft that may become one.
type document struct {
	*replica.Document
	r       *Record // its owner
	storage Documents
	engine  Engine
}

// newRecord makes a record that is not loaded yet.
func newRecord(g *Registry, id crm.ID) *Record {
	return &Record{records: g, id: id, light: true, journal: projection.Journal{Record: id, Audience: g.directory}}
}

// open wraps a replica as a live document of this record.
func (r *Record) open(d *replica.Document) *document {
	return &document{d, r, r.records.config.Storage, r.records.config.Engine}
}

// half returns the document with this id, or nil if the record has none.
func (r *Record) half(doc crm.ID) *document {
	switch {
	case r.shared != nil && doc == r.shared.ID:
		return r.shared
	case r.private != nil && doc == r.private.ID:
		return r.private
	}
	for _, d := range r.former {
		if doc == d.ID {
			return d
		}
	}
	return nil
}

// documents returns those documents of the record that are in memory.
func (r *Record) documents() []*document {
	var docs []*document
	for _, doc := range []*document{r.shared, r.private} {
		if doc != nil {
			docs = append(docs, doc)
		}
	}
	return append(docs, r.former...)
}

// exists reports whether there is a record and it is not deleted.
func (r *Record) exists() bool { return r.record != nil && r.record.DeletedAt.IsZero() }

// hasPrivate reports whether records of the type have sensitive fields.
func hasPrivate(t *crm.RecordType) bool {
	return slices.ContainsFunc(t.Fields, func(f crm.Field) bool { return f.Private })
}

// setting returns what the documents must know about the record.
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

// now returns the current time.
func (r *Record) now() time.Time { return r.records.config.Now() }
