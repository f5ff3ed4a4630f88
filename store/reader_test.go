package store_test

import (
	"sync"
	"testing"
	"time"

	"roomkey/crm"
)

// A reader that prepares its first statement needs a connection of its own, while others hold all there are.
func TestReader_ManyFirstReadsDoNotWaitForEachOther(t *testing.T) {
	for range volume(t, "stores", 20) {
		s := open(t)
		if _, err := s.Commit(t.Context(), write(1, "a")); err != nil {
			t.Fatal(err)
		}
		began := time.Now()
		var group sync.WaitGroup
		for range 64 {
			group.Go(func() {
				if _, err := s.Document(t.Context(), id(1)); err != nil {
					t.Error(err)
				}
			})
		}
		group.Wait()
		if took := time.Since(began); took > 3*time.Second {
			t.Fatalf("the first reads took %v", took)
		}
	}
}

// A device that comes new reads thousands of documents: SQLite must not parse what each asks anew.
func TestReader_ParsesOnceWhatEachDocumentAsks(t *testing.T) {
	s := open(t)
	if _, err := s.Commit(t.Context(), write(1, "a")); err != nil {
		t.Fatal(err)
	}
	if err := s.Documents(t.Context(), nil, func(*crm.Stored) error { return nil }); err != nil {
		t.Fatal(err)
	}
	if texts, err := s.Unparsed(t.Context(), id(1)); err != nil || len(texts) > 0 {
		t.Errorf("it has not parsed %q: %v", texts, err)
	}
}
