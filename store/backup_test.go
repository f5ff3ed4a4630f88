package store_test

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"roomkey/crm"
	"roomkey/store"
)

func TestBackup_WhileWritingRestoresToEqualHeads(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	ctx, stop := context.WithCancel(t.Context())
	var group sync.WaitGroup
	begun := make(chan struct{})
	group.Go(func() {
		for n := 0; ctx.Err() == nil; n++ {
			w := write(n%20, fmt.Sprint(n))
			w.Record = lead(n%20, map[string]string{"score": fmt.Sprint(n)})
			w.Events = []crm.Event{{Room: crm.TeamRoom(id(2)), Name: "lead:updated", At: now}}
			w.Audit = []crm.AuditEntry{{At: now, User: id(1), Action: "updated", Record: id(n % 20)}}
			if _, err := s.Commit(t.Context(), w); err != nil {
				t.Error(err)
			}
			if n == 100 {
				close(begun)
			}
		}
	})
	<-begun
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	stop()
	group.Wait()
	wantCode(t, s.Backup(t.Context(), file), crm.CodeConflict)
	epoch, _, err := s.RoomPosition(t.Context(), crm.TeamRoom(id(2)))
	if err != nil {
		t.Fatal(err)
	}

	to := t.TempDir()
	if err := store.Restore(t.Context(), file, to, store.Options{}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, to)
	if found := problems(t, restored); len(found) > 0 {
		t.Fatal(found)
	}
	if again, _, err := restored.RoomPosition(t.Context(), crm.TeamRoom(id(2))); err != nil || again == epoch {
		t.Fatal("a restored room has the old epoch", err)
	}
	for n := range 20 {
		was, err := s.Document(t.Context(), id(n))
		if err != nil {
			t.Fatal(err)
		}
		is, err := restored.Document(t.Context(), id(n))
		if err != nil {
			t.Fatal(err)
		}
		for i, c := range is.Changes {
			if c.Hash != was.Changes[i].Hash {
				t.Fatal("the backup has other changes")
			}
		}
		if is.Heads[0] != is.Changes[len(is.Changes)-1].Hash {
			t.Fatal("heads and changes are of different moments")
		}
	}
}

// A cursor of changes that the backup lacks would hide the first changes that come after the restore.
func TestRestore_TakesNoCursorOfTheCatalogFromBefore(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleAgent, 1)
	put(t, s, lead(1, nil))
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	put(t, s, lead(2, nil))
	_, cursor := catalog(t, s, u, "")
	to := t.TempDir()
	if err := store.Restore(t.Context(), file, to, store.Options{}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, to)
	put(t, restored, lead(3, nil))
	_, _, _, err := restored.Catalog(t.Context(), u, cursor, 10)
	wantCode(t, err, crm.CodeInvalid)
	items, _ := catalog(t, restored, u, "")
	sameSet(t, "after the restore", items, []crm.ID{id(1), id(3)})
}

func TestRestore_RefusesDamageAndServedDirectories(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Serve: true})
	if err != nil {
		t.Fatal(err)
	}
	defer s.Close()
	put(t, s, lead(1, nil))
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}
	wantCode(t, store.Restore(t.Context(), file, dir, store.Options{}), crm.CodeConflict)
	if err := os.WriteFile(file, []byte("no database at all"), 0o600); err != nil {
		t.Fatal(err)
	}
	to := t.TempDir()
	wantCode(t, store.Restore(t.Context(), file, to, store.Options{}), crm.CodeUnavailable)
	wantCode(t, store.Restore(t.Context(), file+"x", to, store.Options{}), crm.CodeNotFound)
	if entries, _ := filepath.Glob(filepath.Join(to, "roomkey.db*")); len(entries) != 0 {
		t.Fatal("a refused backup left", entries)
	}
}

// A restore replaces a database only by one that can be served: not by a newer version's data, and not if it ends in
// the middle.
func TestRestore_OfANewerVersionLeavesWhatIsThere(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	backup := backedUp(t, s)
	db, err := sql.Open("sqlite", backup)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := db.Exec(`INSERT INTO goose_db_version (version_id, is_applied) VALUES (9999, 1);
		UPDATE meta SET value = '9999' WHERE key = 'oldest_reader'`); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(db.Close(), s.Close()); err != nil {
		t.Fatal(err)
	}
	wantCode(t, store.Restore(t.Context(), backup, dir, store.Options{}), crm.CodeUnavailable)
	if _, err := reopen(t, dir).Record(t.Context(), id(1)); err != nil {
		t.Error(err)
	}
	if entries, _ := filepath.Glob(filepath.Join(dir, "*.part*")); len(entries) != 0 {
		t.Error("a refused backup left", entries)
	}
}

func TestErase_LeavesNothingAndOutlastsARestore(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	r := lead(1, map[string]string{"name": `"Canaryvalue"`})
	r.Private = map[string]json.RawMessage{"x": json.RawMessage(`"canarysecret"`)}
	w := write(1, "canarychange")
	w.Record = r
	w.Events = []crm.Event{{Room: crm.TeamRoom(id(2)), Name: "lead:updated", Data: json.RawMessage(`"canaryevent"`),
		At: now, Record: r.ID}}
	if _, err := s.Commit(t.Context(), w); err != nil {
		t.Fatal(err)
	}
	private := &crm.Write{Document: crm.PrivateID(r.ID), Of: r.ID, Private: true,
		Changes: []crm.StoredChange{chunk("canaryprivate")}}
	if _, err := s.Commit(t.Context(), private); err != nil {
		t.Fatal(err)
	}
	put(t, s, lead(2, nil))
	request := chunk("request").Hash
	answer := func(key, body string) {
		t.Helper()
		if _, err := s.BeginRequest(t.Context(), id(9), key, request); err != nil {
			t.Fatal(err)
		}
		if err := s.EndRequest(t.Context(), id(9), key, &store.Answer{Status: 201, Type: "application/json",
			Body: []byte(body)}); err != nil {
			t.Fatal(err)
		}
	}
	answer("its own", `{"items":[{"id":"`+r.ID.String()+`","private":{"x":"canaryanswer"}}]}`)
	answer("another's", `{"id":"`+id(2).String()+`"}`)
	u := user(crm.RoleBroker, 9)
	_, next := catalog(t, s, u, "")
	file := filepath.Join(t.TempDir(), "backup.db")
	if err := s.Backup(t.Context(), file); err != nil {
		t.Fatal(err)
	}

	erased := func(s *store.Store) {
		t.Helper()
		for _, doc := range []crm.ID{r.ID, crm.PrivateID(r.ID)} {
			if _, err := s.Document(t.Context(), doc); crm.CodeOf(err) != crm.CodeNotFound {
				t.Fatal("a document is left", err)
			}
		}
		_, err := s.Commit(t.Context(), write(1, "again"))
		wantCode(t, err, crm.CodeForbidden)
		if ok, err := s.Erased(t.Context(), r.ID); err != nil || !ok {
			t.Fatal(err)
		}
		if left, err := s.Record(t.Context(), r.ID); err != nil || len(left.Fields)+len(left.Private) != 0 ||
			left.DeletedAt.IsZero() {
			t.Fatal(left, err)
		}
		events, err := s.Events(t.Context(), crm.TeamRoom(id(2)), 0, 9)
		if err != nil || len(events) != 1 || strings.Contains(string(events[0].Data), "canary") {
			t.Fatal(events, err)
		}
		_, err = s.BeginRequest(t.Context(), id(9), "its own", request) // and it is not done again
		wantCode(t, err, crm.CodeNotFound)
		if kept, err := s.BeginRequest(t.Context(), id(9), "another's", request); err != nil || kept == nil ||
			kept.Status != 201 {
			t.Fatal(kept, err)
		}
		if found := problems(t, s); len(found) > 0 {
			t.Fatal(found)
		}
	}
	if err := s.Erase(t.Context(), r.ID); err != nil {
		t.Fatal(err)
	}
	erased(s)
	wantCode(t, s.Erase(t.Context(), id(77)), crm.CodeNotFound)
	_, gone, _ := catalogGone(t, s, u, next)
	sameSet(t, "gone", gone, []crm.ID{r.ID})
	if page, err := s.List(t.Context(), u, store.Query{Type: "lead"}); err != nil || page.Total != 1 {
		t.Fatal(page.Total, err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	data, err := os.ReadFile(filepath.Join(dir, store.FileName))
	if err != nil {
		t.Fatal(err)
	}
	if strings.Contains(strings.ToLower(string(data)), "canary") {
		t.Error("the file still holds what was erased")
	}
	if err := store.Restore(t.Context(), file, dir, store.Options{}); err != nil {
		t.Fatal(err)
	}
	erased(reopen(t, dir))
}

// A restore that was killed has put the database aside. The next restore must not bring back what that database had
// erased.
func TestRestore_AfterOneThatWasKilledBetweenItsRenames(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	backup := backedUp(t, s)
	if err := errors.Join(s.Erase(t.Context(), id(1)), s.Close()); err != nil {
		t.Fatal(err)
	}
	if err := os.Rename(file(dir), file(dir)+".before"); err != nil {
		t.Fatal(err)
	}
	if err := store.Restore(t.Context(), backup, dir, store.Options{}); err != nil {
		t.Fatal(err)
	}
	if ok, err := reopen(t, dir).Erased(t.Context(), id(1)); err != nil || !ok {
		t.Error("what was erased is back", err)
	}
}

func TestAudit_IsAppendOnly(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	for n := range 3 {
		if err := s.Audit(t.Context(), crm.AuditEntry{At: now, User: id(1), Action: fmt.Sprint(n), Field: "/x",
			Reason: "because"}); err != nil {
			t.Fatal(err)
		}
	}
	lines, err := s.AuditLog(t.Context(), 0, 2)
	if err != nil || len(lines) != 2 || lines[0].Number != 3 || lines[0].Reason != "because" {
		t.Fatal(lines, err)
	}
	if lines, err = s.AuditLog(t.Context(), 2, 2); err != nil || len(lines) != 1 || lines[0].Action != "0" {
		t.Fatal(lines, err)
	}
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	for _, text := range []string{`UPDATE audit SET user = zeroblob(16)`, `DELETE FROM audit WHERE num = 3`} {
		if _, err := db.Exec(text); err == nil {
			t.Errorf("%s was obeyed", text)
		}
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = reopen(t, dir)
	if err := s.Audit(t.Context(), crm.AuditEntry{At: now, Action: "after a restart"}); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, s); len(found) != 0 {
		t.Fatal(found)
	}
}

// A replica of the pages, as Litestream keeps one, is no backup that the server has made: it has the server's own
// identity and epochs. Restored, it gets others, so that clients reload.
func TestRestore_AReplicaOfThePagesBeginsNewEpochs(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	epoch, _, err := s.RoomPosition(t.Context(), crm.TeamRoom(id(2)))
	if err != nil {
		t.Fatal(err)
	}
	replica := filepath.Join(t.TempDir(), "replica.db")
	for _, ending := range []string{"", "-wal"} { // while the server has it open, with what is still in its log
		pages, err := os.ReadFile(file(dir) + ending)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(replica+ending, pages, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	to := t.TempDir()
	if err := store.Restore(t.Context(), replica, to, store.Options{}); err != nil {
		t.Fatal(err)
	}
	restored := reopen(t, to)
	if _, err := restored.Record(t.Context(), id(1)); err != nil {
		t.Error(err)
	}
	if again, _, err := restored.RoomPosition(t.Context(), crm.TeamRoom(id(2))); err != nil || again == epoch {
		t.Error("a restored room has the old epoch", err)
	}
	if found := problems(t, restored); len(found) > 0 {
		t.Error(found)
	}
}
