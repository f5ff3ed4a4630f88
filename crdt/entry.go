package crdt

import (
	"encoding/binary"
	"math"
	"strings"
)

// opRef is an OpID with the actor as a number.
type opRef struct {
	counter uint64
	actor   uint32
}

// entry is one surviving value. A document of a long text has hundreds of thousands of them.
type entry struct {
	str     string // also the bits of a number, see setNumber
	counter uint32 // see maxCounter
	actor   uint32
	change  uint32 // index into OpSet.times
	kind    ValueType
	made    uint8 // the action that made an object, in which case kind is kindObject
	state   state // of the element that was inserted with this value; means nothing elsewhere
}

// state is what is known of an element. It is kept in its entry, where it takes no memory of its own.
type state uint8

const (
	ownSurvives state = 1 << iota // the inserted value survives
	holdsValue                    // a value was inserted, not a mark
	unsorted                      // the children are not sorted
)

// makes returns the action that made an object.
func (e *entry) makes() Action { return Action(e.made) }

// kindObject marks an entry as an object. The format's types have 4 bits, so this number is free.
const kindObject ValueType = 255

func (e *entry) ref() opRef { return opRef{uint64(e.counter), e.actor} }

// shows reports whether the action leaves a value.
func shows(a Action) bool { return a.Makes() || a == ActionSet }

// set copies the operation's value into e.
func (e *entry) set(op *Op) {
	if op.Action.Makes() {
		e.kind, e.made = kindObject, uint8(op.Action)
		return
	}
	e.kind = op.Value.Type
	switch op.Value.Type {
	case ValueUint:
		e.setNumber(op.Value.Uint)
	case ValueInt, ValueCounter, ValueTimestamp:
		e.setNumber(uint64(op.Value.Int))
	case ValueFloat:
		e.setNumber(floatBits(op.Value.Float))
	default:
		e.str = keep(op.Value.Bytes)
	}
}

// increment returns the amount that an increment adds.
func increment(v Value) int64 {
	if v.Type == ValueUint {
		return int64(v.Uint)
	}
	return v.Int
}

// setNumber sets the bits of a number. They are kept as a text, because nearly all entries are characters.
func (e *entry) setNumber(bits uint64) {
	var b [8]byte
	binary.LittleEndian.PutUint64(b[:], bits)
	e.str = string(b[:])
}

// bits returns what setNumber has set; of a counter its current value. It is 0 for what is no number.
func (e *entry) bits() uint64 {
	switch e.kind {
	case ValueUint, ValueInt, ValueFloat, ValueCounter, ValueTimestamp:
		return binary.LittleEndian.Uint64([]byte(e.str))
	}
	return 0
}

// number returns the value of a number.
func (e *entry) number() float64 {
	switch e.kind {
	case ValueUint:
		return float64(e.bits())
	case ValueFloat:
		return floatOf(e.bits())
	}
	return float64(int64(e.bits()))
}

// value returns the primitive value as an operation holds it. For a counter it is the current value.
func (e *entry) value() Value {
	v := Value{Type: e.kind}
	switch e.kind {
	case ValueUint:
		v.Uint = e.bits()
	case ValueInt, ValueCounter, ValueTimestamp:
		v.Int = int64(e.bits())
	case ValueFloat:
		v.Float = floatOf(e.bits())
	default:
		v.Bytes = e.str
	}
	return v
}

// placeholder stands in a text for a value that is not a string, as in Automerge.
const placeholder = "\ufffc"

// chars returns the text that the value adds to a text.
func (e *entry) chars() string {
	if e.kind == ValueString {
		return e.str
	}
	return placeholder
}

func floatBits(f float64) uint64 { return math.Float64bits(f) }

func floatOf(bits uint64) float64 { return math.Float64frombits(bits) }

// keep copies a short text, so that the text does not keep the whole change in memory.
func keep(text string) string {
	if len(text) == 1 {
		return singles[text[0]:][:1]
	}
	return strings.Clone(text)
}

// singles holds every byte once; one-byte texts alias it.
var singles = func() string {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	return string(all[:])
}()
