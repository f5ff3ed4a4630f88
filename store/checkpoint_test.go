package store_test

import (
	"database/sql"
	"testing"
	"time"
)

// Litestream reads all the time, and a backup for as long as it takes. An erasure, which empties the log of the
// database, leaves others time to write meanwhile.
func TestErase_BesideAReaderHoldsNobodyUp(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	reader, err := db.Begin()
	if err != nil {
		t.Fatal(err)
	}
	defer reader.Rollback()
	var n int
	if err := reader.QueryRow(`SELECT count(*) FROM records`).Scan(&n); err != nil || n != 1 {
		t.Fatal(n, err)
	}
	erased := make(chan error, 1)
	go func() { erased <- s.Erase(t.Context(), id(1)) }()
	tick := time.NewTicker(20 * time.Millisecond)
	defer tick.Stop()
	for n, slowest := 2, time.Duration(0); ; n++ {
		began := time.Now()
		put(t, s, lead(n, nil))
		if slowest = max(slowest, time.Since(began)); slowest > 2500*time.Millisecond {
			t.Fatalf("a write took %s", slowest)
		}
		select {
		case err := <-erased:
			if err != nil {
				t.Error(err)
			}
			return
		case <-tick.C:
		}
	}
}
