package engine_test

import (
	"context"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

// fatal returns changes that abort automerge-go. They depend on the changes that victim makes.
func fatal(t testing.TB) [][]byte {
	t.Helper()
	names, err := filepath.Glob(filepath.Join("testdata", "fatal", "*.change"))
	if err != nil || len(names) == 0 {
		t.Fatalf("there are no fatal changes: %v", err)
	}
	var changes [][]byte
	for _, name := range names {
		change, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		changes = append(changes, change)
	}
	return changes
}

func hashOf(change []byte) crdt.Hash { return sha256.Sum256(change[8:]) }

// bomb returns a change of a few dozen bytes with n operations, each of which sets the root key k.
func bomb(n int64) []byte {
	run := func(value ...byte) []byte { return append(sleb(n), value...) }
	columns := []struct {
		spec byte
		data []byte
	}{
		{0x15, run(1, 'k')},                          // key
		{0x34, binary.AppendUvarint(nil, uint64(n))}, // not an insertion
		{0x42, run(1)},                               // set
		{0x56, run(0)},                               // null
		{0x70, run(0)},                               // no predecessors
	}
	data := append([]byte{0, 16}, make([]byte, 16)...)     // no dependencies, an actor
	data = append(data, 1, 1, 0, 0, 0, byte(len(columns))) // seq, first operation, time, message, no other actors
	for _, c := range columns {
		data = append(data, c.spec, byte(len(c.data)))
	}
	for _, c := range columns {
		data = append(data, c.data...)
	}
	hashed := append(binary.AppendUvarint([]byte{1}, uint64(len(data))), data...)
	sum := sha256.Sum256(hashed)
	return append(append([]byte{0x85, 0x6f, 0x4a, 0x83}, sum[:4]...), hashed...)
}

func sleb(n int64) (b []byte) {
	for {
		low := byte(n & 0x7f)
		if n >>= 7; n == 0 && low&0x40 == 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// count counts the calls of a pool's hooks.
type count struct{ died, overran, quarantined atomic.Int64 }

func (c *count) metrics() engine.Metrics {
	return engine.Metrics{
		Died: func(overrun bool) {
			c.died.Add(1)
			if overrun {
				c.overran.Add(1)
			}
		},
		Quarantined: func() { c.quarantined.Add(1) },
	}
}

func wantQuarantine(t testing.TB, err error, change []byte) {
	t.Helper()
	var quarantine *crdt.QuarantineError
	if !errors.As(err, &quarantine) || crm.CodeOf(err) != crm.CodeInvalid {
		t.Fatalf("the error is %v, want a quarantine", err)
	}
	if quarantine.Hash != hashOf(change) {
		t.Errorf("%v is in quarantine, want %v", quarantine.Hash, hashOf(change))
	}
}

func TestApply_QuarantinesTheChangeThatKillsAndNothingElse(t *testing.T) {
	var seen count
	pool := run(t, engine.Config{Children: 1, Metrics: seen.metrics()})
	base, valid := victim(t)
	bad := fatal(t)
	var honest, killers sync.WaitGroup
	stop := make(chan struct{})
	for n := range 8 {
		a, s := newAuthor(t), &stored{id: id(100 + n)}
		honest.Go(func() {
			for i := 0; ; i++ {
				select {
				case <-stop:
					return
				default:
				}
				change := a.set("score", int64(i))
				state, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, []string{"score"})
				if err != nil || string(state.Fields["score"]) != fmt.Sprint(i) {
					t.Errorf("an honest change %d: %v, %v", i, state, err)
					return
				}
				s.add(change)
			}
		})
	}
	for n, change := range bad {
		killers.Go(func() {
			s := &stored{id: id(n), chunks: base}
			_, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, nil)
			wantQuarantine(t, err, change)
			if _, err := pool.Apply(t.Context(), s.doc(), [][]byte{valid}, nil); err != nil {
				t.Errorf("a valid change of the same document: %v", err)
			}
		})
	}
	killers.Wait()
	close(stop)
	honest.Wait()
	if seen.quarantined.Load() != int64(len(bad)) {
		t.Errorf("%d changes are in quarantine, want %d", seen.quarantined.Load(), len(bad))
	}
}

func TestApply_FindsTheFatalOneOfMany(t *testing.T) {
	pool := run(t, engine.Config{Children: 1})
	base, valid := victim(t)
	bad := fatal(t)[0]
	s := &stored{id: id(1)}
	_, err := pool.Apply(t.Context(), s.doc(), [][]byte{base[0], bad, valid}, nil)
	wantQuarantine(t, err, bad)
	state, err := pool.Apply(t.Context(), s.doc(), [][]byte{base[0], valid}, []string{"n"})
	if err != nil || string(state.Fields["n"]) != "2" {
		t.Errorf("without it: %v, %v", state, err)
	}
}

func TestApply_QuarantinesWhatOverrunsItsDeadline(t *testing.T) {
	var seen count
	pool := run(t, engine.Config{Children: 1, CallTimeout: 500 * time.Millisecond, Metrics: seen.metrics()})
	slow := bomb(200_000)
	s := &stored{id: id(1)}
	_, err := pool.Apply(t.Context(), s.doc(), [][]byte{slow}, []string{"k"})
	wantQuarantine(t, err, slow)
	if seen.overran.Load() == 0 {
		t.Error("no deadline was overrun")
	}
	if _, err := pool.Apply(t.Context(), s.doc(), [][]byte{newAuthor(t).set("a", 1.0)}, nil); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

func TestApply_QuarantinesWhatNeedsTooMuchMemory(t *testing.T) {
	var seen count
	pool := run(t, engine.Config{Children: 1, MemoryLimit: 32 << 20, CallTimeout: 60 * time.Second,
		Metrics: seen.metrics()})
	big := bomb(4_000_000)
	s := &stored{id: id(1)}
	_, err := pool.Apply(t.Context(), s.doc(), [][]byte{big}, []string{"k"})
	wantQuarantine(t, err, big)
	if seen.overran.Load() != 0 {
		t.Error("it was the deadline that ended it")
	}
}

func TestPool_ADocumentThatCannotBeLoadedIsNoQuarantine(t *testing.T) {
	pool := run(t, engine.Config{Children: 1})
	base, valid := victim(t)
	s := &stored{id: id(1), chunks: [][]byte{base[0], fatal(t)[0]}}
	_, err := pool.Apply(t.Context(), s.doc(), [][]byte{valid}, nil)
	var quarantine *crdt.QuarantineError
	if errors.As(err, &quarantine) || crm.CodeOf(err) != crm.CodeInternal {
		t.Errorf("the error is %v", err)
	}
	torn := &stored{id: id(2), chunks: [][]byte{append([]byte{}, base[0]...)}}
	torn.chunks[0][20] ^= 1
	if _, err := pool.Apply(t.Context(), torn.doc(), nil, nil); crm.CodeOf(err) != crm.CodeInternal {
		t.Errorf("a torn chunk: %v", err)
	}
}

func TestPool_ACallThatIsGivenUpHasNoEffect(t *testing.T) {
	pool := run(t, engine.Config{Children: 1})
	a, s := newAuthor(t), &stored{id: id(1)}
	for i := range 200 {
		change := a.set("n", int64(i))
		ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i)*2*time.Microsecond)
		_, err := pool.Apply(ctx, s.doc(), [][]byte{change}, nil)
		cancel()
		before := len(s.chunks)
		if err == nil {
			s.add(change)
			continue
		}
		state, err := pool.Fields(t.Context(), s.doc(), nil)
		if err != nil || state.Ops != before {
			t.Fatalf("given up after %d changes, the document has %d operations (%v)", before, state.Ops, err)
		}
		if _, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, nil); err != nil {
			t.Fatal(err)
		}
		s.add(change)
	}
}

func TestPool_HoldsABoundedNumberOfDocuments(t *testing.T) {
	pool := run(t, engine.Config{Children: 1})
	change := newAuthor(t).set("n", 1.0)
	first := &stored{id: id(0)}
	for n := range 600 {
		s := &stored{id: id(n)}
		if n == 0 {
			s = first
		}
		if _, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, nil); err != nil {
			t.Fatal(err)
		}
		s.add(change)
	}
	state, err := pool.Fields(t.Context(), first.doc(), nil)
	if err != nil || state.Ops != 1 || first.loads != 2 {
		t.Errorf("%v, %v, loaded %d times", state, err, first.loads)
	}
}
