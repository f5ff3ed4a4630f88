package crdt_test

import (
	"bytes"
	"math"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// R33
func TestParseChange_RefusesWhatAutomergeNeverWrites(t *testing.T) {
	// lit is a literal run of one value.
	lit := func(value ...byte) []byte { return append([]byte{0x7f}, value...) }
	elem := []rawColumn{{specKeyString, nil}, {specKeyActor, lit(0)}, {specKeyCounter, lit(9)}, {specObjActor, lit(0)},
		{specObjCounter, lit(8)}}
	with := func(base []rawColumn, cols ...rawColumn) []byte { return rawOp(append(slices.Clone(base), cols...)...) }
	preds := []rawColumn{{specPredCount, lit(1)}, {specPredActor, lit(0)}, {specPredCounter, lit(5)}}
	for _, c := range []struct {
		name     string
		contents []byte
		fine     bool
	}{
		{"a set of a key", rawOp(), true},
		{"a set of an element", with(elem, preds...), true},
		{"an insertion at the head", rawOp(rawColumn{specKeyString, nil}, rawColumn{specKeyCounter, lit(0)},
			rawColumn{specInsert, []byte{0, 1}}, rawColumn{specObjActor, lit(0)}, rawColumn{specObjCounter, lit(8)}),
			true},
		{"a value type of the future", rawOp(rawColumn{specValueMeta, lit(0x1f)}, rawColumn{specValueRaw, []byte{1}}),
			true},
		{"NaN", rawOp(rawColumn{specValueMeta, lit(0x85, 1)},
			rawColumn{specValueRaw, []byte{1, 0, 0, 0, 0, 0, 0xf8, 0x7f}}), true},
		{"extra bytes", append(rawOp(), 1, 2, 3), true},

		{"no contents", nil, false},
		{"a set of an element that overwrites nothing", rawOp(elem...), false},
		{"half a head", rawHead(1)[:12], false},
		{"seq 0", func() []byte { h := rawHead(1); h[18] = 0; return append(h, 0) }(), false},
		{"startOp 0", append(rawHead(0), 0), false},
		{"startOp of 33 bits", append(rawHead(1<<32), 0), false},
		{"an actor without bytes", []byte{0, 0, 1, 1, 0, 0, 0, 0}, false},
		{"actors out of order", append(rawHead(1, "b", "a"), 0), false},
		{"its own actor among the others", append(rawHead(1, string(bytes.Repeat([]byte{7}, 16))), 0), false},
		{"an actor that nobody names", append(rawHead(1, "a"), 0), false},
		{"an actor outside of the table", with(preds[:1], rawColumn{specPredActor, lit(2)}, preds[2]), false},
		{"a message that is not UTF-8", []byte{0, 1, 7, 1, 1, 0, 1, 0xff, 0, 0}, false},
		{"an overlong number", []byte{0x80, 0}, false},
		{"deps twice", slices.Concat([]byte{2}, make([]byte, 64), rawHead(1)[1:], []byte{0}), false},
		{"a column of the future", rawOp(rawColumn{0xb2, lit(1)}), false},
		{"a column twice", slices.Concat(rawHead(1), []byte{2, specInsert, 1, specInsert, 1, 1, 1}), false},
		{"columns out of order", slices.Concat(rawHead(1), []byte{2, specAction, 2, specInsert, 1, 0x7f, 1, 1}), false},
		{"a deflated column", slices.Concat(rawHead(1), []byte{1, specAction | 8, 2, 0x7f, 1}), false},
		{"an empty column", slices.Concat(rawHead(1), []byte{1, specAction, 0}), false},
		{"a column beyond the end", slices.Concat(rawHead(1), []byte{1, specAction, 9, 0x7f, 1}), false},
		{"a column of 2^63 bytes", slices.Concat(rawHead(1), []byte{1, specAction}, uleb(1<<63)), false},
		{"a million columns", slices.Concat(rawHead(1), uleb(1_000_000)), false},
		{"a run of one", rawOp(rawColumn{specAction, []byte{1, 1}}), false},
		{"an empty run", rawOp(rawColumn{specAction, []byte{0, 0, 0x7f, 1}}), false},
		{"a null action", rawOp(rawColumn{specAction, []byte{0, 1}}), false},
		{"a literal run that is too long", rawOp(rawColumn{specAction, []byte{0x41, 1}}), false},
		{"more values than operations", rawOp(rawColumn{specValueMeta, rawRun(2, 0)}), false},
		{"fewer values than operations", slices.Concat(rawHead(1), rawTable(rawColumn{specKeyString, lit(1, 'k')},
			rawColumn{specInsert, []byte{2}}, rawColumn{specAction, rawRun(2, 1)},
			rawColumn{specValueMeta, rawRun(2, 0)}, rawColumn{specPredCount, rawRun(2, 0)})), false},
		{"no value", rawOp(rawColumn{specValueMeta, nil}), false},
		{"no insert column", rawOp(rawColumn{specInsert, nil}), false},
		{"no list of overwritten", rawOp(rawColumn{specPredCount, nil}), false},
		{"an overwritten without an id", rawOp(rawColumn{specPredCount, lit(1)}), false},
		{"value bytes left over", rawOp(rawColumn{specValueRaw, []byte{1}}), false},
		{"null with bytes", rawOp(rawColumn{specValueMeta, lit(0x10)}, rawColumn{specValueRaw, []byte{1}}), false},
		{"a float of 4 bytes", rawOp(rawColumn{specValueMeta, lit(0x45)}, rawColumn{specValueRaw, []byte{1, 2, 3, 4}}),
			false},
		{"a string that is not UTF-8",
			rawOp(rawColumn{specValueMeta, lit(0x16)}, rawColumn{specValueRaw, []byte{0xff}}), false},
		{"a string of 2^60 bytes", rawOp(rawColumn{specValueMeta, append([]byte{0x7f}, uleb(math.MaxUint64-15+6)...)}),
			false},
		{"an overlong integer", rawOp(rawColumn{specValueMeta, lit(0x24)}, rawColumn{specValueRaw, []byte{0x80, 0}}),
			false},
		{"a key that is not UTF-8", rawOp(rawColumn{specKeyString, lit(1, 0xff)}), false},
		{"neither key nor element", rawOp(rawColumn{specKeyString, nil}), false},
		{"key and element", rawOp(elem[1:]...), false},
		{"half an element", rawOp(rawColumn{specKeyString, nil}, rawColumn{specKeyCounter, lit(9)},
			rawColumn{specObjActor, lit(0)}, rawColumn{specObjCounter, lit(8)}), false},
		{"half an object", rawOp(rawColumn{specObjCounter, lit(8)}), false},
		{"an element of the root", rawOp(elem[:3]...), false},
		{"a set of the head", rawOp(rawColumn{specKeyString, nil}, rawColumn{specKeyCounter, lit(0)},
			rawColumn{specObjActor, lit(0)}, rawColumn{specObjCounter, lit(8)}), false},
		{"an insertion into a map", rawOp(rawColumn{specInsert, []byte{0, 1}}), false},
		{"an insertion that overwrites", with(elem, append(preds, rawColumn{specInsert, []byte{0, 1}})...), false},
		{"an unknown action", rawOp(rawColumn{specAction, lit(8)}), false},
		{"a deletion of nothing", rawOp(rawColumn{specAction, lit(3)}), false},
		{"a deletion with a value", with(preds, rawColumn{specAction, lit(3)}, rawColumn{specValueMeta, lit(1)}),
			false},
		{"an increment by a text", with(preds, rawColumn{specAction, lit(5)}, rawColumn{specValueMeta, lit(0x16)},
			rawColumn{specValueRaw, []byte("1")}), false},
		{"an increment by an unsigned", with(preds, rawColumn{specAction, lit(5)}, rawColumn{specValueMeta, lit(0x13)},
			rawColumn{specValueRaw, []byte{1}}), false},
		{"an object with a value", rawOp(rawColumn{specAction, lit(0)}, rawColumn{specValueMeta, lit(1)}), false},
		{"a mark outside of lists", rawOp(rawColumn{specAction, lit(7)}, rawColumn{specMarkName, lit(1, 'b')}), false},
		{"a name without a mark", rawOp(rawColumn{specMarkName, lit(1, 'b')}), false},
		{"an expansion without a mark", rawOp(rawColumn{specExpand, []byte{0, 1}}), false},
		{"itself overwritten", rawOp(preds[0], preds[1], rawColumn{specPredCounter, lit(0xe4, 0)}), false},
		{"a negative counter", rawOp(preds[0], preds[1], rawColumn{specPredCounter, lit(0x7f)}), false},
		{"overwritten twice", rawOp(rawColumn{specPredCount, lit(2)}, rawColumn{specPredActor, rawRun(2, 0)},
			rawColumn{specPredCounter, []byte{0x7e, 5, 0}}), false},
		{"overwritten out of order", rawOp(rawColumn{specPredCount, lit(2)}, rawColumn{specPredActor, rawRun(2, 0)},
			rawColumn{specPredCounter, []byte{0x7e, 5, 0x7f}}), false},
		{"an object of the future", rawOp(rawColumn{specObjActor, lit(0)}, rawColumn{specObjCounter, lit(100)}), false},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, c.contents), nil)
			want := crm.CodeInvalid
			if c.fine {
				want = ""
			}
			wantCode(t, err, want)
		})
	}
}
