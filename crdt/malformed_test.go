package crdt_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

func TestParseChange_RefusesWhatAutomergeNeverWrites(t *testing.T) {
	// lit is a literal run of one value.
	lit := func(value ...byte) []byte { return append([]byte{0x7f}, value...) }
	elem := []column{{keyString, nil}, {keyActor, lit(0)}, {keyCounter, lit(9)}, {objActor, lit(0)}, {objCounter, lit(8)}}
	with := func(base []column, cols ...column) []byte { return one(append(slices.Clone(base), cols...)...) }
	preds := []column{{predCount, lit(1)}, {predActor, lit(0)}, {predCounter, lit(5)}}
	for _, c := range []struct {
		name     string
		contents []byte
		fine     bool
	}{
		{"a set of a key", one(), true},
		{"a set of an element", with(elem, preds...), true},
		{"an insertion at the head", one(column{keyString, nil}, column{keyCounter, lit(0)}, column{insert, []byte{0, 1}}, column{objActor, lit(0)}, column{objCounter, lit(8)}), true},
		{"a value type of the future", one(column{valueMeta, lit(0x1f)}, column{valueRaw, []byte{1}}), true},
		{"NaN", one(column{valueMeta, lit(0x85, 1)}, column{valueRaw, []byte{1, 0, 0, 0, 0, 0, 0xf8, 0x7f}}), true},
		{"extra bytes", append(one(), 1, 2, 3), true},

		{"no contents", nil, false},
		{"half a head", head(1)[:12], false},
		{"seq 0", func() []byte { h := head(1); h[18] = 0; return append(h, 0) }(), false},
		{"startOp 0", append(head(0), 0), false},
		{"startOp of 33 bits", append(head(1<<32), 0), false},
		{"an actor without bytes", []byte{0, 0, 1, 1, 0, 0, 0, 0}, false},
		{"actors out of order", append(head(1, "b", "a"), 0), false},
		{"its own actor among the others", append(head(1, string(bytes.Repeat([]byte{7}, 16))), 0), false},
		{"an actor that nobody names", append(head(1, "a"), 0), false},
		{"an actor outside of the table", with(preds[:1], column{predActor, lit(2)}, preds[2]), false},
		{"a message that is not UTF-8", []byte{0, 1, 7, 1, 1, 0, 1, 0xff, 0, 0}, false},
		{"an overlong number", []byte{0x80, 0}, false},
		{"deps twice", slices.Concat([]byte{2}, make([]byte, 64), head(1)[1:], []byte{0}), false},
		{"a column of the future", one(column{0xb2, lit(1)}), false},
		{"a column twice", slices.Concat(head(1), []byte{2, insert, 1, insert, 1, 1, 1}), false},
		{"columns out of order", slices.Concat(head(1), []byte{2, action, 2, insert, 1, 0x7f, 1, 1}), false},
		{"a deflated column", slices.Concat(head(1), []byte{1, action | 8, 2, 0x7f, 1}), false},
		{"an empty column", slices.Concat(head(1), []byte{1, action, 0}), false},
		{"a column beyond the end", slices.Concat(head(1), []byte{1, action, 9, 0x7f, 1}), false},
		{"a column of 2^63 bytes", slices.Concat(head(1), []byte{1, action}, uleb(1<<63)), false},
		{"a million columns", slices.Concat(head(1), uleb(1_000_000)), false},
		{"a run of one", one(column{action, []byte{1, 1}}), false},
		{"an empty run", one(column{action, []byte{0, 0, 0x7f, 1}}), false},
		{"a null action", one(column{action, []byte{0, 1}}), false},
		{"a literal run that is too long", one(column{action, []byte{0x41, 1}}), false},
		{"more values than operations", one(column{valueMeta, run(2, 0)}), false},
		{"fewer values than operations", slices.Concat(head(1), table(column{keyString, lit(1, 'k')}, column{insert, []byte{2}}, column{action, run(2, 1)}, column{valueMeta, run(2, 0)}, column{predCount, run(2, 0)})), false},
		{"no value", one(column{valueMeta, nil}), false},
		{"no insert column", one(column{insert, nil}), false},
		{"no list of overwritten", one(column{predCount, nil}), false},
		{"an overwritten without an id", one(column{predCount, lit(1)}), false},
		{"value bytes left over", one(column{valueRaw, []byte{1}}), false},
		{"null with bytes", one(column{valueMeta, lit(0x10)}, column{valueRaw, []byte{1}}), false},
		{"a float of 4 bytes", one(column{valueMeta, lit(0x45)}, column{valueRaw, []byte{1, 2, 3, 4}}), false},
		{"a string that is not UTF-8", one(column{valueMeta, lit(0x16)}, column{valueRaw, []byte{0xff}}), false},
		{"a string of 2^60 bytes", one(column{valueMeta, append([]byte{0x7f}, uleb(math.MaxUint64-15+6)...)}), false},
		{"an overlong integer", one(column{valueMeta, lit(0x24)}, column{valueRaw, []byte{0x80, 0}}), false},
		{"a key that is not UTF-8", one(column{keyString, lit(1, 0xff)}), false},
		{"neither key nor element", one(column{keyString, nil}), false},
		{"key and element", one(elem[1:]...), false},
		{"half an element", one(column{keyString, nil}, column{keyCounter, lit(9)}, column{objActor, lit(0)}, column{objCounter, lit(8)}), false},
		{"half an object", one(column{objCounter, lit(8)}), false},
		{"an element of the root", one(elem[:3]...), false},
		{"a set of the head", one(column{keyString, nil}, column{keyCounter, lit(0)}, column{objActor, lit(0)}, column{objCounter, lit(8)}), false},
		{"an insertion into a map", one(column{insert, []byte{0, 1}}), false},
		{"an insertion that overwrites", with(elem, append(preds, column{insert, []byte{0, 1}})...), false},
		{"an unknown action", one(column{action, lit(8)}), false},
		{"a deletion of nothing", one(column{action, lit(3)}), false},
		{"a deletion with a value", with(preds, column{action, lit(3)}, column{valueMeta, lit(1)}), false},
		{"an increment by a text", with(preds, column{action, lit(5)}, column{valueMeta, lit(0x16)}, column{valueRaw, []byte("1")}), false},
		{"an increment by an unsigned", with(preds, column{action, lit(5)}, column{valueMeta, lit(0x13)}, column{valueRaw, []byte{1}}), false},
		{"an object with a value", one(column{action, lit(0)}, column{valueMeta, lit(1)}), false},
		{"a mark outside of lists", one(column{action, lit(7)}, column{markName, lit(1, 'b')}), false},
		{"a name without a mark", one(column{markName, lit(1, 'b')}), false},
		{"an expansion without a mark", one(column{expand, []byte{0, 1}}), false},
		{"itself overwritten", one(preds[0], preds[1], column{predCounter, lit(0xe4, 0)}), false},
		{"a negative counter", one(preds[0], preds[1], column{predCounter, lit(0x7f)}), false},
		{"overwritten twice", one(column{predCount, lit(2)}, column{predActor, run(2, 0)}, column{predCounter, []byte{0x7e, 5, 0}}), false},
		{"overwritten out of order", one(column{predCount, lit(2)}, column{predActor, run(2, 0)}, column{predCounter, []byte{0x7e, 5, 0x7f}}), false},
		{"an object of the future", one(column{objActor, lit(0)}, column{objCounter, lit(100)}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := crdt.ParseChange(seal(crdt.ChunkChange, c.contents), nil)
			want := crm.CodeInvalid
			if c.fine {
				want = ""
			}
			wantCode(t, err, want)
		})
	}
}
