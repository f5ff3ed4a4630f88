package replica

import (
	"encoding/json"
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Judge answers what a document can't know by itself. Its methods may ask the storage. An error of code unavailable
// says that there is no answer now; any other refuses the change.
type Judge interface {
	// Quarantined reports whether the change must never be given to the engine.
	Quarantined(h crdt.Hash) (bool, error)
	// Owner says whose an actor is that the document has not met. fresh: it is the user's from now on, and a write has to
	// bind it.
	Owner(actor crdt.Actor, user *crm.User) (owner crm.ID, fresh bool, err error)
	// References checks the references within root fields, of which now gives the values, that were not there before.
	References(roots []string, now func(name string) (json.RawMessage, bool), user *crm.User) error
}

// Sift stops when the changes have raised the document to this many heads: the server merges first.
const sliceHeads = 64

var (
	// ErrQuarantined refuses a change that must never be given to the engine.
	ErrQuarantined = crm.Errorf(crm.CodeInvalid, "this change can't be processed")
	errActor       = crm.Errorf(crm.CodeForbidden, "the change is by somebody else's actor")
)

// Sift checks changes one after the other, each against the document with those before it, and adds the good ones to
// the history in memory. It says how many it has looked at: not all where the server is to merge heads first. restore:
// a change that is refused now is in the history; Restore has to take it out before the rest is sifted. The engine has
// not seen it. An error means that a change could not be judged: the batch has to be abandoned and the document
// restored.
func (d *Document) Sift(b *Batch, changes []*crdt.Change, j Judge, now time.Time) (n int, restore bool, err error) {
	s := sieve{d, b, j}
	for i, c := range changes {
		if s.passOver(c, now) {
			continue
		}
		roots, added, err := s.check(c)
		var bad *crm.Error
		switch {
		case err == nil:
			b.Changes = append(b.Changes, c)
			b.Roots = append(b.Roots, roots...)
		case errors.As(err, &bad) && bad.Code != crm.CodeUnavailable && bad.Code != crm.CodeInternal:
			s.refuse(c, bad)
			if added {
				return i + 1, true, nil
			}
		default:
			return i, false, err
		}
		if len(d.graph.Heads()) > sliceHeads && i+1 < len(changes) && len(b.Changes) > sliceHeads/2 {
			return i + 1, false, nil
		}
	}
	return len(changes), false, nil
}

// sieve checks the changes of one batch.
type sieve struct {
	*Document
	b     *Batch
	judge Judge
}

// refuse notes that a change is not accepted.
func (s *sieve) refuse(c *crdt.Change, err *crm.Error) { s.b.refuse(s.Document, c, err) }

// passOver deals with a change that needs no check: it is known, it is refused whatever it holds, or it has to wait.
func (s *sieve) passOver(c *crdt.Change, now time.Time) bool {
	p := s.b.By.Peer
	switch {
	case s.graph.Has(c.Hash):
		s.b.known = append(s.b.known, c.Hash)
	case p != nil && (p.sync.Refused(c.Hash) || p.sync.Refused(c.Deps...)):
		s.refuse(c, ErrStranded)
	case s.b.By.Denied != nil:
		s.refuse(c, s.b.By.Denied)
	case len(s.graph.Missing(c.Deps)) > 0:
		if p != nil {
			_ = p.sync.Waiting.Add(c, now) // where it is full, the peer is asked to send again
		}
	default:
		return false
	}
	return true
}

// check judges one change whose dependencies are there, and adds it to the history in memory when it is good. added:
// it was added, and found wrong only then.
func (s *sieve) check(c *crdt.Change) (roots []string, added bool, err error) {
	switch denied, err := s.judge.Quarantined(c.Hash); {
	case err != nil:
		return nil, false, err
	case denied:
		return nil, false, ErrQuarantined
	}
	if err := s.checkRoom(c); err != nil {
		return nil, false, err
	}
	if c.StartOp > s.graph.MaxOp()+1 { // an Automerge counts on from what it holds; counters end at 32 bits
		return nil, false, crm.Errorf(crm.CodeInvalid, "its operations are numbered beyond the document's")
	}
	if err := s.attribute(c); err != nil {
		return nil, false, err
	}
	t := s.b.Setting.typeOf(&s.content)
	if roots, err = s.checkPolicy(c, t); err != nil {
		return nil, false, err
	}
	was, sequential := s.Status(t), s.SeenBy(c.Deps)
	if err := s.add(c, ownerOf(c, s.b.By)); err != nil {
		return nil, false, err
	}
	if s.b.By.Server || t == nil || s.b.Setting.Record.IsZero() {
		return roots, false, nil
	}
	if err := s.checkMove(t, was, sequential); err != nil {
		return nil, true, err
	}
	return roots, true, s.judge.References(roots, s.ops.Root, s.b.By.User)
}

// checkPolicy asks the schema.
func (s *sieve) checkPolicy(c *crdt.Change, t *crm.RecordType) ([]string, error) {
	policy := crdt.Policy{
		Type: t, Private: s.Private || !s.PrivateOf().IsZero(), Record: s.b.Setting.Record,
		User: s.b.By.UserID(), Server: s.b.By.Server,
	}
	roots, err := policy.Check(s.ops, c)
	if err == nil || !s.undecided() {
		return roots, err
	}
	policy.Private = true // nothing says yet which half of a record the draft is
	if other, refused := policy.Check(s.ops, c); refused == nil {
		return other, nil
	}
	return roots, err
}

// checkMove looks at the status as it is now. One that a user moves with everything before their eyes must move
// legally; one that a merge moves is flagged later.
func (s *sieve) checkMove(t *crm.RecordType, was string, sequential bool) error {
	is := s.Status(t)
	if is == was || s.Private {
		return nil
	}
	err := t.Root(t.Status).CheckMove("/"+crm.Escape(t.Status), was, is)
	if err != nil && sequential {
		return err
	}
	s.b.Astray = err != nil
	return nil
}

// attribute sees that the change is by an actor of the user's, and that the actor has not said something else before.
func (s *sieve) attribute(c *crdt.Change) error {
	if c.Seq != s.graph.Last(c.Actor)+1 {
		return crdt.ErrEquivocation
	}
	if crdt.IsGenesis(c.Hash) || s.b.By.Server {
		return nil
	}
	owner, known := s.actors[c.Actor]
	if !known {
		var fresh bool
		var err error
		if owner, fresh, err = s.judge.Owner(c.Actor, s.b.By.User); err != nil {
			return err
		}
		if fresh {
			s.b.fresh = append(s.b.fresh, c.Actor)
		}
	}
	if owner != s.b.By.UserID() {
		return errActor
	}
	return nil
}
