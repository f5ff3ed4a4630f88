package store_test

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// now is the tests' clock: it stands still.
var now = time.Date(2026, 3, 4, 5, 6, 7, 8000, time.UTC)

// open opens an empty store that lasts as long as the test.
func open(t testing.TB) *store.Store {
	t.Helper()
	return reopen(t, newDir(t))
}

// stillClock is the clock that stands at now.
func stillClock() time.Time { return now }

func reopen(t testing.TB, dir string) *store.Store {
	t.Helper()
	s, err := store.Open(t.Context(), store.Options{Dir: dir, Now: stillClock})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := s.Close(); err != nil {
			t.Error(err)
		}
	})
	return s
}

func file(dir string) string { return filepath.Join(dir, store.FileName) }

// id returns the id that stands for a number.
func id(n int) (id crm.ID) {
	sum := sha256.Sum256(fmt.Appendf(nil, "id %d", n))
	return crm.ID(sum[:16])
}

var broker = id(1_000_000)

// chunk returns a change. To the store a change is any bytes with a hash.
func chunk(text string) crm.StoredChange {
	data := []byte("chunk of " + text)
	return crm.StoredChange{Hash: sha256.Sum256(data), Data: data, User: id(1), At: now}
}

func lead(n int, fields map[string]string) *crm.Record {
	r := &crm.Record{ID: id(n), Type: "lead", Row: crm.Row{Owner: id(1), Team: id(2), Broker: broker,
		Visibility: crm.VisibilityTeam},
		Heads: []crm.Hash{chunk("head").Hash}, CreatedAt: now, UpdatedAt: now,
		Fields: map[string]json.RawMessage{"name": json.RawMessage(fmt.Sprintf(`"Lead %d"`,
			n)), "stage": json.RawMessage(`"new"`)}}
	for name, value := range fields {
		r.Fields[name] = json.RawMessage(value)
	}
	return r
}

func put(t testing.TB, s *store.Store, r *crm.Record) crm.Receipt {
	t.Helper()
	receipt, err := s.Commit(context.Background(), &crm.Write{Document: r.ID, Of: r.ID, Record: r})
	if err != nil {
		t.Fatal(err)
	}
	return receipt
}

func user(role crm.Role, n int, teams ...crm.ID) *crm.User {
	return &crm.User{ID: id(n), Role: role, Broker: broker, Teams: teams}
}

func wantCode(t testing.TB, err error, code crm.Code) {
	t.Helper()
	if crm.CodeOf(err) != code {
		t.Fatalf("error %v, want code %q", err, code)
	}
}

func TestCommit_IsReadBack(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	r := lead(7, map[string]string{"email": `"a\"b@example.com"`, "areas": `["Oak Park","Curtis"]`})
	r.Private = map[string]json.RawMessage{}
	r.PrivateHeads = []crm.Hash{chunk("p").Hash}
	r.Flags = []string{"review:/stage"}
	r.Conflicts = map[string][]crm.Conflicting{"/name": {{Value: json.RawMessage(`"x"`),
		Actor: "ab", User: id(3), At: now}}}
	w := &crm.Write{Document: r.ID, Of: r.ID, Changes: []crm.StoredChange{chunk("a"), chunk("b")},
		Heads:  []crm.Hash{chunk("b").Hash},
		Record: r, Bind: map[string]crm.ID{"actor": id(1)},
		Events: []crm.Event{{Room: crm.RecordRoom(r.ID), Name: "lead:created", Data: json.RawMessage(`{"id":1}`),
			At: now, Record: r.ID}}}
	receipt, err := s.Commit(t.Context(), w)
	if err != nil {
		t.Fatal(err)
	}
	if receipt.Seq != 1 || len(receipt.Events) != 1 || receipt.Events[0].Offset != 1 {
		t.Fatalf("receipt %+v", receipt)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}

	s = reopen(t, dir)
	doc, err := s.Document(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	if len(doc.Changes) != 2 || !bytes.Equal(doc.Changes[1].Data, chunk("b").Data) || doc.Changes[0].User != id(1) ||
		doc.Heads[0] != chunk("b").Hash {
		t.Fatalf("document %+v", doc)
	}
	got, err := s.Record(t.Context(), r.ID)
	if err != nil {
		t.Fatal(err)
	}
	r.Seq = 1
	if a, b := fmt.Sprintf("%+v", got), fmt.Sprintf("%+v", r); a != b {
		t.Fatalf("record\n%s, want\n%s", a, b)
	}
	if who, ok, err := s.ActorUser(t.Context(), []byte("actor")); err != nil || !ok || who != id(1) {
		t.Fatal(who, ok, err)
	}
	events, err := s.Events(t.Context(), crm.RecordRoom(r.ID), 0, 10)
	if err != nil || len(events) != 1 || events[0].Name != "lead:created" || events[0].Record != r.ID ||
		!events[0].At.Equal(now) {
		t.Fatal(events, err)
	}
	data, err := s.ChangeData(t.Context(), r.ID, []crm.Hash{chunk("b").Hash, chunk("a").Hash})
	if err != nil || !bytes.Equal(data[0], chunk("b").Data) || !bytes.Equal(data[1], chunk("a").Data) {
		t.Fatal(data, err)
	}
	page, err := s.List(t.Context(), user(crm.RoleAgent, 1), store.Query{Type: "lead", Q: "oak"})
	if err != nil || len(page.Items) != 1 || page.Total != 1 {
		t.Fatal(page, err)
	}
}

func TestOpen_KeepsTheDataToItsOwner(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o755); err != nil { // as somebody else made it
		t.Fatal(err)
	}
	s := reopen(t, dir)
	put(t, s, lead(1, nil))
	entries, err := os.ReadDir(dir)
	if err != nil || len(entries) == 0 {
		t.Fatal(entries, err)
	}
	for _, entry := range entries {
		info, err := entry.Info()
		if err != nil || info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has mode %v, %v", entry.Name(), info.Mode(), err)
		}
	}
}
