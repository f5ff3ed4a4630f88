package engine_test

import (
	"crypto/sha256"
	"errors"
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"testing"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crdt/engine"
)

var search = flag.Bool("search", false, "look for changes that stop automerge-go, and write them to testdata/fatal")

// victim returns the document that the fatal changes of testdata depend on, and the valid change that they were mutated
// from.
func victim(t testing.TB) (base [][]byte, valid []byte) {
	a := newAuthor(t)
	if err := a.doc.SetActorID("00112233445566778899aabbccddeeff"); err != nil {
		t.Fatal(err)
	}
	base = append(base, a.change(func(root *automerge.Map) error {
		return errors.Join(root.Set("notes", automerge.NewList()), root.Set("remarks", automerge.NewText("hello")),
			root.Set("n", int64(1)))
	}))
	return base, a.change(func(root *automerge.Map) error {
		remarks, err := root.Get("remarks")
		return errors.Join(err, remarks.Text().Splice(1, 2, "abc"), root.Set("n", int64(2)),
			a.doc.Path("notes").List().Append("x", int64(7), 1.5))
	})
}

// mutate flips one to three bytes after the header and repairs the checksum.
func mutate(random *rand.Rand, change []byte) []byte {
	mutant := slices.Clone(change)
	for range 1 + random.IntN(3) {
		mutant[11+random.IntN(len(mutant)-11)] ^= byte(1 + random.IntN(255))
	}
	sum := sha256.Sum256(mutant[8:])
	copy(mutant[4:], sum[:4])
	return mutant
}

// TestSearch made testdata/fatal: go test ./crdt/engine -run TestSearch -search. Without -search it makes a few tries
// and checks that each returns an error or a state, and that the pool still works.
func TestSearch(t *testing.T) {
	tries := 200
	if *search {
		tries = 20_000
	}
	pool := run(t, engine.Config{Children: 1})
	base, valid := victim(t)
	random := rand.New(rand.NewPCG(1, 2))
	found := 0
	for n := 0; n < tries && found < 5; n++ {
		mutant := mutate(random, valid)
		s := &stored{id: id(n), chunks: base}
		_, err := pool.Apply(t.Context(), s.doc(), [][]byte{mutant}, nil)
		var quarantine *crdt.QuarantineError
		if !errors.As(err, &quarantine) {
			continue
		}
		found++
		t.Logf("try %d: %v", n, err)
		if quarantine.Hash != crdt.Hash(sha256.Sum256(mutant[8:])) {
			t.Errorf("the hash is %v", quarantine.Hash)
		}
		if *search {
			name := filepath.Join("testdata", "fatal", fmt.Sprintf("%x.change", quarantine.Hash[:8]))
			if err := errors.Join(os.MkdirAll(filepath.Dir(name), 0o755),
				os.WriteFile(name, mutant, 0o644)); err != nil {
				t.Fatal(err)
			}
		}
	}
}
