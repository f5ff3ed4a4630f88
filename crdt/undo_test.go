package crdt

import (
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

// scribe writes changes of random operations on one map, one list and two texts of some pages.
type scribe struct {
	chance *rand.Rand
	next   uint64
	c      *Change
	places []scribed
	kept   []scribed // places as they are without the change that is being written
}

// scribed is a place, and all values that it ever had.
type scribed struct {
	op     Op // Obj, and Key or List and Elem
	values []OpID
}

// begin begins a change by one of three authors.
func (w *scribe) begin() {
	w.c = &Change{Actor: Actor("abc"[w.chance.IntN(3):][:1]), StartOp: w.next, Time: 1_700_000_000}
	w.kept = slices.Clone(w.places)
	for i := range w.kept {
		w.kept[i].values = slices.Clone(w.kept[i].values)
	}
}

func (w *scribe) add(op Op) OpID {
	op.ID = OpID{w.next, w.c.Actor}
	w.next++
	w.c.Ops = append(w.c.Ops, op)
	return op.ID
}

// insert adds an element after one of the same object, or at its beginning.
func (w *scribe) insert(obj, after OpID) {
	op := Op{Obj: obj, List: true, Insert: true, Elem: after, Action: ActionSet}
	switch n := w.chance.IntN(20); {
	case n == 0:
		op.Action, op.Mark = ActionMark, "bold"
	case n < 4:
		op.Value = Value{Type: ValueCounter, Int: int64(n)}
	default:
		op.Value = Value{Type: ValueString, Bytes: string(rune('a' + n))}
	}
	id := w.add(op)
	place := scribed{op: Op{Obj: obj, List: true, Elem: id}}
	if op.Action == ActionSet {
		place.values = []OpID{id}
	}
	w.places = append(w.places, place)
}

// write writes one operation at a place.
func (w *scribe) write() {
	at := &w.places[w.chance.IntN(len(w.places))]
	n := w.chance.IntN(10)
	if at.op.List && (n < 6 || len(at.values) == 0) {
		after := at.op.Elem
		if w.chance.IntN(20) == 0 {
			after = OpID{}
		}
		w.insert(at.op.Obj, after)
		return
	}
	op := at.op
	for _, value := range at.values {
		if len(at.values) == 1 || w.chance.IntN(2) == 0 {
			op.Pred = append(op.Pred, value)
		}
	}
	switch {
	case n < 8 && len(op.Pred) > 0:
		op.Action = ActionDelete
	case n == 8 && len(op.Pred) > 0:
		op.Action, op.Value = ActionIncrement, Value{Type: ValueInt, Int: 3}
	default:
		op.Action, op.Value = ActionSet, Value{Type: ValueInt, Int: int64(n)}
		at.values = append(at.values, w.add(op))
		return
	}
	w.add(op)
}

// image is all that a set knows, but for the order in which siblings lie that were not read yet.
func image(s *OpSet) string {
	var b strings.Builder
	fmt.Fprintln(&b, s.last, s.times, len(s.overwrittenAt), len(s.objects))
	for _, ref := range slices.SortedFunc(maps.Keys(s.objects), s.compare) {
		o := s.objects[ref]
		fmt.Fprintln(&b, ref, o.kind, o.key, o.elem)
		for _, key := range o.sortedKeys() {
			fmt.Fprintf(&b, "%s %q\n", key, fmt.Sprint(o.keys[key]))
		}
		if o.seq == nil {
			continue
		}
		fmt.Fprintln(&b, o.seq.length, o.seq.visible, o.seq.bytes, o.seq.written, len(o.seq.first), len(o.seq.pages))
		for i := range o.seq.length {
			el := *o.seq.at(uint32(i))
			fmt.Fprintf(&b, "%d %q %v %v\n", el.state&^unsorted, el.str, el.entry.ref(), el.survivors())
		}
		s.walk(o.seq, func(at uint32, _ *element) bool { fmt.Fprint(&b, at, " "); return true })
	}
	for _, runs := range s.runs {
		for _, r := range runs {
			fmt.Fprintln(&b, r.counter, r.at, r.n)
		}
	}
	return b.String()
}

// A set that has refused a change, or has taken one back, is as one that never saw it, wherever pages begin and end.
func TestUndo_LeavesNothing(t *testing.T) {
	seed := rand.Uint64()
	w := &scribe{chance: rand.New(rand.NewPCG(seed, 0)), next: 1}
	tried, clean := NewOpSet(), NewOpSet()
	both := func(c *Change) {
		t.Helper()
		for _, s := range []*OpSet{tried, clean} {
			if err := s.Apply(c); err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
		}
	}
	for _, a := range []Actor{"a", "b", "c"} { // so that their numbers are equal
		tried.intern(a)
		clean.intern(a)
	}
	w.begin()
	for key, action := range map[string]Action{"list": ActionMakeList, "one": ActionMakeText, "two": ActionMakeText} {
		obj := w.add(Op{Key: key, Action: action})
		for range pageLen - 20 { // a page ends on the way
			w.insert(obj, OpID{})
		}
	}
	for _, key := range []string{"k", "l"} {
		w.places = append(w.places, scribed{op: Op{Key: key}})
	}
	both(w.c)
	for round := range 60 {
		w.begin()
		for range 1 + w.chance.IntN(120) {
			w.write()
		}
		kind := w.chance.IntN(3)
		if kind == 0 {
			w.add(Op{Obj: OpID{1 << 30, "nobody"}, Key: "k", Action: ActionSet})
		}
		switch kind {
		case 0:
			if tried.Apply(w.c) == nil {
				t.Fatalf("seed %d: accepted", seed)
			}
		case 1:
			back, err := tried.apply(w.c)
			if err != nil {
				t.Fatalf("seed %d: %v", seed, err)
			}
			tried.Fields() // which sorts
			back()
		default:
			both(w.c)
			w.kept = w.places
		}
		w.places = w.kept
		if got, want := image(tried), image(clean); got != want {
			t.Fatalf("seed %d, round %d:\n%.3000s\nwant\n%.3000s", seed, round, got, want)
		}
	}
}
