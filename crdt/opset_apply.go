package crdt

import (
	"runtime"
	"slices"
	"sort"

	"roomkey/crm"
)

// breathEvery is after how many operations others get the processor: these take about half a millisecond, and the
// scheduler by itself would take it away after ten, or later where other processes want it too.
const breathEvery = 512

// Apply adds a change whose dependencies have been applied. If it returns an error, which has code invalid, the set is
// unchanged. It refuses operations that refer to anything that does not exist, or whose id is not greater than the ids
// that they refer to.
func (s *OpSet) Apply(c *Change) error {
	_, err := s.apply(c)
	s.undo = nil
	return err
}

// apply is Apply, and also returns a function that takes the change back. Only the newest change can be taken back.
func (s *OpSet) apply(c *Change) (back func(), err error) {
	s.undo = make(undoLog, 0, len(c.Ops)+1)
	actor, change := s.intern(c.Actor), uint32(len(s.times))
	before := s.last[actor]
	s.times = append(s.times, c.Time)
	s.undo.push(func() { s.times, s.last[actor] = s.times[:change], before })
	if _, ok := RepairOf(c); ok {
		s.repairers[actor] = true
	}
	var o *object // the object of the operation before
	for i := range c.Ops {
		if (i+1)%breathEvery == 0 {
			runtime.Gosched()
		}
		op := &c.Ops[i]
		if o == nil || op.Obj != c.Ops[i-1].Obj {
			o = s.object(op.Obj)
		}
		if op.ID.Actor != c.Actor || op.ID.Counter <= s.last[actor] {
			err = crm.Invalid("", "an operation's id is not greater than its author's earlier ids")
		} else {
			s.last[actor] = op.ID.Counter
			if err = s.step(o, op, actor, change); err == nil {
				noteRename(s, o, op, c.StartOp)
			}
		}
		if err != nil {
			rollback(s)
			return nil, err
		}
	}
	noteReplaced(s, c)
	return func() { rollback(s) }, nil
}

// rollback takes back what the change that is being applied has done so far.
func rollback(s *OpSet) {
	for i := len(s.undo) - 1; i >= 0; i-- {
		switch step := &s.undo[i]; {
		case step.back != nil:
			step.back()
		case step.parent == lostOwn:
			step.q.update(step.at, func(el *element) { el.state |= ownSurvives })
		default:
			takeOut(s, step.q, step.parent, step.at)
		}
	}
	s.undo = nil
}

// step applies one operation on an object, which is nil if the set lacks it.
func (s *OpSet) step(o *object, op *Op, actor, change uint32) error {
	switch {
	case o == nil:
		return crm.Invalid("", "an operation changes an object that does not exist")
	case op.List != (o.seq != nil):
		return crm.Invalid("", "an operation takes a list for a map, or a map for a list")
	case op.Obj.Counter >= op.ID.Counter || op.List && op.Elem.Counter >= op.ID.Counter:
		return crm.Invalid("", "an operation's id is not greater than the ids that it refers to")
	case op.Insert && (!op.List || op.Action == ActionDelete || op.Action == ActionIncrement):
		return crm.Invalid("", "an operation inserts nothing")
	case op.ID.Counter > maxCounter:
		return crm.Invalid("", "a counter has more than 32 bits")
	case op.Action > ActionMark:
		return crm.Invalid("", "an operation of an unknown kind")
	}
	e := entry{counter: uint32(op.ID.Counter), actor: actor, change: change}
	e.set(op)
	if op.List {
		return s.stepList(o, op, e)
	}
	list, was := o.keys[op.Key], o.keys[op.Key]
	list, err := s.overwrite(slices.Clone(list), op, location{object: o, key: op.Key})
	if err != nil {
		return err
	}
	if len(list) >= maxSurvivors {
		return crm.Invalid("", "too many values compete for one field")
	}
	if shows(op.Action) {
		list = s.insertEntry(list, e)
		s.makeObject(e, o, op.Key, 0)
	}
	o.put(op.Key, list)
	s.undo.push(func() { o.put(op.Key, was) })
	s.endNotes(o, op, actor)
	return nil
}

// stepList applies one operation on a list or text.
func (s *OpSet) stepList(o *object, op *Op, e entry) error {
	q := o.seq
	at, found := s.element(q, op.Elem)
	if !found {
		return crm.Invalid("", "an operation refers to a list element that does not exist")
	}
	if op.Insert {
		if len(op.Pred) > 0 {
			return crm.Invalid("", "an insertion overwrites something")
		}
		s.makeObject(e, o, "", s.insert(q, at, e, shows(op.Action)))
		return nil
	}
	if at == 0 {
		return crm.Invalid("", "an operation changes the head of a list")
	}
	if s.deletesOwn(q.at(at), op) {
		q.update(at, func(el *element) { el.state &^= ownSurvives })
		s.undo.pushStep(q, at, lostOwn)
		return nil
	}
	was := q.at(at).survivors()
	list, err := s.overwrite(slices.Clone(was), op, location{object: o, elem: at})
	if err != nil {
		return err
	}
	if len(list) >= maxSurvivors {
		return crm.Invalid("", "too many values compete for one list element")
	}
	if shows(op.Action) {
		list = s.insertEntry(list, e)
		s.makeObject(e, o, "", at)
		q.write(at, e, func(el *element) { el.assign(list) })
		s.undo.push(func() { q.unwrite(at, e, func(el *element) { el.assign(was) }) })
		return nil
	}
	q.update(at, func(el *element) { el.assign(list) })
	s.undo.push(func() { q.update(at, func(el *element) { el.assign(was) }) })
	return nil
}

// overwrite removes op's predecessors from list, which it may modify, and adds increments to counters. Each predecessor
// must have been at this location. Otherwise Automerge would panic, or could not load the document that it saved.
func (s *OpSet) overwrite(list []entry, op *Op, at location) ([]entry, error) {
	for _, pred := range op.Pred {
		i := s.find(list, pred)
		switch {
		case i < 0 && !s.wasAt(pred, at):
			return nil, crm.Invalid("", "an operation overwrites a value that was never there")
		case i < 0: // overwritten before
		case op.Action == ActionIncrement && list[i].kind == ValueCounter:
			list[i].setNumber(list[i].bits() + uint64(increment(op.Value)))
		default:
			s.recordLocation(list[i].ref(), at)
			list = slices.Delete(list, i, i+1)
		}
	}
	return list, nil
}

func (s *OpSet) recordLocation(value opRef, at location) {
	if at.elem != 0 && at.object.seq.at(at.elem).ref() == value {
		return // the element itself records it
	}
	s.overwrittenAt[value] = at
	s.undo.push(func() { delete(s.overwrittenAt, value) })
}

func (s *OpSet) wasAt(pred OpID, at location) bool {
	actor, known := s.numbers[pred.Actor]
	if !known {
		return false
	}
	value := opRef{pred.Counter, actor}
	if at.elem != 0 && at.object.seq.at(at.elem).ref() == value {
		return at.object.seq.at(at.elem).is(holdsValue)
	}
	was, ok := s.overwrittenAt[value]
	return ok && was == at
}

// maxSurvivors limits how many values may compete for one key or element. Honest authors stay far below it: they reach
// at most one value for each of a document's heads.
const maxSurvivors = 1024

// insertEntry inserts e and keeps list ascending: its last entry is shown.
func (s *OpSet) insertEntry(list []entry, e entry) []entry {
	at := sort.Search(len(list), func(i int) bool { return s.less(e.ref(), list[i].ref()) })
	return slices.Insert(list, at, e)
}

// makeObject registers the object that e makes, if it makes one.
func (s *OpSet) makeObject(e entry, parent *object, key string, elem uint32) {
	if e.kind != kindObject {
		return
	}
	o := &object{id: e.ref(), kind: e.makes(), parent: parent, key: key, elem: elem}
	if e.makes() == ActionMakeList || e.makes() == ActionMakeText {
		o.seq = newSequence(e.makes() == ActionMakeText)
	} else {
		o.keys = map[string][]entry{}
	}
	s.objects[o.id] = o
	s.undo.push(func() { delete(s.objects, o.id) })
	noteItem(s, o)
}

// put sets a key's values, and deletes the key if there are none.
func (o *object) put(key string, list []entry) {
	if len(list) == 0 {
		delete(o.keys, key)
		return
	}
	o.keys[key] = list
}
