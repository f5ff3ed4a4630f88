package crdt

import "roomkey/crm"

// Hash names a change.
type Hash = crm.Hash

// Actor is the raw bytes of an Automerge actor id (1 to 64 of them; 16 as a rule), kept as a string so that it can be compared and be a key.
type Actor string

// OpID is the identity of an operation, and of the object or list element that the operation makes. The zero OpID is
// the root object where an object is meant, and the head of the list where an element is meant.
type OpID struct {
	Counter uint64
	Actor   Actor
}

// IsZero reports whether the id is the root's, or the head's.
func (id OpID) IsZero() bool { return id == OpID{} }

// Less orders ids as Automerge does: by counter, then by the actor's bytes. Of several values of a key the greatest wins.
func (id OpID) Less(other OpID) bool {
	if id.Counter != other.Counter {
		return id.Counter < other.Counter
	}
	return id.Actor < other.Actor
}

// Action is what an operation does. The numbers are the format's.
type Action uint64

// The actions of the binary document format.
const (
	ActionMakeMap Action = iota
	ActionSet
	ActionMakeList
	ActionDelete
	ActionMakeText
	ActionIncrement
	ActionMakeTable
	ActionMark
)

// Makes reports whether the action makes an object.
func (a Action) Makes() bool {
	return a == ActionMakeMap || a == ActionMakeList || a == ActionMakeText || a == ActionMakeTable
}

// ValueType is the kind of a primitive value. The numbers are the format's.
type ValueType uint8

// The value types of the binary document format; those above Timestamp are unknown to it and kept as they are.
const (
	ValueNull ValueType = iota
	ValueFalse
	ValueTrue
	ValueUint
	ValueInt
	ValueFloat
	ValueString
	ValueBytes
	ValueCounter
	ValueTimestamp // milliseconds since 1970
)

// Value is a primitive value. Which of the fields holds it follows from Type.
type Value struct {
	Type  ValueType
	Uint  uint64  // ValueUint
	Int   int64   // ValueInt, ValueCounter, ValueTimestamp
	Float float64 // ValueFloat
	Bytes string  // ValueString, ValueBytes, and unknown types: the raw bytes
}

// Op is one operation of a change, with every id spelled out.
type Op struct {
	ID     OpID
	Obj    OpID   // the object that it changes; zero: the root map
	Key    string // of a map operation; "" for a list operation
	Elem   OpID   // of a list operation: the element that it changes, or after which it inserts (zero: the head)
	List   bool   // Elem counts, not Key: Obj is a list or a text
	Insert bool
	Action Action
	Value  Value
	Pred   []OpID // the operations that it overwrites, ascending
	Mark   string // the name of a mark; "" elsewhere
	Expand bool   // of a mark
}

// Change is one decoded change.
type Change struct {
	Hash    Hash
	Deps    []Hash // sorted
	Actor   Actor
	Seq     uint64 // 1 for the actor's first change
	StartOp uint64 // counter of the first operation, at least 1
	Time    int64  // seconds since 1970: the author's claim
	Message string
	Others  []Actor // other actors named by the operations, ascending
	Ops     []Op
	Extra   []byte // trailing bytes of newer versions, kept
	Data    []byte // the whole chunk, inflated: magic, checksum, type 1, length and contents
}

// MaxOp is the counter of the last operation; StartOp-1 where there is none.
func (c *Change) MaxOp() uint64 { return c.StartOp + uint64(len(c.Ops)) - 1 }
