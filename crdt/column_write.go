package crdt

import (
	"encoding/binary"
	"math"
)

// runWriter writes the run-length code that rle reads, in the one way in which Automerge writes it: equal neighbours make
// a run from two on, the rest literals; a column of nulls alone is nothing.
type runWriter[T comparable] struct {
	out      []byte
	put      func([]byte, T) []byte
	start    int    // where the column begins in out
	last     T      // the latest value
	count    int    // how many of it in a row are unwritten; 0: none is
	literals []byte // the different values before it, encoded
	pending  int    // and their number
	nulls    int    // or the nulls since the last value
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
	w.settle()
	w.last, w.count = v, 1
}

func (w *runWriter[T]) null() {
	w.settle()
	w.flushLiterals()
	w.nulls++
}

// option writes the value where ok, else a null.
func (w *runWriter[T]) option(v T, ok bool) {
	if ok {
		w.value(v)
	} else {
		w.null()
	}
}

// finish gives out with the column behind it.
func (w *runWriter[T]) finish() []byte {
	w.settle()
	w.flushLiterals()
	if len(w.out) > w.start {
		w.flushNulls()
	}
	return w.out
}

// settle makes the latest value a finished run or one more literal.
func (w *runWriter[T]) settle() {
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

// appendValue writes a value's bytes as they stand in the value column.
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

// valueMeta is what stands of a value in the metadata column.
func valueMeta(v *Value) uint64 {
	var number [binary.MaxVarintLen64]byte
	size := len(v.Bytes)
	if v.Type != ValueString && v.Type != ValueBytes && v.Type <= ValueTimestamp {
		size = len(appendValue(number[:0], v))
	}
	return uint64(size)<<4 | uint64(v.Type)
}
