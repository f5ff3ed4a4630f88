package crdt

import "roomkey/crm"

// Hash identifies a change: the SHA-256 of its chunk without magic and checksum.
type Hash = crm.Hash

// Actor is the raw bytes of an Automerge actor id: 1 to 64 bytes, usually 16. It is a string so that it is comparable
// and can be a map key.
type Actor string

// OpID identifies an operation, and the object or list element that the operation makes. The zero OpID stands for the
// root object, or for the head of a list.
type OpID struct {
	Counter uint64
	Actor   Actor
}

// IsZero reports whether the id stands for the root object or the head of a list.
func (id OpID) IsZero() bool { return id == OpID{} }

// Less orders ids as Automerge does: by counter, then by the actor's bytes. Of several values of a key the one with the
// greatest id wins.
func (id OpID) Less(other OpID) bool {
	if id.Counter != other.Counter {
		return id.Counter < other.Counter
	}
	return id.Actor < other.Actor
}

// Action is the kind of an operation. The numbers are those of Automerge's format.
type Action uint64

// The actions of Automerge's binary document format.
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

// ValueType is the kind of a primitive value. The numbers are those of Automerge's format.
type ValueType uint8

// The value types of Automerge's binary document format. It leaves types above Timestamp undefined; we keep their
// bytes.
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

// Value is a primitive value. Its Type determines which of the other fields is set.
type Value struct {
	Type  ValueType
	Uint  uint64  // ValueUint
	Int   int64   // ValueInt, ValueCounter, ValueTimestamp
	Float float64 // ValueFloat
	Bytes string  // ValueString, ValueBytes, and the raw bytes of unknown types
}

// Op is one operation of a change, with all ids resolved.
type Op struct {
	ID     OpID
	Obj    OpID   // the object that it changes; zero: the root map
	Key    string // of a map operation; "" for a list operation
	Elem   OpID   // of a list operation: the element that it changes, or after which it inserts (zero: the head)
	List   bool   // Elem applies, not Key: Obj is a list or a text
	Insert bool
	Action Action
	Value  Value
	Pred   []OpID // the operations that it overwrites, ascending
	Mark   string // the name of a mark; "" for other operations
	Expand bool   // of a mark
}

// Change is one decoded change.
type Change struct {
	Hash    Hash
	Deps    []Hash // sorted
	Actor   Actor
	Seq     uint64 // 1 for the actor's first change
	StartOp uint64 // counter of the first operation, at least 1
	Time    int64  // seconds since 1970, as the author claims
	Message string
	Others  []Actor // other actors named by the operations, ascending
	Ops     []Op
	Extra   []byte // trailing bytes that newer versions append; kept
	Data    []byte // the whole chunk, inflated: magic, checksum, type 1, length and contents
}

// MaxOp returns the counter of the last operation, StartOp-1 if there is none.
func (c *Change) MaxOp() uint64 { return c.StartOp + uint64(len(c.Ops)) - 1 }
