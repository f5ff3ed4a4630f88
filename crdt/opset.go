package crdt

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
	actorNumbers
	last          []uint64 // by actor: its greatest counter so far
	runs          [][]run  // by actor, ascending: the places of its list elements
	times         []int64  // by change: seconds since 1970, as the author claims
	objects       map[opRef]*object
	overwrittenAt map[opRef]location // overwritten values, except those that a list element was inserted with
	repairers     map[uint32]bool    // the actors of repairs; see RepairOf
	root          *object
	ended         map[*object][]uint32 // overwritten lists of notes: the actors that overwrote each
	replaced      map[Actor][]*object  // by actor of a repair: the other lists that the repaired change overwrote
	undo          undoLog              // of the change that is being applied
}

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
	items  *items    // of a list
}

// location is the place of a value: a map's key, or an element.
type location struct {
	object *object
	key    string
	elem   uint32
}

// NewOpSet returns an empty document.
func NewOpSet() *OpSet {
	s := &OpSet{
		actorNumbers: actorNumbers{numbers: map[Actor]uint32{}},
		objects:      map[opRef]*object{}, overwrittenAt: map[opRef]location{}, repairers: map[uint32]bool{},
		ended: map[*object][]uint32{}, replaced: map[Actor][]*object{},
	}
	s.intern("")
	s.root = &object{kind: ActionMakeMap, keys: map[string][]entry{}}
	s.objects[opRef{}] = s.root
	return s
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
