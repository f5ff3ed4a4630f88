package engine_test

import (
	"strings"
	"testing"
	"time"

	"github.com/automerge/automerge-go"

	"roomkey/crdt/engine"
)

// TestPool_FreesVersionsAndSnapshots: what automerge-go allocates is invisible to Go's collector, so a process that read
// old versions of one large document again and again would fill up and die.
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
