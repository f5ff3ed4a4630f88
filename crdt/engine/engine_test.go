package engine_test

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"sync"
	"testing"
	"time"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "engine" {
		if err := engine.Main(); err != nil {
			os.Exit(3)
		}
		return
	}
	if len(os.Args) > 1 && os.Args[1] == "server" {
		serve()
		return
	}
	os.Exit(m.Run())
}

// run starts a pool for the duration of the test.
func run(t testing.TB, config engine.Config) *engine.Pool {
	t.Helper()
	if config.Log == nil && testing.Verbose() {
		config.Log = slog.New(slog.NewTextHandler(os.Stderr, nil))
	}
	pool := engine.NewPool(config)
	var group sync.WaitGroup
	group.Go(func() { pool.Run(context.Background()) })
	t.Cleanup(func() { pool.Close(); group.Wait() })
	return pool
}

// stored holds the accepted changes of one document, like a store.
type stored struct {
	id  crm.ID
	ops int // as the server knows it

	mu     sync.Mutex
	chunks [][]byte
	loads  int
}

func (s *stored) doc() crdt.Doc {
	return crdt.Doc{ID: s.id, Ops: s.ops, Load: func(context.Context) ([][]byte, error) {
		s.mu.Lock()
		defer s.mu.Unlock()
		s.loads++
		return append([][]byte{}, s.chunks...), nil
	}}
}

func (s *stored) add(changes ...[]byte) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.chunks = append(s.chunks, changes...)
}

// author makes changes as any client would, with Automerge in the test's own process.
type author struct {
	t   testing.TB
	doc *automerge.Doc
}

func newAuthor(t testing.TB) *author { return &author{t: t, doc: automerge.New()} }

// change makes one change by calling edit.
func (a *author) change(edit func(root *automerge.Map) error) []byte {
	a.t.Helper()
	if err := edit(a.doc.RootMap()); err != nil {
		a.t.Fatal(err)
	}
	at := time.UnixMilli(1_700_000_000)
	hash, err := a.doc.Commit("", automerge.CommitOptions{Time: &at, AllowEmpty: true})
	if err != nil {
		a.t.Fatal(err)
	}
	change, err := a.doc.Change(hash)
	if err != nil {
		a.t.Fatal(err)
	}
	return change.Save()
}

func (a *author) set(key string, value any) []byte {
	a.t.Helper()
	return a.change(func(root *automerge.Map) error { return root.Set(key, value) })
}

// poll is the pause between two checks of a condition.
func poll() <-chan time.Time { return time.After(time.Millisecond) }

func id(n int) crm.ID { return crm.ID{byte(n), byte(n >> 8), 1} }

func TestApply_ReturnsHeadsAndFields(t *testing.T) {
	pool := run(t, engine.Config{})
	a, s := newAuthor(t), &stored{id: id(1)}
	for _, change := range [][]byte{a.set("name", automerge.NewText("Ann")), a.set("score", 7.0), a.set("half", 0.5)} {
		if _, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, nil); err != nil {
			t.Fatal(err)
		}
		s.add(change)
	}
	state, err := pool.Apply(t.Context(), s.doc(), nil, []string{"score", "name", "stage", "half"})
	if err != nil {
		t.Fatal(err)
	}
	if len(state.Heads) != 1 || state.Heads[0] != crdt.Hash(a.doc.Heads()[0]) {
		t.Errorf("the heads are %v, want %v", state.Heads, a.doc.Heads())
	}
	if string(state.Fields["name"]) != `"Ann"` || string(state.Fields["score"]) != "7" ||
		string(state.Fields["half"]) != "0.5" {
		t.Errorf("the fields are %s", state.Fields)
	}
	if len(state.Absent) != 1 || state.Absent[0] != "stage" {
		t.Errorf("absent are %v", state.Absent)
	}
	if state.Ops != 6 {
		t.Errorf("there are %d operations, want 6", state.Ops)
	}
	if s.loads != 1 {
		t.Errorf("the document was loaded %d times", s.loads)
	}
	pool.Drop(s.id)
	again, err := pool.Apply(t.Context(), s.doc(), nil, nil)
	if err != nil || len(again.Fields) != 3 || again.Ops != 6 || s.loads != 2 {
		t.Errorf("after a reload: %v, %v, %d loads", again, err, s.loads)
	}
}

func TestApply_RefusesMissingDependencies(t *testing.T) {
	pool := run(t, engine.Config{})
	a, s := newAuthor(t), &stored{id: id(1)}
	first, second, third := a.set("a", 1.0), a.set("b", 2.0), a.set("c", 3.0)
	_, err := pool.Apply(t.Context(), s.doc(), [][]byte{first, third}, nil)
	var refused *crdt.RefusedError
	if !errors.As(err, &refused) || crm.CodeOf(err) != crm.CodeInvalid || refused.Hash != crdt.Hash(a.doc.Heads()[0]) {
		t.Fatalf("the error is %v", err)
	}
	state, err := pool.Apply(t.Context(), s.doc(), [][]byte{first, second}, nil)
	if err != nil || len(state.Fields) != 2 {
		t.Errorf("after a refusal: %v, %v", state, err)
	}
}
