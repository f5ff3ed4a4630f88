package engine_test

import (
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/automerge/automerge-go"

	"roomkey/crdt/engine"
	"roomkey/internal/memory"
)

// TestPool_FreesVersionsAndSnapshots: Go's collector does not see automerge-go's memory. Without care, a process that
// repeatedly read old versions of one large document would run out of memory and die.
func TestPool_FreesVersionsAndSnapshots(t *testing.T) {
	var seen count
	pool := run(t, engine.Config{Children: 1, MemoryLimit: 48 << 20, CallTimeout: time.Minute, Metrics: seen.metrics()})
	a, s := newAuthor(t), &stored{id: id(1)}
	s.add(a.set("PublicRemarks", automerge.NewText(strings.Repeat("a", 30_000))), a.set("n", 1.0))
	state, err := pool.Fields(t.Context(), s.doc(), nil)
	if err != nil {
		t.Fatal(err)
	}
	for range 25 {
		if _, err := pool.Fields(t.Context(), s.doc(), state.Heads); err != nil {
			t.Fatal(err)
		}
		if _, _, err := pool.Snapshot(t.Context(), s.doc()); err != nil {
			t.Fatal(err)
		}
		pool.Drop(s.id)
	}
	if seen.died.Load() != 0 {
		t.Errorf("the process died %d times", seen.died.Load())
	}
}

// TestPool_GivesBackWhatWasDropped: a process that is not called any more holds neither documents that were dropped nor
// the memory that they took.
func TestPool_GivesBackWhatWasDropped(t *testing.T) {
	const documents, allowed = 8, 30 << 20 // 30,000 operations each: about 10 MB
	pids := make(chan int, 8)
	pool := run(t, engine.Config{Children: 1, CallTimeout: time.Minute,
		Metrics: engine.Metrics{Started: func(pid int) { pids <- pid }}})
	small := &stored{id: id(100)}
	small.add(newAuthor(t).set("n", 1.0))
	if _, err := pool.Apply(t.Context(), small.doc(), nil, []string{}); err != nil {
		t.Fatal(err)
	}
	pid := <-pids
	before, most := own(t, pid), int64(0)
	text := newAuthor(t).set("PublicRemarks", automerge.NewText(strings.Repeat("a", 30_000)))
	for i := range documents {
		s := &stored{id: id(i + 1)}
		s.add(text)
		if _, err := pool.Apply(t.Context(), s.doc(), nil, []string{}); err != nil {
			t.Fatal(err)
		}
		most = max(most, own(t, pid))
	}
	if most < before+2*allowed {
		t.Fatalf("the documents take no more than %d MB", (most-before)>>20)
	}
	for i := range documents {
		pool.Drop(id(i + 1))
	}
	deadline := time.Now().Add(30 * time.Second)
	for ; own(t, pid) > before+allowed; <-time.After(50 * time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("the process held %d MB at first, %d MB with the documents, and keeps %d MB", before>>20, most>>20,
				own(t, pid)>>20)
		}
	}
}

// own is the memory of a process that is not of files, in bytes.
func own(t *testing.T, pid int) int64 {
	use, err := memory.Of(pid)
	if err != nil {
		t.Fatal(err)
	}
	return use.Own
}

// TestPool_HoldsWhatFitsIntoItsMemory: a few records of the maximum length must not make the process load them, and all
// others, again at every edit.
func TestPool_HoldsWhatFitsIntoItsMemory(t *testing.T) {
	const documents, edits, length = 20, 25, 600 // 15,000 operations each: 300,000
	pool := run(t, engine.Config{Children: 1, CallTimeout: time.Minute})
	a, all := newAuthor(t), make([]*stored, documents)
	var changes [][]byte
	for edit := range edits {
		changes = append(changes, a.change(func(root *automerge.Map) error {
			for i := range length {
				if err := root.Set("k"+strconv.Itoa(i), float64(edit)); err != nil {
					return err
				}
			}
			return nil
		}))
	}
	last := a.set("n", -1.0)
	for i := range all {
		all[i] = &stored{id: id(i + 1)}
		all[i].add(changes...)
	}
	for round := range 3 {
		for _, s := range all {
			chunks := [][]byte{last}
			if round == 0 {
				chunks = nil
			}
			if _, err := pool.Apply(t.Context(), s.doc(), chunks, []string{"n"}); err != nil {
				t.Fatal(err)
			}
		}
	}
	for i, s := range all {
		if s.loads != 1 {
			t.Errorf("document %d was loaded %d times", i, s.loads)
		}
	}
}

// Documents that do not fit are dropped before the process exceeds its memory limit.
func TestPool_ForgetsWhatDoesNotFit(t *testing.T) {
	const documents = 200 // about 4 MB each: together more than the 768 MB that a process may use
	var seen count
	pool := run(t, engine.Config{Children: 1, CallTimeout: time.Minute, Metrics: seen.metrics()})
	text := newAuthor(t).set("PublicRemarks", automerge.NewText(strings.Repeat("a", 9_000)))
	for i := range documents {
		s := &stored{id: id(i + 1)}
		s.add(text)
		if _, err := pool.Apply(t.Context(), s.doc(), nil, []string{}); err != nil {
			t.Fatal(err)
		}
	}
	if seen.died.Load() != 0 {
		t.Errorf("the process died %d times", seen.died.Load())
	}
}
