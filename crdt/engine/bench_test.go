package engine_test

import (
	"sync"
	"sync/atomic"
	"testing"

	"roomkey/crdt/engine"
)

// BenchmarkApply measures one caller that waits for each change: apply, new heads, one field.
func BenchmarkApply(b *testing.B) {
	pool, a, s := run(b, engine.Config{Children: 1}), newAuthor(b), &stored{id: id(1)}
	changes := make([][]byte, b.N)
	for i := range changes {
		changes[i] = a.set("ListPrice", int64(i))
	}
	b.ResetTimer()
	for _, change := range changes {
		if _, err := pool.Apply(b.Context(), s.doc(), [][]byte{change}, []string{"ListPrice"}); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkApplyPipelined measures 32 documents in one process, with one change in each call.
func BenchmarkApplyPipelined(b *testing.B) {
	const documents = 32
	pool := run(b, engine.Config{Children: 1})
	each := b.N/documents + 1
	changes := make([][][]byte, documents)
	for d := range changes {
		a := newAuthor(b)
		for i := range each {
			changes[d] = append(changes[d], a.set("ListPrice", int64(i)))
		}
	}
	var failed atomic.Bool
	b.ResetTimer()
	var group sync.WaitGroup
	for d := range documents {
		group.Go(func() {
			s := &stored{id: id(d)}
			for _, change := range changes[d] {
				if _, err := pool.Apply(b.Context(), s.doc(), [][]byte{change}, []string{"ListPrice"}); err != nil {
					failed.Store(true)
				}
			}
		})
	}
	group.Wait()
	b.ReportMetric(float64(documents*each)/b.Elapsed().Seconds(), "changes/s")
	if failed.Load() {
		b.Fatal("a call went wrong")
	}
}

// BenchmarkSnapshot measures the snapshot of a document of 2,000 changes.
func BenchmarkSnapshot(b *testing.B) {
	pool, a, s := run(b, engine.Config{Children: 1}), newAuthor(b), &stored{id: id(1)}
	changes := make([][]byte, 2000)
	for i := range changes {
		changes[i] = a.set("ListPrice", int64(i))
	}
	if _, err := pool.Apply(b.Context(), s.doc(), changes, nil); err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		if _, _, err := pool.Snapshot(b.Context(), s.doc()); err != nil {
			b.Fatal(err)
		}
	}
}
