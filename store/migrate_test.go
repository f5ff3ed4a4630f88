package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"regexp"
	"slices"
	"strconv"
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

// A program goes on with a file that a newer one has written, if that one has only added to the schema.
func TestOpen_GoesBackToAnOlderProgram(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		oldest any
		opens  bool
	}{"it has only added": {store.OldestReader, true}, "it has changed what was there": {9999, false},
		"it does not say": {nil, false}} {
		dir := newDir(t)
		s := reopen(t, dir)
		put(t, s, lead(1, nil))
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", file(dir))
		if err != nil {
			t.Fatal(err)
		}
		defer db.Close()
		if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1)`); err != nil {
			t.Fatal(err)
		}
		_, err = db.Exec(`DELETE FROM meta WHERE key = 'oldest_reader'`)
		if err == nil && c.oldest != nil {
			_, err = db.Exec(`INSERT INTO meta (key, value) VALUES ('oldest_reader', ?)`, fmt.Sprint(c.oldest))
		}
		if err != nil {
			t.Fatal(err)
		}
		s, err = store.Open(t.Context(), store.Options{Dir: dir, Now: stillClock})
		if !c.opens {
			wantCode(t, err, crm.CodeUnavailable)
			continue
		}
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if _, err := s.Record(t.Context(), id(1)); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	}
}

// What migrations after the oldest reader's may do: add tables, columns, indexes and triggers, and fill what they have
// added. So a program of before works on the file: while both run, and if one goes back.
func TestMigrations_OnlyAdd(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("migrations")
	if err != nil {
		t.Fatal(err)
	}
	var added additions
	for _, file := range files {
		number, err := strconv.Atoi(file.Name()[:5])
		if err != nil {
			t.Fatal(err)
		}
		if number <= store.OldestReader {
			continue
		}
		text, err := os.ReadFile("migrations/" + file.Name())
		if err != nil {
			t.Fatal(err)
		}
		for _, statement := range upStatements(string(text)) {
			if !added.adds(statement) {
				t.Errorf("%s: a program of schema %d would not survive: %s\nIf that can't be helped, make "+
					"oldestReader %d, and say in the changelog that nobody can go back.", file.Name(),
					store.OldestReader, statement, number)
			}
		}
	}
	for _, bad := range []string{"DROP TABLE records", "ALTER TABLE records DROP COLUMN owner",
		"ALTER TABLE records RENAME TO others", "ALTER TABLE records ADD COLUMN x TEXT NOT NULL",
		"CREATE UNIQUE INDEX x ON records (owner)", "UPDATE records SET owner = 1", "DELETE FROM records",
		"CREATE TRIGGER x AFTER DELETE ON records BEGIN DELETE FROM changes; END"} {
		if added.adds(bad) {
			t.Errorf("it lets pass: %s", bad)
		}
	}
}

// upStatements are the statements of a migration's first half, without comments.
func upStatements(text string) (statements []string) {
	up, _, _ := strings.Cut(text, "-- +goose Down")
	up = regexp.MustCompile(`(?s)-- \+goose StatementBegin(.*?)-- \+goose StatementEnd`).ReplaceAllStringFunc(up,
		func(whole string) string { return strings.ReplaceAll(whole, ";", "\x00") + ";" })
	up = regexp.MustCompile(`--[^\n]*`).ReplaceAllString(up, "")
	for one := range strings.SplitSeq(up, ";") {
		if one = strings.Join(strings.Fields(strings.ReplaceAll(one, "\x00", ";")), " "); one != "" {
			statements = append(statements, one)
		}
	}
	return statements
}

// additions are the tables and columns that were added so far.
type additions struct{ tables, columns []string }

var (
	createsTable  = regexp.MustCompile(`^CREATE (?:VIRTUAL )?TABLE (\w+)`)
	createsIndex  = regexp.MustCompile(`^CREATE (UNIQUE )?INDEX \w+ ON (\w+)`)
	createsAction = regexp.MustCompile(`^CREATE TRIGGER .*? BEGIN (.*)$`)
	addsColumn    = regexp.MustCompile(`^ALTER TABLE (\w+) ADD COLUMN (\w+) (.*)$`)
	writes        = regexp.MustCompile(`^(?:INSERT INTO|DELETE FROM|UPDATE) (\w+)`)
	updates       = regexp.MustCompile(`^UPDATE (\w+) SET (\w+) = [^,]*$|^UPDATE (\w+) SET (\w+) = \(SELECT`)
)

// adds reports whether a statement only adds, and notes what.
func (a *additions) adds(statement string) bool {
	if found := createsTable.FindStringSubmatch(statement); found != nil {
		a.tables = append(a.tables, found[1])
		return true
	}
	if found := createsIndex.FindStringSubmatch(statement); found != nil {
		return found[1] == "" || slices.Contains(a.tables, found[2])
	}
	if found := addsColumn.FindStringSubmatch(statement); found != nil {
		a.columns = append(a.columns, found[1]+"."+found[2])
		return !strings.Contains(found[3], "NOT NULL") || strings.Contains(found[3], "DEFAULT")
	}
	if found := createsAction.FindStringSubmatch(statement); found != nil {
		for one := range strings.SplitSeq(found[1], ";") {
			if one = strings.TrimSpace(one); one != "" && one != "END" && !a.fills(one) {
				return false
			}
		}
		return true
	}
	return a.fills(statement)
}

// fills reports whether a statement writes to nothing but what was added.
func (a *additions) fills(statement string) bool {
	if found := writes.FindStringSubmatch(statement); found != nil && slices.Contains(a.tables, found[1]) {
		return true
	}
	found := updates.FindStringSubmatch(statement)
	return found != nil && slices.Contains(a.columns, found[1]+found[3]+"."+found[2]+found[4])
}
