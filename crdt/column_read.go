package crdt

import (
	"math"
	"unicode/utf8"
)

// rle reads the run-length code of most columns. The code is a sequence of signed counts n. If n > 0, one value
// follows, repeated n times. If n < 0, -n values follow. If n = 0, an unsigned count of nulls follows. After its end a
// column yields nulls. rle never expands a run, so a run of 2^60 values costs nothing.
type rle struct {
	reader
	left    uint64 // values left in the current run
	literal bool
	null    bool
}

// next moves to the next value. fresh says that the value must be read now, null that there is no value.
func (c *rle) next() (fresh, null bool) {
	if c.left == 0 {
		if c.empty() {
			return false, true
		}
		n := c.int()
		c.literal, c.null = n < 0, n == 0
		switch {
		case n > 0:
			c.left, fresh = uint64(n), true
		case n < 0:
			c.left = -uint64(n)
		default:
			if c.left = c.uint(); c.left == 0 {
				c.fail("a run in a column is empty")
			}
		}
		if c.err != nil {
			c.left = 0
			return false, true
		}
	}
	c.left--
	return fresh || c.literal, c.null
}

// uintColumn yields the values of an actor, integer, group or value metadata column.
type uintColumn struct {
	rle
	value uint64
}

func newUintColumn(data []byte) *uintColumn { return &uintColumn{rle: rle{reader: reader{data: data}}} }

// next returns the next value. ok is false for a null, after the end, and after an error.
func (c *uintColumn) next() (value uint64, ok bool) {
	fresh, null := c.rle.next()
	if fresh {
		c.value = c.uint()
	}
	if null || c.err != nil {
		return 0, false
	}
	return c.value, true
}

// run returns the next value and how often it repeats from here on (at least 1), and skips all repetitions.
func (c *uintColumn) run() (value, times uint64, ok bool) {
	value, ok = c.next()
	times = 1
	if !c.literal {
		times += c.left
		c.left = 0
	}
	return value, times, ok
}

// deltaColumn yields the values of a delta column. Each value is stored as the difference from the one before; nulls
// don't count.
type deltaColumn struct {
	rle
	step, value int64
}

func newDeltaColumn(data []byte) *deltaColumn {
	return &deltaColumn{rle: rle{reader: reader{data: data}}}
}

// next returns the next value, which is at least 0 and at most maxCounter.
func (c *deltaColumn) next() (value uint64, ok bool) {
	fresh, null := c.rle.next()
	if fresh {
		c.step = c.int()
	}
	if null || c.err != nil {
		return 0, false
	}
	if c.step > maxCounter || c.step < -maxCounter {
		c.fail("a counter has more than 32 bits")
		return 0, false
	}
	if c.value += c.step; c.value < 0 || c.value > maxCounter {
		c.fail("a counter has more than 32 bits")
		return 0, false
	}
	return uint64(c.value), true
}

// stringColumn yields the values of a string column. All values of a run share one string.
type stringColumn struct {
	rle
	value string
}

func newStringColumn(data []byte) *stringColumn {
	return &stringColumn{rle: rle{reader: reader{data: data}}}
}

func (c *stringColumn) next() (value string, ok bool) {
	fresh, null := c.rle.next()
	if fresh {
		if c.value = string(c.prefixed()); !utf8.ValidString(c.value) {
			c.fail("a text is not UTF-8")
		}
	}
	if null || c.err != nil {
		return "", false
	}
	return c.value, true
}

// boolColumn yields the values of a boolean column, which stores alternating counts of falses and trues, falses first.
// After its end it yields false.
type boolColumn struct {
	reader
	left  uint64
	value bool
}

func newBoolColumn(data []byte) *boolColumn {
	return &boolColumn{reader: reader{data: data}, value: true}
}

func (c *boolColumn) next() bool {
	for c.left == 0 {
		if c.empty() {
			return false
		}
		c.left = c.uint()
		c.value = !c.value
	}
	c.left--
	return c.value
}

// skip passes over the next n values, and returns how many of them are true.
func (c *boolColumn) skip(n uint64) (truths uint64) {
	for n > 0 && (c.left > 0 || !c.empty()) {
		if c.left == 0 {
			c.left = c.uint()
			c.value = !c.value
			continue
		}
		part := min(n, c.left)
		if c.value {
			truths += part
		}
		c.left -= part
		n -= part
	}
	return truths
}

// valueColumn yields primitive values. Their metadata are length·16 + type. Their bytes are in a separate column.
type valueColumn struct {
	meta uintColumn
	raw  reader
}

func newValueColumn(meta, raw []byte) *valueColumn {
	return &valueColumn{meta: *newUintColumn(meta), raw: reader{data: raw}}
}

func (c *valueColumn) next() Value {
	meta, ok := c.meta.next()
	if !ok {
		c.meta.fail("an operation has no value")
		return Value{}
	}
	v := Value{Type: ValueType(meta & 15)}
	raw := reader{data: c.raw.take(meta >> 4), err: c.raw.err}
	switch v.Type {
	case ValueNull, ValueFalse, ValueTrue:
	case ValueUint:
		v.Uint = raw.uint()
	case ValueInt, ValueCounter, ValueTimestamp:
		v.Int = raw.int()
	case ValueFloat:
		v.Float = math.Float64frombits(raw.float())
	case ValueString:
		if v.Bytes = string(raw.data); !utf8.ValidString(v.Bytes) {
			raw.fail("a text is not UTF-8")
		}
		raw.data = nil
	default:
		v.Bytes, raw.data = string(raw.data), nil
	}
	if raw.err == nil && !raw.empty() {
		raw.fail("bytes follow the last value")
	}
	if c.raw.err == nil {
		c.raw.err = raw.err
	}
	return v
}

// float reads the bits of a little-endian float64.
func (r *reader) float() uint64 {
	part := r.take(8)
	if part == nil {
		return 0
	}
	var bits uint64
	for i, b := range part {
		bits |= uint64(b) << (8 * i)
	}
	return bits
}
