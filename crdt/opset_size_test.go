package crdt_test

import (
	"runtime"
	"strings"
	"syscall"
	"testing"
	"time"

	"roomkey/crdt"
)

// generous is far above the processor time that these tests take, less than a second, or some with the race detector. A
// quadratic set would take minutes. Time by the clock would also measure what else the machine does.
const generous = 20 * time.Second

func within(t *testing.T, what string, do func()) {
	t.Helper()
	start := processorTime(t)
	do()
	if took := processorTime(t) - start; took > generous {
		t.Errorf("%s took %v", what, took)
	}
}

// processorTime is what this process has used.
func processorTime(t *testing.T) time.Duration {
	t.Helper()
	var used syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &used); err != nil {
		t.Fatal(err)
	}
	return time.Duration(used.Utime.Nano() + used.Stime.Nano())
}

func TestOpSet_StaysFastOnLongTexts(t *testing.T) {
	const n = 100_000
	cases := map[string]func(s *crdt.OpSet) (text crdt.OpID, want string){
		"typed, a change a key": func(s *crdt.OpSet) (crdt.OpID, string) {
			first := write("a", 1)
			text, after := first.makes(root, "t", crdt.ActionMakeText), root
			mustApply(t, s, first)
			for i := range n {
				p := write("a", uint64(i+2))
				after = p.push(text, after, "x")
				mustApply(t, s, p)
			}
			return text, strings.Repeat("x", n)
		},
		"pasted": func(s *crdt.OpSet) (crdt.OpID, string) {
			p := write("a", 1)
			text := p.text(root, "t", strings.Repeat("x", n))
			mustApply(t, s, p)
			return text, strings.Repeat("x", n)
		},
		"typed backwards by two at once": func(s *crdt.OpSet) (crdt.OpID, string) {
			first := write("a", 1)
			text := first.makes(root, "t", crdt.ActionMakeText)
			mustApply(t, s, first)
			for _, actor := range []string{"a", "b"} {
				p := write(actor, 2)
				for range n {
					p.push(text, root, actor)
				}
				mustApply(t, s, p)
			}
			return text, strings.Repeat("ba", n)
		},
		"one place, descending ids": func(s *crdt.OpSet) (crdt.OpID, string) {
			first := write("zz", 1)
			text := first.makes(root, "t", crdt.ActionMakeText)
			mustApply(t, s, first)
			for i := range n / 10 {
				p := write(string([]byte{'a', byte(255 - i/256), byte(255 - i%256)}), 2)
				p.push(text, root, "x")
				mustApply(t, s, p)
			}
			return text, strings.Repeat("x", n/10)
		},
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			within(t, name, func() {
				s := crdt.NewOpSet()
				_, want := build(s)
				if got := content(t, s)["t"]; got != want {
					t.Error("the text is another")
				}
			})
		})
	}
}

func mustApply(t *testing.T, s *crdt.OpSet, p pen) {
	t.Helper()
	if err := s.Apply(p.Change); err != nil {
		t.Fatal(err)
	}
}

func TestOpSet_KeepsLittlePerCharacter(t *testing.T) {
	const n, limit = 100_000, 56
	p := write("a", 1)
	p.text(root, "t", strings.Repeat("x", n))
	s := crdt.NewOpSet()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	mustApply(t, s, p)
	runtime.GC()
	runtime.ReadMemStats(&after)
	if per := (int64(after.HeapAlloc) - int64(before.HeapAlloc)) / n; per > limit {
		t.Errorf("%d bytes per character, at most %d", per, limit)
	}
	runtime.KeepAlive(s)
	runtime.KeepAlive(p)
}

// A text that had grown by a page was copied as a whole, again and again: what it takes was free twice over, in pieces
// that nothing else fitted into.
func TestOpSet_CopiesNoLongTextWhenItGrows(t *testing.T) {
	const parts, length, limit = 100, 1_000, 1 << 20 // bytes for a part
	first := write("a", 1)
	text, after, next := first.makes(root, "t", crdt.ActionMakeText), root, uint64(2)
	s := crdt.NewOpSet()
	mustApply(t, s, first)
	var before, now runtime.MemStats
	for i := range parts {
		p := write("a", next)
		for range length {
			after = p.push(text, after, "x")
			next++
		}
		runtime.ReadMemStats(&before)
		mustApply(t, s, p)
		runtime.ReadMemStats(&now)
		if took := now.TotalAlloc - before.TotalAlloc; took > limit {
			t.Errorf("after %d characters, %d more took %d KB", i*length, length, took>>10)
		}
	}
}

// Each character made three objects, which a server that was sent long texts had to collect beside everybody's edits.
func TestOpSet_MakesNoGarbageForEachCharacter(t *testing.T) {
	const length, limit = 2_000, 200 // objects for a change
	written := write("a", 1)
	text, after := written.makes(root, "t", crdt.ActionMakeText), root
	var all []crdt.OpID
	for range length {
		after = written.push(text, after, "x")
		all = append(all, after)
	}
	deleted := write("a", written.MaxOp()+1)
	for _, id := range all {
		deleted.op(crdt.Op{Obj: text, List: true, Elem: id, Action: crdt.ActionDelete, Pred: []crdt.OpID{id}})
	}
	s := crdt.NewOpSet()
	var before, now runtime.MemStats
	for _, c := range []struct {
		what string
		pen
	}{{"writing", written}, {"deleting", deleted}} {
		runtime.ReadMemStats(&before)
		mustApply(t, s, c.pen)
		runtime.ReadMemStats(&now)
		if made := now.Mallocs - before.Mallocs; made > limit {
			t.Errorf("%s %d characters made %d objects", c.what, length, made)
		}
	}
}

func TestOpSet_BoundsWhatCompetesForOneKey(t *testing.T) {
	s, p := crdt.NewOpSet(), write("a", 1)
	for range 10_000 {
		p.set(root, "k", 1)
	}
	if err := s.Apply(p.Change); err == nil {
		t.Error("10,000 values compete for one key")
	}
}

func BenchmarkOpSet_Keystroke(b *testing.B) {
	s, first := crdt.NewOpSet(), write("a", 1)
	text, after := first.makes(root, "t", crdt.ActionMakeText), root
	for range 10_000 {
		after = first.push(text, after, "x")
	}
	if err := s.Apply(first.Change); err != nil {
		b.Fatal(err)
	}
	next := first.MaxOp() + 1
	for b.Loop() {
		p := write("a", next)
		after = p.push(text, after, "x")
		next++
		if err := s.Apply(p.Change); err != nil {
			b.Fatal(err)
		}
	}
}
