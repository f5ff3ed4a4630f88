package crdt

import (
	"cmp"
	"slices"
	"sort"

	"roomkey/crm"
)

// OpSet is a document's state, computed from its operations: maps, lists and texts with every surviving value, not only
// the one that is shown. It answers two questions that automerge-go can't: which values compete for a field, and which
// fields a change touches. It keeps no history, only surviving values and the order of list elements.
//
// The rules are Automerge's. A value survives until an operation names it as a predecessor. An increment adds to the
// counters that it names and removes other predecessors. Of the surviving values of a key or element, the one with the
// greatest id is shown. An element is inserted after its reference; of several elements inserted at the same place, the
// greater id comes first. An element without surviving values is invisible, but other elements may still refer to it.
//
// An OpSet is not safe for concurrent use, not even for reading: reading sorts elements that were appended.
type OpSet struct {
	names         []Actor          // by number; number 0 is the empty actor of the root and the head
	numbers       map[Actor]uint32 // the inverse of names
	last          []uint64         // by actor: its greatest counter so far
	runs          [][]run          // by actor, ascending: the places of its list elements
	times         []int64          // by change: seconds since 1970, as the author claims
	objects       map[opRef]*object
	overwrittenAt map[opRef]location // overwritten values, except those that a list element was inserted with
	root          *object
	undo          []func() // while a change is applied: the functions that take it back, newest last
}

// opRef is an OpID with the actor as a number.
type opRef struct {
	counter uint64
	actor   uint32
}

// entry is one surviving value.
type entry struct {
	counter uint64
	actor   uint32
	change  uint32 // index into OpSet.times
	kind    ValueType
	makes   Action // of an object, in which case kind is kindObject
	num     uint64 // bits of the number; of a counter its current value
	str     string
}

// kindObject marks an entry as an object. The format's types have 4 bits, so this number is free.
const kindObject ValueType = 255

func (e *entry) ref() opRef { return opRef{e.counter, e.actor} }

// object is a map, list or text. The set keeps an object that is no longer shown, because later operations may change
// it.
type object struct {
	id     opRef
	kind   Action
	parent *object // nil: the root
	key    string  // in the parent, a map
	elem   uint32  // in the parent, a list or text
	keys   map[string][]entry
	seq    *sequence // of a list or text
}

// NewOpSet returns an empty document.
func NewOpSet() *OpSet {
	s := &OpSet{numbers: map[Actor]uint32{}, objects: map[opRef]*object{}, overwrittenAt: map[opRef]location{}}
	s.intern("")
	s.root = &object{kind: ActionMakeMap, keys: map[string][]entry{}}
	s.objects[opRef{}] = s.root
	return s
}

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
	s.undo = make([]func(), 0, len(c.Ops)+1)
	actor, change := s.intern(c.Actor), uint32(len(s.times))
	before := s.last[actor]
	s.times = append(s.times, c.Time)
	s.onUndo(func() { s.times, s.last[actor] = s.times[:change], before })
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.ID.Actor != c.Actor || op.ID.Counter <= s.last[actor] {
			err = crm.Invalid("", "an operation's id is not greater than its author's earlier ids")
		} else {
			s.last[actor] = op.ID.Counter
			err = s.step(op, actor, change)
		}
		if err != nil {
			s.rollback()
			return nil, err
		}
	}
	return s.rollback, nil
}

func (s *OpSet) onUndo(back func()) { s.undo = append(s.undo, back) }

func (s *OpSet) rollback() {
	for i := len(s.undo) - 1; i >= 0; i-- {
		s.undo[i]()
	}
	s.undo = nil
}

// step applies one operation.
func (s *OpSet) step(op *Op, actor, change uint32) error {
	o := s.object(op.Obj)
	switch {
	case o == nil:
		return crm.Invalid("", "an operation changes an object that does not exist")
	case op.List != (o.seq != nil):
		return crm.Invalid("", "an operation takes a list for a map, or a map for a list")
	case op.Obj.Counter >= op.ID.Counter || op.List && op.Elem.Counter >= op.ID.Counter:
		return crm.Invalid("", "an operation's id is not greater than the ids that it refers to")
	case op.Insert && (!op.List || op.Action == ActionDelete || op.Action == ActionIncrement):
		return crm.Invalid("", "an operation inserts nothing")
	case op.Action > ActionMark:
		return crm.Invalid("", "an operation of an unknown kind")
	}
	e := entry{counter: op.ID.Counter, actor: actor, change: change}
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
	s.onUndo(func() { o.put(op.Key, was) })
	return nil
}

// put sets a key's values, and deletes the key if there are none.
func (o *object) put(key string, list []entry) {
	if len(list) == 0 {
		delete(o.keys, key)
		return
	}
	o.keys[key] = list
}

// shows reports whether the action leaves a value.
func shows(a Action) bool { return a.Makes() || a == ActionSet }

// set copies the operation's value into e.
func (e *entry) set(op *Op) {
	if op.Action.Makes() {
		e.kind, e.makes = kindObject, op.Action
		return
	}
	e.kind = op.Value.Type
	switch op.Value.Type {
	case ValueUint:
		e.num = op.Value.Uint
	case ValueInt, ValueCounter, ValueTimestamp:
		e.num = uint64(op.Value.Int)
	case ValueFloat:
		e.num = floatBits(op.Value.Float)
	default:
		e.str = keep(op.Value.Bytes)
	}
}

// location is the place of a value: a map's key, or an element.
type location struct {
	object *object
	key    string
	elem   uint32
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
			list[i].num += uint64(increment(op.Value))
		default:
			s.recordLocation(list[i].ref(), at)
			list = slices.Delete(list, i, i+1)
		}
	}
	return list, nil
}

func (s *OpSet) recordLocation(value opRef, at location) {
	if at.elem != 0 && at.object.seq.elems[at.elem].ref() == value {
		return // the element itself records it
	}
	s.overwrittenAt[value] = at
	s.onUndo(func() { delete(s.overwrittenAt, value) })
}

func (s *OpSet) wasAt(pred OpID, at location) bool {
	actor, known := s.numbers[pred.Actor]
	if !known {
		return false
	}
	value := opRef{pred.Counter, actor}
	if at.elem != 0 && at.object.seq.elems[at.elem].ref() == value {
		return at.object.seq.elems[at.elem].value
	}
	was, ok := s.overwrittenAt[value]
	return ok && was == at
}

// increment returns the amount that an increment adds.
func increment(v Value) int64 {
	if v.Type == ValueUint {
		return int64(v.Uint)
	}
	return v.Int
}

// maxSurvivors limits how many values may compete for one key or element. Honest authors stay far below it: they reach
// at most one value for each of a document's heads.
const maxSurvivors = 1024

// insertEntry inserts e and keeps list ascending: its last entry is shown.
func (s *OpSet) insertEntry(list []entry, e entry) []entry {
	at := sort.Search(len(list), func(i int) bool { return s.less(e.ref(), list[i].ref()) })
	return slices.Insert(list, at, e)
}

func (s *OpSet) find(list []entry, id OpID) int {
	return slices.IndexFunc(list, func(e entry) bool { return e.counter == id.Counter && s.names[e.actor] == id.Actor })
}

// makeObject registers the object that e makes, if it makes one.
func (s *OpSet) makeObject(e entry, parent *object, key string, elem uint32) {
	if e.kind != kindObject {
		return
	}
	o := &object{id: e.ref(), kind: e.makes, parent: parent, key: key, elem: elem}
	if e.makes == ActionMakeList || e.makes == ActionMakeText {
		o.seq = newSequence(e.makes == ActionMakeText)
	} else {
		o.keys = map[string][]entry{}
	}
	s.objects[o.id] = o
	s.onUndo(func() { delete(s.objects, o.id) })
}

func (s *OpSet) object(id OpID) *object {
	actor, known := s.numbers[id.Actor]
	if !known {
		return nil
	}
	return s.objects[opRef{id.Counter, actor}]
}

func (s *OpSet) intern(a Actor) uint32 {
	n, known := s.numbers[a]
	if !known {
		n = uint32(len(s.names))
		s.numbers[a] = n
		s.names, s.last, s.runs = append(s.names, a), append(s.last, 0), append(s.runs, nil)
	}
	return n
}

func (s *OpSet) less(a, b opRef) bool { return s.compare(a, b) < 0 }

func (s *OpSet) compare(a, b opRef) int {
	if c := cmp.Compare(a.counter, b.counter); c != 0 || a.actor == b.actor {
		return c
	}
	return cmp.Compare(s.names[a.actor], s.names[b.actor])
}

func (s *OpSet) id(e *entry) OpID { return OpID{e.counter, s.names[e.actor]} }
