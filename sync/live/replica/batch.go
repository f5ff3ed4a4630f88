package replica

import (
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Submission says who brings changes.
type Submission struct {
	Peer   *Peer     // nil if the server brings them
	User   *crm.User // nil if the server writes for nobody
	Server bool      // the server wrote the change
	Came   time.Time
	Denied *crm.Error // the error that refuses all changes; nil if they may be accepted
	Reads  bool       // the user of the peer may read the document
}

// UserID returns the id of the user. It is zero if the server writes for nobody.
func (by *Submission) UserID() crm.ID {
	if by.User == nil {
		return crm.ID{}
	}
	return by.User.ID
}

// Batch holds the changes that a document takes in together.
type Batch struct {
	By      Submission
	Setting Setting
	Changes []*crdt.Change // accepted so far
	Roots   []string       // the root fields that the changes touch
	Merged  bool           // a merge has brought a list, text or counter beyond its limits
	Paused  bool           // it took as long to judge these as one turn may; other turns come before the next changes
	State   crdt.State     // the result of the engine after the changes

	known    []crdt.Hash
	refused  []reason
	repaired []reason           // why accepted changes were repaired, one entry for each fault
	added    map[crdt.Hash]bool // the changes that the server has added to put others right; nil if there are none
	fresh    []crdt.Actor       // actors whose claims this batch holds
	closure  *closure           // what the author of a change had seen; nil until needed
	unseen   *unseen            // what the author of the last change had not seen; nil: not known
	rebuilt  int                // operations decoded again for closures
	walked   int                // changes of the history that were noted to find closures

	foreign map[crdt.Hash]crm.StoredChange // of an import: who presented each change, and when; nil: it is none
	author  crm.ID                         // of an import
	at      time.Time                      // of an import: when the record was updated
}

// Rebuilt returns what it took to find the closures by which the changes were judged, in operations that are decoded.
func (b *Batch) Rebuilt() int { return b.rebuilt + b.walked/walkPerOp }

// reason says why a change was refused or repaired.
type reason struct {
	hash crdt.Hash
	err  *crm.Error
}

// ErrStranded refuses a change that was made after a refused change.
var ErrStranded = crm.Errorf(crm.CodeInvalid, "it was made after a change that was refused")

// Begin begins a batch. It notes which peers are in sync now; these get the shared message.
func (d *Document) Begin(by Submission, setting Setting) *Batch {
	if len(d.outbox) == 0 {
		for _, p := range d.peers {
			if p.stage == quiet {
				continue
			}
			p.stage = behind
			if p.Reads() && p.sync.InSync(d.graph) {
				p.stage = inStep
			}
		}
	}
	return &Batch{By: by, Setting: setting}
}

// refuse notes that a change is refused. It also refuses the changes that wait for that change.
func (b *Batch) refuse(d *Document, n crdt.Node, err *crm.Error) {
	b.refused = append(b.refused, reason{n.Hash, err})
	p := b.By.Peer
	if p == nil {
		return
	}
	for _, dropped := range p.sync.Refuse(d.seen(p), n) {
		b.refused = append(b.refused, reason{dropped.Hash, ErrStranded})
	}
}

// stranded reports whether a change depends on a change that this batch refuses.
func (b *Batch) stranded(c *crdt.Change) bool {
	return slices.ContainsFunc(b.refused, func(r reason) bool { return slices.Contains(c.Deps, r.hash) })
}

// touched sorts the touched root fields, removes duplicates, and returns them.
func (b *Batch) touched() []string {
	slices.Sort(b.Roots)
	b.Roots = slices.Compact(b.Roots)
	return b.Roots
}

// ownerOf returns the owner of a change. The fixed first changes have no owner, because anybody may bring them; repairs
// have none, because the server makes them.
func (b *Batch) ownerOf(c *crdt.Change) crm.ID {
	if as, imported := b.foreign[c.Hash]; imported {
		return as.User
	}
	if crdt.IsGenesis(c.Hash) || b.added[c.Hash] {
		return crm.ID{}
	}
	return b.By.UserID()
}
