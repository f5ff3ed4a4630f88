package store_test

import (
	"database/sql"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// acknowledged is a change of which the store has said that it is on the disk.
type acknowledged struct {
	document crm.ID
	hash     crm.Hash
}

// The power may go at any moment: what was acknowledged is there afterwards, and nothing is damaged. What the system
// had not been told to sync may be lost, in part and in any order.
func TestPower_LosesNothingAcknowledged(t *testing.T) {
	t.Parallel()
	cuts := 100
	if os.Getenv("TEST_SOAK") != "" {
		cuts = 1000
	}
	cuts = volume(t, "cuts of the power", cuts)
	dir := newDir(t)
	d := newDisk(t, dir)
	writeForAWhile(t, d)
	seed, begun := rand.Uint64(), 0
	chance := rand.New(rand.NewPCG(seed, 0))
	for range cuts {
		point := chance.IntN(len(d.steps) + 1)
		into := filepath.Join(t.TempDir(), "data")
		if err := os.Mkdir(into, 0o700); err != nil {
			t.Fatal(err)
		}
		d.cut(t, point, chance, into)
		begun += missing(t, into, d.steps[:point])
		if t.Failed() {
			t.Fatalf("cut after step %d of %d, seed %d", point, len(d.steps), seed)
		}
		if err := os.RemoveAll(into); err != nil {
			t.Fatal(err)
		}
	}
	t.Logf("%d steps; %d cuts had a write begun and not acknowledged", len(d.steps), begun)
}

// writeForAWhile commits changes of ten documents, in batches of one to eight, and has the log copied into the file now
// and then.
func writeForAWhile(t *testing.T, d *disk) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: d.dir, Now: stillClock})
	if err != nil {
		t.Fatal(err)
	}
	side, err := sql.Open("sqlite", filepath.Join(d.dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	defer side.Close()
	for round, n := 0, 0; round < 60; round++ {
		var writes []*crm.Write
		for range 1 + round%8 {
			w := write(n%10, fmt.Sprint(n))
			w.Record = lead(n%10, map[string]string{"score": fmt.Sprint(n)})
			writes, n = append(writes, w), n+1
		}
		commitTogether(t, s, writes)
		for _, w := range writes {
			d.say(acknowledged{w.Document, w.Changes[0].Hash})
		}
		if round%12 == 11 {
			if _, err := side.Exec(`PRAGMA wal_checkpoint(RESTART)`); err != nil {
				t.Fatal(err)
			}
		}
	}
	d.mu.Lock() // what closing does is not looked at
	steps := len(d.steps)
	d.mu.Unlock()
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	d.steps = d.steps[:steps]
}

// missing opens what a cut has left. It is an error if something is damaged, or acknowledged and not there. It returns
// 1 if a write was begun and not acknowledged before the cut, else 0.
func missing(t *testing.T, dir string, steps []step) (begun int) {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: stillClock})
	if err != nil {
		t.Error(err)
		return 0
	}
	defer s.Close()
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
	for _, one := range steps {
		begun = 1
		if saved, ok := one.note.(acknowledged); ok {
			begun = 0
			if _, err := s.ChangeData(t.Context(), saved.document, []crm.Hash{saved.hash}); err != nil {
				t.Errorf("%s was acknowledged, and is lost: %v", saved.hash, err)
			}
		}
	}
	return begun
}
