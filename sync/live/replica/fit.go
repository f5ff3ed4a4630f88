package replica

import (
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// errIrreparable refuses a change that does what may not be, and whose repair can't be written.
var errIrreparable = crm.Errorf(crm.CodeTooLarge, "the change can't be put right by one that is small enough")

// fitted is a change that may be accepted, with what makes it fit.
type fitted struct {
	roots  []string     // the root fields that the change touches
	faults []*crm.Error // what it did that may not be
	repair []*crdt.Change
	giving []*crdt.Change // let good values win over those of repairs beside them
	merged bool           // a merge has brought a list, text or counter beyond its limits
}

// fit judges what a change writes. Its author may write the document, so the change is accepted whatever its content;
// the repair puts right what may not be. An error refuses the change.
func (s *sieve) fit(c *crdt.Change, t *crm.RecordType) (*fitted, error) {
	policy := s.policy(t)
	if t == nil || s.b.By.Server {
		roots, err := s.checkDraft(policy, c)
		return &fitted{roots: roots}, err
	}
	if !s.SeenBy(c.Deps) {
		if roots, sure, err := policy.Sure(s.ops, c); err != nil || sure {
			s.follow(c)
			return &fitted{roots: roots}, err
		}
	}
	view, heads, err := s.closureOf(c)
	if err != nil {
		return nil, err
	}
	verdict, err := policy.Judge(view, c)
	if err != nil {
		return nil, err
	}
	fit := &fitted{roots: verdict.Roots, faults: verdict.Faults}
	if fit.repair, err = verdict.Repair(heads); err != nil {
		return nil, errors.Join(errIrreparable, err)
	}
	return fit, nil
}

// policy returns what a change of the batch is judged by. t is the type of the record; nil while it is unknown.
func (s *sieve) policy(t *crm.RecordType) crdt.Policy {
	return crdt.Policy{
		Type: t, Private: s.Private || !s.PrivateOf().IsZero(), Record: s.b.Setting.Record,
		User: s.b.By.UserID(), Server: s.b.By.Server, Moves: !s.b.Setting.Record.IsZero(),
		Draft: s.b.Setting.Record.IsZero(), DeletesNotes: s.b.By.User.MayDeleteNotes(),
	}
}

// checkDraft checks a change of a document that does not name its type, or one of the server. A draft may still become
// either half of a record.
func (s *sieve) checkDraft(policy crdt.Policy, c *crdt.Change) ([]string, error) {
	roots, err := policy.Check(s.ops, c)
	if err == nil || !s.undecided() {
		return roots, err
	}
	policy.Private = true
	if other, refused := policy.Check(s.ops, c); refused == nil {
		return other, nil
	}
	return roots, err
}

// addFitted adds a change, its repair, and what lets good values win over repairs, to the history.
func (s *sieve) addFitted(c *crdt.Change, fit *fitted) error {
	if err := s.add(c, s.b.ownerOf(c)); err != nil {
		return err
	}
	for _, r := range fit.repair {
		if err := s.addOwn(r); err != nil {
			return err
		}
	}
	for _, last := range append([]*crdt.Change{c}, fit.repair...) { // when no value of c is left that may not be
		if err := s.addGiving(last, fit); err != nil {
			return err
		}
	}
	return nil
}

// addOwn adds a change of the server's that goes with a user's. One that stops the engine is refused with that one.
func (s *sieve) addOwn(c *crdt.Change) error {
	if err := s.checkQuarantine(c.Hash); err != nil {
		return err
	}
	return s.add(c, crm.ID{})
}

// addGiving adds what lets a good value win over the value of a repair, where the last added change has brought one of
// the two beside the other.
func (s *sieve) addGiving(last *crdt.Change, fit *fitted) error {
	changes, err := GiveWay(s.Document, []*crdt.Change{last})
	if err != nil {
		return errors.Join(errIrreparable, err)
	}
	for _, g := range changes {
		if err := s.addOwn(g); err != nil {
			return err
		}
	}
	fit.giving = append(fit.giving, changes...)
	return nil
}

// GiveWay returns the changes that let the values of authored changes, which the document holds, win over the values of
// repairs beside them: the author of a change with a base has not seen those.
func GiveWay(d *Document, authored []*crdt.Change) (changes []*crdt.Change, err error) {
	if len(d.repairs) == 0 {
		return nil, nil
	}
	for _, c := range authored {
		some, err := crdt.GiveWay(d.ops, d.graph, c, d.repairs)
		if err != nil {
			return nil, err
		}
		changes = append(changes, some...)
	}
	return changes, nil
}

// take takes a change into the batch with what makes it fit.
func (b *Batch) take(c *crdt.Change, fit *fitted) {
	b.Changes = append(b.Changes, c)
	b.Roots = append(b.Roots, fit.roots...)
	b.Merged = b.Merged || fit.merged
	for _, fault := range fit.faults {
		b.repaired = append(b.repaired, reason{c.Hash, fault})
	}
	for _, changes := range [][]*crdt.Change{fit.repair, fit.giving} {
		for _, added := range changes {
			if b.added == nil {
				b.added = map[crdt.Hash]bool{}
			}
			b.added[added.Hash] = true
			b.Changes = append(b.Changes, added)
		}
	}
}

// undecided reports whether a draft may still become either half of a record.
func (s *sieve) undecided() bool {
	return !s.Private && s.ops.RootText("type") == "" && s.ops.RootText("privateOf") == ""
}
