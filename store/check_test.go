package store_test

import (
	"database/sql"
	"fmt"
	"os"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

func problems(t *testing.T, s *store.Store) (found []string) {
	t.Helper()
	err := s.Check(t.Context(), func(p store.Problem) error {
		found = append(found, p.String())
		return nil
	}, func(store.Material) error { return nil })
	if err != nil {
		t.Fatal(err)
	}
	return found
}

// plant changes the database behind the store's back.
func plant(t *testing.T, dir, text string, args ...any) {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	result, err := db.Exec(text, args...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err == nil && n == 0 && strings.HasPrefix(text, "UPDATE") {
		t.Fatal("nothing was planted")
	}
}

// healthy is a database in which Check finds nothing.
var healthy fixture

func makeHealthy(t *testing.T, s *store.Store) {
	t.Helper()
	changes := []crm.StoredChange{chunk("a"), chunk("b"), chunk("c")}
	w := &crm.Write{Document: id(1), Of: id(1), Record: lead(1, nil), Changes: changes,
		Heads: []crm.Hash{chunk("c").Hash},
		Audit: []crm.AuditEntry{{At: now, Action: "a"}, {At: now, Action: "b"}}}
	for _, w := range []*crm.Write{w, write(2, "x"), write(2, "y")} {
		if _, err := s.Commit(t.Context(), w); err != nil {
			t.Fatal(err)
		}
	}
	if err := s.Compact(t.Context(), id(2), []byte("snapshot"), []crm.Hash{chunk("y").Hash}, 2); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, s); len(found) != 0 {
		t.Fatal("healthy, but", found)
	}
}

func TestCheck_FindsPlantedDamage(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ plant, where string }{
		"change": {`UPDATE changes SET data = CAST('chunk of B' AS BLOB) WHERE num & 16777215 = 1`,
			"document " + id(1).String()},
		"hash": {`UPDATE changes SET hash = zeroblob(32) WHERE num & 16777215 = 1`, "document " + id(1).String()},
		"lost": {`UPDATE documents SET changes = changes + 1 WHERE private = 0 AND changes = 3`,
			"document " + id(1).String()},
		"pack":       {`UPDATE packs SET data = zeroblob(20)`, "document " + id(2).String()},
		"snapshot":   {`UPDATE snapshots SET data = CAST('other' AS BLOB)`, "document " + id(2).String()},
		"projection": {`UPDATE records SET fields = CAST('{"name":"Forged"}' AS BLOB)`, "record " + id(1).String()},
		"owner":      {`UPDATE records SET owner = randomblob(16)`, "record " + id(1).String()},
		"audit": {`DROP TRIGGER audit_is_never_changed; UPDATE audit SET action = 'nothing' WHERE num = 1`,
			"audit line 1"},
		"audit's tail": {`DROP TRIGGER audit_is_never_shortened; DELETE FROM audit WHERE num = (SELECT max(num) FROM audit)`,
			"audit: ends with line"},
		"audit's tail, and new lines": {`DROP TRIGGER audit_is_never_shortened; DELETE FROM audit WHERE num > 0;`,
			"audit"},
		"search":   {`UPDATE records SET words = 0`, "search"},
		"entry":    {`UPDATE entries SET data = zeroblob(90) WHERE num = 1`, "record " + id(1).String()},
		"unlisted": {`DELETE FROM entries WHERE num = 1`, "record " + id(1).String()},
		"moved":    {`UPDATE entries SET num = 7 WHERE num = 1`, "record " + id(1).String()},
		"orphan":   {`INSERT INTO entries SELECT 99, num, form, sum, data FROM entries WHERE num = 1`, "entries"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir := healthy.dir(t, func(s *store.Store) { makeHealthy(t, s) })
			s := reopen(t, dir)
			plant(t, dir, c.plant)
			if strings.Contains(name, "new lines") {
				if err := s.Audit(t.Context(), crm.AuditEntry{Action: "since"}); err != nil {
					t.Fatal(err)
				}
			}
			found := problems(t, s)
			if len(found) == 0 || !strings.HasPrefix(found[0], c.where) {
				t.Fatalf("check says %q, want %s", found, c.where)
			}
			switch name {
			case "change", "hash", "lost":
				_, err := s.Document(t.Context(), id(1))
				wantCode(t, err, crm.CodeUnavailable)
			case "pack", "snapshot":
				_, err := s.Document(t.Context(), id(2))
				wantCode(t, err, crm.CodeUnavailable)
			case "projection", "owner":
				_, err := s.Record(t.Context(), id(1))
				wantCode(t, err, crm.CodeUnavailable)
				_, err = s.List(t.Context(), user(crm.RoleBroker, 9), store.Query{Type: "lead"})
				wantCode(t, err, crm.CodeUnavailable)
			}
		})
	}
}

// An erasure rewrites the full-text index. A connection that looked at the index before must not take that for damage.
func TestCheck_AgainAfterAnErasure(t *testing.T) {
	t.Parallel()
	s := open(t)
	for n := range 3 {
		put(t, s, lead(n, map[string]string{"name": `"Ana"`}))
		if found := problems(t, s); len(found) > 0 {
			t.Fatal(found)
		}
	}
	if err := s.Erase(t.Context(), id(0)); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, s); len(found) > 0 {
		t.Error(found)
	}
}

func TestCheck_FindsADamagedPage(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	var writes []*crm.Write
	for n := range 300 {
		w := write(n, strings.Repeat(fmt.Sprint(n), 200))
		w.Record = lead(n, nil)
		writes = append(writes, w)
	}
	commitTogether(t, s, writes)
	if err := s.Close(); err != nil { // which also empties the WAL
		t.Fatal(err)
	}
	data, err := os.ReadFile(file(dir))
	if err != nil {
		t.Fatal(err)
	}
	at := strings.Index(string(data), "chunk of "+strings.Repeat("123", 200))
	page := at / 4096 * 4096
	for i := page; i < page+4096; i += 7 {
		data[i] ^= 0x55
	}
	if err := os.WriteFile(file(dir), data, 0o600); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	if found := problems(t, s); len(found) == 0 {
		t.Fatal("a damaged page was not found")
	}
	_, err = s.Document(t.Context(), id(123))
	wantCode(t, err, crm.CodeUnavailable)
}
