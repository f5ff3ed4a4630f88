package replica

import (
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Submission is who brings changes.
type Submission struct {
	Peer   *Peer     // nil for the server
	User   *crm.User // nil for the server itself
	Server bool      // the server wrote the change
	Came   time.Time
	Denied *crm.Error // why nothing is accepted; nil: it may be
	Reads  bool       // the peer's user may read what is there
}

// UserID is the submitter's id; zero for the server itself.
func (by *Submission) UserID() crm.ID {
	if by.User == nil {
		return crm.ID{}
	}
	return by.User.ID
}

// Batch is what one step of a document adds.
type Batch struct {
	By      Submission
	Setting Setting
	Changes []*crdt.Change // accepted so far
	Roots   []string       // root fields that they touch
	Before  string         // the record's status before them
	Astray  bool           // the last move of the status was a merge's that no user may make
	State   crdt.State     // what the engine says after them

	known   []crdt.Hash
	refused []refusal
	fresh   []crdt.Actor // whose claims this batch holds
}

type refusal struct {
	hash crdt.Hash
	err  *crm.Error
}

// ErrStranded refuses a change that was made after a refused one.
var ErrStranded = crm.Errorf(crm.CodeInvalid, "it was made after a change that was refused")

// Begin notes which peers are in sync with all that is about to grow: they get the shared message.
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
	return &Batch{By: by, Setting: setting, Before: d.Status(setting.typeOf(&d.content))}
}

// refuse notes that a change is not accepted, and with it what waits for it.
func (b *Batch) refuse(d *Document, c *crdt.Change, err *crm.Error) {
	b.refused = append(b.refused, refusal{c.Hash, err})
	p := b.By.Peer
	if p == nil {
		return
	}
	for _, dropped := range p.sync.Refuse(d.seen(p), crdt.NodeOf(c)) {
		b.refused = append(b.refused, refusal{dropped.Hash, ErrStranded})
	}
}

// stranded reports whether a change was made after one that this batch refuses.
func (b *Batch) stranded(c *crdt.Change) bool {
	return slices.ContainsFunc(b.refused, func(r refusal) bool { return slices.Contains(c.Deps, r.hash) })
}

// sortRoots sorts the touched root fields, each once.
func (b *Batch) sortRoots() {
	slices.Sort(b.Roots)
	b.Roots = slices.Compact(b.Roots)
}

// ownerOf is whose change it is: nobody's for the fixed first changes, which all may bring.
func ownerOf(c *crdt.Change, by Submission) crm.ID {
	if crdt.IsGenesis(c.Hash) {
		return crm.ID{}
	}
	return by.UserID()
}
