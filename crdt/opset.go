package crdt

import (
	"cmp"
	"slices"
	"sort"

	"roomkey/crm"
)

// OpSet is a document as its operations make it: maps, lists and texts with every value that survives, not only the one
// that is shown. It answers what automerge-go can't: which values compete for a field, and which fields a change is
// about. It keeps no history, only what survives and the order of list elements.
//
// The rules are Automerge's. A value survives until an operation names it as a predecessor; an increment adds to the
// counters that it names and removes the rest; of the survivors of a key or element, that with the greatest id is shown.
// An element is inserted after its reference; of several inserted at one place the greater id comes first. An element
// without survivors is invisible, but others may still refer to it.
//
// An OpSet is not safe for concurrent use, not even by readers: reading sorts what was appended.
type OpSet struct {
	names   []Actor          // by number; 0 is the root's and the head's, the empty actor
	numbers map[Actor]uint32 // the inverse
	last    []uint64         // by actor: the greatest counter so far
	runs    [][]run          // by actor, ascending: where its list elements are
	times   []int64          // by change: the author's claim, in seconds
	objects map[opRef]*object
	graves  map[opRef]grave // values that were overwritten, those apart that a list element was inserted with
	root    *object
	undo    []func() // while a change is applied: what takes it back, newest last
}

// opRef is an OpID with the actor as a number.
type opRef struct {
	counter uint64
	actor   uint32
}

// entry is one value that survives.
type entry struct {
	counter uint64
	actor   uint32
	change  uint32 // index into OpSet.times
	kind    ValueType
	makes   Action // of an object, in which case kind is kindObject
	num     uint64 // bits of the number; of a counter the current value
	str     string
}

// kindObject marks an entry as an object. The format has 4 bits for types, so it is free.
const kindObject ValueType = 255

func (e *entry) ref() opRef { return opRef{e.counter, e.actor} }

// object is a map, list or text; it stays known when nothing shows it any more, since operations may still come for it.
type object struct {
	id     opRef
	kind   Action
	parent *object // nil: the root
	key    string  // in the parent, a map
	elem   uint32  // in the parent, a list or text
	keys   map[string][]entry
	seq    *sequence // of a list or text
}

// NewOpSet is the set of no operations: an empty document.
func NewOpSet() *OpSet {
	s := &OpSet{numbers: map[Actor]uint32{}, objects: map[opRef]*object{}, graves: map[opRef]grave{}}
	s.intern("")
	s.root = &object{kind: ActionMakeMap, keys: map[string][]entry{}}
	s.objects[opRef{}] = s.root
	return s
}

// Apply adds a change whose dependencies have been applied. It changes nothing where it returns an error, which has
// code invalid: an operation refers to what is not there, or its id does not follow what it refers to.
func (s *OpSet) Apply(c *Change) error {
	_, err := s.apply(c)
	s.undo = nil
	return err
}

// apply is Apply, and returns what takes the change back; only the newest change can be taken back.
func (s *OpSet) apply(c *Change) (back func(), err error) {
	s.undo = make([]func(), 0, len(c.Ops)+1)
	actor, change := s.intern(c.Actor), uint32(len(s.times))
	before := s.last[actor]
	s.times = append(s.times, c.Time)
	s.note(func() { s.times, s.last[actor] = s.times[:change], before })
	for i := range c.Ops {
		op := &c.Ops[i]
		if op.ID.Actor != c.Actor || op.ID.Counter <= s.last[actor] {
			err = crm.Invalid("", "an operation's id does not follow those of its author")
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

func (s *OpSet) note(back func()) { s.undo = append(s.undo, back) }

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
		return crm.Invalid("", "an operation's id does not follow what it refers to")
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
	list, err := s.overwrite(slices.Clone(list), op, grave{object: o, key: op.Key})
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
	s.note(func() { o.put(op.Key, was) })
	return nil
}

// put keeps no empty keys.
func (o *object) put(key string, list []entry) {
	if len(list) == 0 {
		delete(o.keys, key)
		return
	}
	o.keys[key] = list
}

// shows reports whether the action leaves a value.
func shows(a Action) bool { return a.Makes() || a == ActionSet }

// set takes the value over.
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

// grave is the place of a value: a map's key, or an element.
type grave struct {
	object *object
	key    string
	elem   uint32
}

// overwrite removes op's predecessors, which have been at the place, from list, which it may change, and adds increments to
// counters. Automerge panics at a predecessor that has never been there, or can't load again what it saves.
func (s *OpSet) overwrite(list []entry, op *Op, at grave) ([]entry, error) {
	for _, pred := range op.Pred {
		i := s.find(list, pred)
		switch {
		case i < 0 && !s.buried(pred, at):
			return nil, crm.Invalid("", "an operation overwrites what was never there")
		case i < 0: // gone already
		case op.Action == ActionIncrement && list[i].kind == ValueCounter:
			list[i].num += uint64(increment(op.Value))
		default:
			s.bury(list[i].ref(), at)
			list = slices.Delete(list, i, i+1)
		}
	}
	return list, nil
}

func (s *OpSet) bury(value opRef, at grave) {
	if at.elem != 0 && at.object.seq.elems[at.elem].ref() == value {
		return // the element itself tells
	}
	s.graves[value] = at
	s.note(func() { delete(s.graves, value) })
}

func (s *OpSet) buried(pred OpID, at grave) bool {
	actor, known := s.numbers[pred.Actor]
	if !known {
		return false
	}
	value := opRef{pred.Counter, actor}
	if at.elem != 0 && at.object.seq.elems[at.elem].ref() == value {
		return at.object.seq.elems[at.elem].value
	}
	was, ok := s.graves[value]
	return ok && was == at
}

// increment is what an increment adds.
func increment(v Value) int64 {
	if v.Type == ValueUint {
		return int64(v.Uint)
	}
	return v.Int
}

// maxSurvivors bounds what may compete for one key or element, far above what honest authors reach (one value for each
// of a document's heads).
const maxSurvivors = 1024

// insertEntry keeps list ascending, so that its last is shown.
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
	s.note(func() { delete(s.objects, o.id) })
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
