package crdt

import (
	"encoding/binary"
	"math"
)

// runWriter writes the run-length code that rle reads, exactly as Automerge writes it. Two or more equal neighbours
// make a run, other values are literals, and a column of nulls alone is empty.
type runWriter[T comparable] struct {
	out      []byte
	put      func([]byte, T) []byte
	start    int    // where the column begins in out
	last     T      // the latest value
	count    int    // how many copies of last are not written yet; 0: none
	literals []byte // the different values before last, encoded
	pending  int    // number of values in literals
	nulls    int    // number of nulls since the last value
}

func newRunWriter[T comparable](out []byte, put func([]byte, T) []byte) *runWriter[T] {
	return &runWriter[T]{out: out, put: put, start: len(out)}
}

func (w *runWriter[T]) value(v T) {
	w.flushNulls()
	if w.count > 0 && w.last == v {
		if w.count == 1 {
			w.flushLiterals()
		}
		w.count++
		return
	}
	w.finishRun()
	w.last, w.count = v, 1
}

func (w *runWriter[T]) null() {
	w.finishRun()
	w.flushLiterals()
	w.nulls++
}

// option writes the value if ok is true, and a null otherwise.
func (w *runWriter[T]) option(v T, ok bool) {
	if ok {
		w.value(v)
	} else {
		w.null()
	}
}

// finish returns out with the column appended.
func (w *runWriter[T]) finish() []byte {
	w.finishRun()
	w.flushLiterals()
	if len(w.out) > w.start {
		w.flushNulls()
	}
	return w.out
}

// finishRun writes the copies of the latest value as a run, or adds a single one to the literals.
func (w *runWriter[T]) finishRun() {
	switch {
	case w.count > 1:
		w.out = w.put(appendInt(w.out, int64(w.count)), w.last)
	case w.count == 1:
		w.literals = w.put(w.literals, w.last)
		w.pending++
	}
	w.count = 0
}

func (w *runWriter[T]) flushLiterals() {
	if w.pending > 0 {
		w.out = append(appendInt(w.out, -int64(w.pending)), w.literals...)
		w.literals, w.pending = w.literals[:0], 0
	}
}

func (w *runWriter[T]) flushNulls() {
	if w.nulls > 0 {
		w.out = appendUint(append(w.out, 0), uint64(w.nulls))
		w.nulls = 0
	}
}

// boolWriter writes a boolean column.
type boolWriter struct {
	out   []byte
	value bool
	count uint64
}

func (w *boolWriter) append(v bool) {
	if v != w.value {
		w.out = appendUint(w.out, w.count)
		w.value, w.count = v, 0
	}
	w.count++
}

func (w *boolWriter) finish() []byte {
	if w.count > 0 {
		w.out = appendUint(w.out, w.count)
	}
	return w.out
}

// appendValue appends a value's bytes as the value column stores them.
func appendValue(out []byte, v *Value) []byte {
	switch v.Type {
	case ValueNull, ValueFalse, ValueTrue:
		return out
	case ValueUint:
		return appendUint(out, v.Uint)
	case ValueInt, ValueCounter, ValueTimestamp:
		return appendInt(out, v.Int)
	case ValueFloat:
		return binary.LittleEndian.AppendUint64(out, math.Float64bits(v.Float))
	}
	return append(out, v.Bytes...)
}

// valueMeta returns a value's entry in the metadata column.
func valueMeta(v *Value) uint64 {
	var number [binary.MaxVarintLen64]byte
	size := len(v.Bytes)
	if v.Type != ValueString && v.Type != ValueBytes && v.Type <= ValueTimestamp {
		size = len(appendValue(number[:0], v))
	}
	return uint64(size)<<4 | uint64(v.Type)
}
