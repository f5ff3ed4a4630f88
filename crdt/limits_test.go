package crdt_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"runtime"
	"slices"
	"strings"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

func wantCode(t *testing.T, err error, want crm.Code) {
	t.Helper()
	if got := crm.CodeOf(err); got != want {
		t.Errorf("%v: code %q, want %q", err, got, want)
	}
}

// allocated returns how many bytes f allocates.
func allocated(f func()) uint64 {
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	f()
	runtime.ReadMemStats(&after)
	return after.TotalAlloc - before.TotalAlloc
}

func TestParseChange_Takes10000Operations(t *testing.T) {
	c, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, rawSets(10_000)), nil)
	wantCode(t, err, "")
	if len(c.Ops) != 10_000 || c.MaxOp() != 10_000 {
		t.Errorf("%d operations up to %d", len(c.Ops), c.MaxOp())
	}
	for _, n := range []uint64{10_001, 1 << 32, 1<<63 - 1} {
		chunk := rawSeal(crdt.ChunkChange, rawSets(n))
		var err error
		if used := allocated(func() { _, err = crdt.ParseChange(chunk, nil) }); used > 16<<10 {
			t.Errorf("%d operations: %d bytes allocated for a refusal", n, used)
		}
		wantCode(t, err, crm.CodeTooLarge)
	}
}

// textOps returns a change that inserts characters into a text, or items into a list, and deletes others.
func textOps(inserts, deletions, sets int) *crdt.Change {
	c := &crdt.Change{Actor: "actor", Seq: 2, StartOp: 1_000_000}
	text, add := crdt.OpID{Counter: 1, Actor: "actor"}, func(op crdt.Op) {
		op.ID = crdt.OpID{Counter: c.StartOp + uint64(len(c.Ops)), Actor: c.Actor}
		c.Ops = append(c.Ops, op)
	}
	last := crdt.OpID{}
	for range inserts {
		add(crdt.Op{Obj: text, Elem: last, List: true, Insert: true, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: "a"}})
		last = c.Ops[len(c.Ops)-1].ID
	}
	for i := range deletions {
		old := crdt.OpID{Counter: uint64(i + 2), Actor: "other"}
		add(crdt.Op{Obj: text, Elem: old, List: true, Action: crdt.ActionDelete, Pred: []crdt.OpID{old}})
	}
	for range sets {
		add(crdt.Op{Key: "k", Action: crdt.ActionSet})
	}
	return c
}

// A stock client writes a paste over a selection as one change, and can't split it.
func TestParseChange_Takes100000CharactersThatReplaceAsMany(t *testing.T) {
	for _, c := range []struct {
		inserts, deletions, sets int
		want                     crm.Code
	}{
		{100_000, 100_000, 10_000, ""},
		{100_000, 100_000, 10_001, crm.CodeTooLarge},
		{110_000, 100_000, 0, ""},
		{110_000, 100_000, 1, crm.CodeTooLarge},
		{1, 0, 10_001, crm.CodeTooLarge},
	} {
		change := textOps(c.inserts, c.deletions, c.sets)
		wantCode(t, crdt.EncodeChange(change), c.want)
		if c.want != "" {
			continue
		}
		for _, chunk := range [][]byte{change.Data, crdt.Deflate(change.Data)} {
			got, err := crdt.ParseChange(chunk, nil)
			wantCode(t, err, "")
			if len(got.Ops) != len(change.Ops) || got.Hash != change.Hash {
				t.Errorf("%d operations of %d", len(got.Ops), len(change.Ops))
			}
			budget := crdt.NewBudget()
			budget.Room = c.inserts + c.deletions + c.sets - 1
			if used := allocated(func() { _, err = crdt.ParseChange(chunk, budget) }); used > 4<<20 {
				t.Errorf("%d bytes are allocated for a change that is kept back", used)
			}
			if !errors.Is(err, crdt.ErrRoom) {
				t.Errorf("it is not kept back: %v", err)
			}
		}
	}
}

func TestParseChange_TakesAMessageOf500000Operations(t *testing.T) {
	budget := crdt.NewBudget()
	chunk := rawSeal(crdt.ChunkChange, rawSets(10_000))
	for range 50 {
		_, err := crdt.ParseChange(chunk, budget)
		wantCode(t, err, "")
	}
	_, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, rawSets(2)), budget)
	wantCode(t, err, crm.CodeTooLarge)
}

func TestParseChange_Takes512Deps(t *testing.T) {
	deps := make([]crdt.Hash, 512)
	for i := range deps {
		binary.BigEndian.PutUint16(deps[i][:], uint16(i))
	}
	c := &crdt.Change{Deps: deps, Actor: "actor", Seq: 1, StartOp: 1}
	wantCode(t, crdt.EncodeChange(c), "")
	got, err := crdt.ParseChange(c.Data, nil)
	wantCode(t, err, "")
	if !slices.Equal(got.Deps, deps) {
		t.Error("deps differ")
	}
	c.Deps = append(c.Deps, crdt.Hash{0xff})
	wantCode(t, crdt.EncodeChange(c), crm.CodeTooLarge)
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange, append(uleb(513), make([]byte, 513*32)...)), nil)
	wantCode(t, err, crm.CodeTooLarge)
}

// overwriting returns a change with one operation per size, each overwriting that many operations.
func overwriting(sizes ...int) *crdt.Change {
	c := &crdt.Change{Actor: "actor", Seq: 1, StartOp: 1_000_000}
	for i, size := range sizes {
		op := crdt.Op{ID: crdt.OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}, Key: "k", Action: crdt.ActionSet}
		for p := range size {
			op.Pred = append(op.Pred, crdt.OpID{Counter: uint64(p + 1), Actor: "other"})
		}
		c.Ops = append(c.Ops, op)
	}
	return c
}

func TestParseChange_Takes512OverwrittenAnd40000InAll(t *testing.T) {
	for _, c := range []struct {
		name  string
		sizes []int
		want  crm.Code
	}{
		{"512", []int{512}, ""},
		{"513", []int{513}, crm.CodeTooLarge},
		{"40000", slices.Repeat([]int{500}, 80), ""},
		{"40001", append(slices.Repeat([]int{500}, 80), 1), crm.CodeTooLarge},
	} {
		t.Run(c.name, func(t *testing.T) {
			change := overwriting(c.sizes...)
			if err := crdt.EncodeChange(change); c.want != "" {
				wantCode(t, err, c.want)
				return
			}
			got, err := crdt.ParseChange(change.Data, nil)
			wantCode(t, err, c.want)
			if len(got.Ops[0].Pred) != c.sizes[0] {
				t.Errorf("%d overwritten", len(got.Ops[0].Pred))
			}
		})
	}
	_, err := crdt.ParseChange(rawSeal(crdt.ChunkChange,
		rawOp(rawColumn{specPredCount, slices.Concat([]byte{0x7f}, uleb(513))})), nil)
	wantCode(t, err, crm.CodeTooLarge)
	many := slices.Concat(rawHead(1), rawTable(rawColumn{specKeyString, rawRun(81, 1, 'k')},
		rawColumn{specInsert, uleb(81)}, rawColumn{specAction, rawRun(81, 1)},
		rawColumn{specValueMeta, rawRun(81, 0)}, rawColumn{specPredCount, rawRun(81, uleb(500)...)}))
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange, many), nil)
	wantCode(t, err, crm.CodeTooLarge)
}

func TestParseChange_Takes10000OtherActorsOf64Bytes(t *testing.T) {
	c := &crdt.Change{Actor: crdt.Actor(strings.Repeat("a", 64)), Seq: 1, StartOp: 1_000}
	for i := range 100 {
		op := crdt.Op{ID: crdt.OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}, Key: "k", Action: crdt.ActionSet}
		for p := range 100 {
			op.Pred = append(op.Pred, crdt.OpID{Counter: 1, Actor: crdt.Actor([]byte{byte(i), byte(p)})})
		}
		c.Ops = append(c.Ops, op)
	}
	wantCode(t, crdt.EncodeChange(c), "")
	got, err := crdt.ParseChange(c.Data, nil)
	wantCode(t, err, "")
	if len(got.Others) != 10_000 {
		t.Errorf("%d actors", len(got.Others))
	}
	c.Ops[0].Pred = append(c.Ops[0].Pred, crdt.OpID{Counter: 2, Actor: "z"})
	wantCode(t, crdt.EncodeChange(c), crm.CodeTooLarge)
	c.Ops, c.Actor = nil, c.Actor+"a"
	wantCode(t, crdt.EncodeChange(c), crm.CodeInvalid)
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange,
		slices.Concat([]byte{0, 65}, make([]byte, 65), []byte{1, 1, 0, 0, 0, 0})), nil)
	wantCode(t, err, crm.CodeInvalid)
	raw := rawHead(1)
	raw = slices.Concat(raw[:len(raw)-1], uleb(10_001), bytes.Repeat([]byte{1, 9}, 10_001))
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange, raw), nil)
	wantCode(t, err, crm.CodeTooLarge)
}

// filled returns the contents of a change of the given size, with one value of zeros.
func filled(size int) []byte {
	for value := size - 64; ; {
		meta := slices.Concat([]byte{0x7f}, uleb(uint64(value)<<4|uint64(crdt.ValueBytes)))
		contents := slices.Concat(rawHead(1),
			rawTable(rawColumn{specKeyString, []byte{0x7f, 1, 'k'}}, rawColumn{specInsert, []byte{1}},
				rawColumn{specAction, []byte{0x7f, 1}}, rawColumn{specValueMeta, meta},
				rawColumn{specValueRaw, make([]byte, value)}, rawColumn{specPredCount, []byte{0x7f, 0}}))
		if len(contents) == size {
			return contents
		}
		value += size - len(contents)
	}
}

func TestParseChange_Inflates16MiBAChangeAnd64MiBAMessage(t *testing.T) {
	const limit = 16 << 20
	_, err := crdt.ParseChange(rawDeflated(t, filled(limit)), nil)
	wantCode(t, err, "")
	_, err = crdt.ParseChange(rawDeflated(t, filled(limit+1)), nil)
	wantCode(t, err, crm.CodeTooLarge)

	budget, half := crdt.NewBudget(), rawDeflated(t, filled(limit/2))
	for range 8 {
		_, err = crdt.ParseChange(half, budget)
		wantCode(t, err, "")
	}
	if budget.Inflated != 0 {
		t.Errorf("%d bytes are left", budget.Inflated)
	}
	_, err = crdt.ParseChange(rawDeflated(t, rawSets(2)), budget)
	wantCode(t, err, crm.CodeTooLarge)
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange, rawSets(2)), budget)
	wantCode(t, err, "")
}

func TestParseChange_RefusesABombWithoutMemory(t *testing.T) {
	bomb := rawBomb(t, 6_000_000, 10)
	if len(bomb) > 60_000 {
		t.Fatalf("the bomb has %d bytes", len(bomb))
	}
	var err error
	if used := allocated(func() { _, err = crdt.ParseChange(bomb, nil) }); used > 1<<20 {
		t.Errorf("%d bytes allocated", used)
	}
	wantCode(t, err, crm.CodeTooLarge)
}

func TestParseChange_TakesCountersOf32Bits(t *testing.T) {
	const last = 1<<32 - 1
	c := &crdt.Change{Actor: "actor", Seq: last, StartOp: last, Time: -1 << 63,
		Ops: []crdt.Op{{ID: crdt.OpID{Counter: last, Actor: "actor"}, Key: "k", Action: crdt.ActionSet,
			Pred: []crdt.OpID{{Counter: last - 1, Actor: "b"}}}}}
	wantCode(t, crdt.EncodeChange(c), "")
	got, err := crdt.ParseChange(c.Data, nil)
	wantCode(t, err, "")
	if got.MaxOp() != last || got.Ops[0].Pred[0].Counter != last-1 || got.Time != c.Time {
		t.Errorf("got %+v", got)
	}
	two := rawSets(2)
	at := len(rawHead(1)) - 4 // position of startOp, in front of time, message and actors
	two = slices.Concat(two[:at], uleb(last), two[at+1:])
	_, err = crdt.ParseChange(rawSeal(crdt.ChunkChange, two), nil)
	wantCode(t, err, crm.CodeInvalid)
}

func TestDocumentHeads_Takes512(t *testing.T) {
	contents := append([]byte{1, 1, 7}, uleb(512)...)
	for i := range 512 {
		contents = append(contents, binary.BigEndian.AppendUint16(nil, uint16(i))...)
		contents = append(contents, make([]byte, 30)...)
	}
	heads, err := crdt.DocumentHeads(rawSeal(crdt.ChunkDocument, contents))
	wantCode(t, err, "")
	if len(heads) != 512 {
		t.Errorf("%d heads", len(heads))
	}
	_, err = crdt.DocumentHeads(rawSeal(crdt.ChunkDocument, append([]byte{0}, uleb(513)...)))
	wantCode(t, err, crm.CodeTooLarge)
	_, err = crdt.DocumentHeads(rawSeal(crdt.ChunkChange, contents))
	wantCode(t, err, crm.CodeInvalid)
}
