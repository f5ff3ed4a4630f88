package crdt

import (
	"bytes"
	"crypto/sha256"
	"maps"
	"slices"

	"roomkey/crm"
)

// rulesVersion is part of the actors of repairs. Increase it with every change of the rules that changes the bytes of
// any repair: else one actor could make two changes of one number.
const rulesVersion = "1"

// RepairActor returns the actor of the change that repairs the change with this hash.
func RepairActor(cause Hash) Actor {
	sum := sha256.Sum256([]byte("roomkey/repair/" + rulesVersion + "/" + cause.String()))
	return Actor(sum[:16])
}

// repairMessage is the message of every repair.
const repairMessage = "repair"

// RepairOf returns which of its dependencies a change repairs; ok is false if c is no repair. Of a repair that takes
// several changes it knows the first: each later one has the same actor and depends on the one before it.
func RepairOf(c *Change) (cause Hash, ok bool) {
	if c.Seq != 1 || c.Message != repairMessage {
		return Hash{}, false
	}
	for _, dep := range c.Deps {
		if RepairActor(dep) == c.Actor {
			return dep, true
		}
	}
	return Hash{}, false
}

// Verdict is what the schema says of a change whose author may write the document.
type Verdict struct {
	Roots []string // root keys that the change touches, sorted
	// Faults are what may not be, each with its field (a JSON Pointer): places in the order of the change's operations,
	// then lists and texts that are too long, then ids of items. Each place is named once. Empty: the change is right.
	Faults []*crm.Error

	cause  Hash
	time   int64
	start  uint64 // counter of the repair's first operation
	repair []Op   // without ids beyond what they refer to; see writer
}

// Judge judges b as the next change after view, which holds exactly b's closure: its ancestors, and the repairs of bad
// changes among them. Only b's own operations are at fault. Judge leaves view unchanged. Policy.Type must be set.
//
// An error rejects b, whatever else it does. It has code forbidden for a note that b may not write, invalid for
// operations that do not fit the document (a mark outside of a text among them), and too_large for too long a message.
func (p Policy) Judge(view *OpSet, b *Change) (*Verdict, error) {
	if len(b.Message) > maxDescriptionBytes {
		return nil, tooLarge("the change's message is longer than 4096 bytes")
	}
	if p.Type == nil {
		return nil, crm.Errorf(crm.CodeInternal, "a change of a document without a type can't be judged")
	}
	if err := p.CheckNotes(view, b); err != nil {
		return nil, err
	}
	in := newInspector(p, view, b)
	back, err := view.apply(b)
	if err != nil {
		return nil, err
	}
	start := view.top() + 1
	err = in.inspect()
	back()
	if err != nil {
		return nil, err
	}
	v := &Verdict{Roots: slices.Sorted(maps.Keys(in.roots)), cause: b.Hash, time: b.Time, start: start}
	if len(in.faults) == 0 {
		return v, nil
	}
	w := restorer{writer: writer{c: &Change{Actor: RepairActor(b.Hash), StartOp: start}}, s: view}
	for _, f := range in.faults {
		v.Faults = append(v.Faults, f.err)
		for _, m := range f.mends {
			w.mend(m)
		}
	}
	v.repair = w.c.Ops
	return v, nil
}

// Repair returns the changes that put the faults right: usually one, and more of the same actor, each after the other,
// where a restored list needs more operations than one change may have. deps are the heads of the closure and b. Repair
// returns nil without faults. It is a pure function of b and its closure: the same bytes everywhere.
func (v *Verdict) Repair(deps []Hash) ([]*Change, error) {
	var changes []*Change
	deps = slices.Clone(deps)
	for start, ops := v.start, v.repair; len(ops) > 0; {
		n := maxInOne(ops)
		c := &Change{
			Deps: deps, Actor: RepairActor(v.cause), Seq: uint64(len(changes) + 1), StartOp: start,
			Time: v.time, Message: repairMessage, Ops: ops[:n:n],
		}
		slices.SortFunc(c.Deps, func(a, b Hash) int { return bytes.Compare(a[:], b[:]) })
		c.Deps = slices.Compact(c.Deps)
		if err := EncodeChange(c); err != nil {
			return nil, err
		}
		changes = append(changes, c)
		deps, start, ops = []Hash{c.Hash}, c.MaxOp()+1, ops[n:]
	}
	return changes, nil
}

// maxDeletions limits how many operations one change of a repair has if most of them delete.
const maxDeletions = maxChangeOps / 2

// maxInOne returns how many of the operations one change of a repair holds.
func maxInOne(ops []Op) int {
	plain, preds := 0, 0
	for i := range ops {
		preds += len(ops[i].Pred)
		if ops[i].Action == ActionDelete {
			preds--
		} else {
			plain++
		}
		if plain > maxRepairOps || preds > maxChangePreds || i == maxDeletions {
			return i
		}
	}
	return len(ops)
}
