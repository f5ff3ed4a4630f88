package replica

import (
	"encoding/json"
	"errors"
	"slices"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// Judge answers questions that a document can't answer by itself. Its methods may ask the storage. An error with code
// unavailable means that there is no answer now; any other error refuses the change.
type Judge interface {
	// Quarantined reports whether the engine must never get the change.
	Quarantined(h crdt.Hash) (bool, error)
	// Owner returns the owner of an actor that is new to the document. fresh says that the user has just become the
	// owner, and that a write must bind the actor.
	Owner(actor crdt.Actor, user *crm.User) (owner crm.ID, fresh bool, err error)
	// References checks the references within the root fields that were not there before. now gives the values of the
	// fields.
	References(roots []string, now func(name string) (json.RawMessage, bool), user *crm.User) error
	// Stored returns the document as it is stored; nil if nothing is. It may lack unsaved changes.
	Stored() (*crm.Stored, error)
}

// sliceHeads is the number of heads at which Sift stops, so that the server can merge them first.
const sliceHeads = 64

var (
	// ErrQuarantined refuses a change that must never be given to the engine.
	ErrQuarantined = crm.Errorf(crm.CodeInvalid, "this change can't be processed")
	errActor       = crm.Errorf(crm.CodeForbidden, "the change is by somebody else's actor")
)

// Sifted says what one call of Sift has done.
type Sifted struct {
	Seen        int  // the number of changes that were looked at, from the first one on
	MustRestore bool // a refused change is already in the history and must be taken out
}

// Sift checks changes one after the other, each against the document with the changes before it. It adds the good ones
// to the history in memory. It stops early if the server must merge heads first, if the batch pauses, or if a change
// must be taken out of the history. In the last case Restore must take the change out before the rest is sifted; the
// engine has not seen it. An error means that a change could not be judged: the caller must abandon the batch and
// restore the document.
func (d *Document) Sift(b *Batch, changes []*crdt.Change, j Judge, now time.Time) (Sifted, error) {
	s := sieve{d, b, j}
	defer func(g *crdt.Graph, before int) { b.walked += (g.Walked() - before) / walkPerOp }(d.graph, d.graph.Walked())
	for i, c := range changes {
		if s.passOver(c, now) {
			continue
		}
		fit, added, err := s.check(c)
		var bad *crm.Error
		switch {
		case err == nil:
			b.take(c, fit)
		case errors.Is(err, errRebuilt):
			b.Paused = true
			return Sifted{Seen: i}, nil
		case errors.As(err, &bad) && bad.Code != crm.CodeUnavailable && bad.Code != crm.CodeInternal:
			s.refuse(c, bad)
			if added {
				return Sifted{Seen: i + 1, MustRestore: true}, nil
			}
		default:
			return Sifted{Seen: i}, err
		}
		if len(d.graph.Heads()) > sliceHeads && i+1 < len(changes) && len(b.Changes) > sliceHeads/2 {
			return Sifted{Seen: i + 1}, nil
		}
	}
	return Sifted{Seen: len(changes)}, nil
}

// sieve checks the changes of one batch.
type sieve struct {
	*Document
	b     *Batch
	judge Judge
}

// refuse notes that a change is refused.
func (s *sieve) refuse(c *crdt.Change, err *crm.Error) { s.b.refuse(s.Document, crdt.NodeOf(c), err) }

// passOver handles a change that needs no check: it is known, or refused whatever it holds, or has to wait.
func (s *sieve) passOver(c *crdt.Change, now time.Time) bool {
	p := s.b.By.Peer
	switch {
	case s.graph.Has(c.Hash):
		s.b.known = append(s.b.known, c.Hash)
	case s.b.By.Denied != nil:
		s.refuse(c, s.b.By.Denied)
	case p != nil && (p.sync.Refused(c.Hash) || p.sync.Refused(c.Deps...)):
		s.refuse(c, ErrStranded)
	case len(s.graph.Missing(c.Deps)) > 0:
		if p != nil {
			_ = p.sync.Waiting.Add(c, now) // if the queue is full, the peer is asked to send again
		}
	default:
		return false
	}
	return true
}

// check judges one change whose dependencies are in the history. It adds the change to the history, and after it what
// puts it right. If an error comes with added, the change is in the history already and must be taken out.
func (s *sieve) check(c *crdt.Change) (fit *fitted, added bool, err error) {
	if err := s.checkQuarantine(c.Hash); err != nil {
		return nil, false, err
	}
	if err := s.CheckRoom(c); err != nil {
		return nil, false, err
	}
	if c.StartOp > s.graph.MaxOp()+1 { // Automerge continues from the highest number; numbers have 32 bits
		return nil, false, crm.Errorf(crm.CodeInvalid, "its operations are numbered beyond the document's")
	}
	if err := s.attribute(c); err != nil {
		return nil, false, err
	}
	if err := s.graph.CheckReferences(c); err != nil {
		return nil, false, err
	}
	t := s.b.Setting.typeOf(&s.content)
	if fit, err = s.fit(c, t); err != nil {
		return nil, false, err
	}
	if len(fit.repair) > 0 {
		if err := s.CheckRoom(c, fit.repair...); err != nil {
			return nil, false, err
		}
	}
	sequential := s.SeenBy(c.Deps)
	if err := s.addFitted(c, fit); err != nil {
		return nil, true, err
	}
	fit.merged = !sequential && t != nil && s.policy(t).Beyond(s.ops, c)
	if s.b.By.Server || t == nil || s.b.Setting.Record.IsZero() {
		return fit, true, nil
	}
	return fit, true, s.judge.References(fit.roots, s.ops.Root, s.b.By.User)
}

// checkQuarantine refuses a change that the engine must never get.
func (s *sieve) checkQuarantine(h crdt.Hash) error {
	denied, err := s.judge.Quarantined(h)
	if err == nil && denied {
		return ErrQuarantined
	}
	return err
}

// attribute checks that the actor of a change belongs to the user, and that the actor has not made another change with
// the same number.
func (s *sieve) attribute(c *crdt.Change) error {
	if c.Seq != s.graph.Last(c.Actor)+1 {
		return crdt.ErrEquivocation
	}
	if crdt.IsGenesis(c.Hash) || s.b.By.Server {
		return nil
	}
	if crdt.IsGenesisActor(c.Actor) {
		return errActor // whoever bound it would be named as the author of all first changes
	}
	if s.graph.Last(crdt.RepairActor(c.Hash)) > 0 {
		return errActor // somebody has taken the actor of its repair
	}
	owner, known := s.actors[c.Actor]
	if !known {
		if slices.ContainsFunc(c.Deps, func(dep crdt.Hash) bool { return crdt.Repairs(c.Actor, dep) }) {
			return errActor // the server alone writes repairs; nobody owns the actor of one that is there
		}
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
