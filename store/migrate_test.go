package store_test

import (
	"database/sql"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

// A migration that came to the program after later ones had run is not skipped without a word.
func TestOpen_RefusesADatabaseThatLacksAnEarlierMigration(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if _, err := db.Exec(`DELETE FROM goose_db_version WHERE version_id = 33`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: stillClock})
	if err == nil {
		s.Close()
	}
	wantCode(t, err, crm.CodeUnavailable)
	if !strings.Contains(err.Error(), "lacks migration 33") {
		t.Errorf("it says %v", err)
	}
}
