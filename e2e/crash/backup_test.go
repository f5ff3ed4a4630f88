package crash_test

import (
	"bytes"
	"database/sql"
	"errors"
	"fmt"
	"maps"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	_ "modernc.org/sqlite" // the damage is done behind the program's back

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/store"
)

// R59
func TestBackup_UnderLoadRestoresToEqualHeadsAndNewEpochs(t *testing.T) {
	t.Parallel()
	s := serve(t, "--sockets-per-user", "20")
	records := s.Shared("listings", 4)
	before := s.Histories(records)
	room := crm.TeamRoom(demo.Harbor.ID)
	load := s.startLoad(records, "listings", "ListPrice", "OriginalListPrice", 4, 2, false)
	load.ledger.await(t, 60)
	listener := s.Listen(s.Personal(demo.Viewer.Email), room, "", 0)
	epoch, offset := listener.Position()
	listener.Close()

	load.ledger.mu.Lock()
	promised := map[crm.ID][]crm.Hash{}
	for _, id := range load.docs {
		promised[id] = append(keys(load.ledger.saved[id]), load.ledger.heads[id]...)
	}
	load.ledger.mu.Unlock()
	file := filepath.Join(t.TempDir(), "roomkey.backup")
	if out, err := s.Command("backup", "--data", s.Dir, file).CombinedOutput(); err != nil {
		t.Fatalf("backup: %v\n%s", err, out)
	}
	if said, err := roomkeytest.Told(t, "drill", "--data", s.Dir); err != nil || !strings.Contains(said, "passed, in") {
		t.Errorf("drill: %v\n%s", err, said)
	}
	load.ledger.await(t, 30) // the server went on meanwhile
	close(load.endEdits)
	s.audit(load, before)
	load.stop()

	dir := filepath.Join(t.TempDir(), "restored")
	if out, err := s.Command("restore", "--data", dir, file).CombinedOutput(); err != nil {
		t.Fatalf("restore: %v\n%s", err, out)
	}
	if out, err := s.Command("check", "--data", dir).CombinedOutput(); err != nil {
		t.Errorf("check of what was restored: %v\n%s", err, out)
	}
	again := &server{roomkeytest.Start(t, roomkeytest.Config{Scripted: true, Dir: dir})}
	auditor := again.Dial(again.Personal(demo.Broker.Email), testclient.Options{})
	for id, hashes := range promised {
		if doc := again.Open(auditor, id); !doc.Has(hashes...) {
			t.Errorf("%s lacks what was acknowledged before the backup began", id)
		}
	}
	touched := slices.Collect(maps.Keys(promised))
	for _, plural := range []string{"escrows", "listings", "clients", "leads", "appointments"} {
		ours, theirs := s.allHeads(plural, touched), again.allHeads(plural, touched)
		if len(ours) == 0 || !maps.Equal(ours, theirs) {
			t.Errorf("%s: %d records, %d restored, or other heads", plural, len(ours), len(theirs))
		}
	}
	old := again.Listen(again.Personal(demo.Viewer.Email), room, epoch, offset)
	if now, _ := old.Position(); now == epoch || old.Joined.Recovered {
		t.Errorf("the room's epoch is %s, was %s; recovered %v", now, epoch, old.Joined.Recovered)
	}
}

// allHeads are the heads of every record of a type that the broker sees, but for some.
func (s *server) allHeads(plural string, but []crm.ID) map[string]string {
	s.T.Helper()
	heads, token := map[string]string{}, s.Personal(demo.Broker.Email)
	for cursor := ""; ; {
		var page listed
		s.Get(token, "/"+plural+"?limit=500&cursor="+cursor, &page)
		for i := range page.Items {
			if r := &page.Items[i]; !slices.Contains(but, r.Key(s.T)) {
				heads[r.ID] = fmt.Sprint(r.Heads)
			}
		}
		if page.Next == nil {
			return heads
		}
		cursor = *page.Next
	}
}

// damage is one way in which data can go bad. plant does it to a record's shared document.
type damage struct {
	name  string
	plant func(t testing.TB, file string, id crm.ID)
	row   bool // the projection itself is bad: REST must not show it
}

var damages = []damage{
	{"a flipped byte in a change", func(t testing.TB, file string, id crm.ID) {
		rewrite(t, file, `SELECT c.num, c.data FROM changes c JOIN documents d ON d.num = c.num >> 24 WHERE d.id = ? `+
			`ORDER BY c.num DESC LIMIT 1`,
			`UPDATE changes SET data = ? WHERE num = ?`, id, func(data []byte) { data[len(data)*2/3] ^= 0x10 })
	}, false},
	{"a hash altered", func(t testing.TB, file string, id crm.ID) {
		rewrite(t, file, `SELECT c.num, c.hash FROM changes c JOIN documents d ON d.num = c.num >> 24 WHERE d.id = ? `+
			`LIMIT 1`,
			`UPDATE changes SET hash = ? WHERE num = ?`, id, func(hash []byte) { hash[7] ^= 1 })
	}, false},
	{"heads altered", func(t testing.TB, file string, id crm.ID) {
		rewrite(t, file, `SELECT num, heads FROM documents WHERE id = ?`,
			`UPDATE documents SET heads = ? WHERE num = ?`, id, func(heads []byte) { heads[len(heads)-1] ^= 1 })
	}, false},
	{"a projection altered", func(t testing.TB, file string, id crm.ID) {
		rewrite(t, file, `SELECT num, fields FROM records WHERE id = ?`,
			`UPDATE records SET fields = ? WHERE num = ?`, id, func(fields []byte) {
				if at := bytes.IndexByte(fields, '1'); at >= 0 {
					fields[at] = '7'
					return
				}
				fields[len(fields)/2] ^= 1
			})
	}, true},
	{"a row moved to another owner", func(t testing.TB, file string, id crm.ID) {
		rewrite(t, file, `SELECT num, owner FROM records WHERE id = ?`,
			`UPDATE records SET owner = ? WHERE num = ?`, id, func(owner []byte) { copy(owner, demo.Viewer.ID[:]) })
	}, true},
	{"a change lost", func(t testing.TB, file string, id crm.ID) {
		db := opened(t, file)
		mustExec(t, db, `DELETE FROM changes WHERE num = (SELECT max(c.num) FROM changes c JOIN documents d ON d.num `+
			`= c.num >> 24 WHERE d.id = ?)`, id[:])
	}, false},
}

// spoilPage overwrites the head of the database page that holds a document's last change.
func spoilPage(t testing.TB, file string, id crm.ID) {
	t.Helper()
	var data []byte
	db := opened(t, file)
	err := db.QueryRow(`SELECT c.data FROM changes c JOIN documents d ON d.num = c.num >> 24 WHERE d.id = ? ORDER BY `+
		`c.num DESC LIMIT 1`, id[:]).Scan(&data)
	var size int
	if err = errors.Join(err, db.QueryRow(`PRAGMA page_size`).Scan(&size), db.Close()); err != nil {
		t.Fatal(err)
	}
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	spoilt := 0
	for page := 0; page < len(content); page += size {
		if bytes.Contains(content[page:page+size], data) { // and in what is left of it on pages that are free now
			copy(content[page:page+32], bytes.Repeat([]byte{0xa5}, 32))
			spoilt++
		}
	}
	if spoilt == 0 {
		t.Fatal("the change is not in the file")
	}
	if err := os.WriteFile(file, content, 0o600); err != nil {
		t.Fatal(err)
	}
}

// rewrite changes one value of one row behind the program's back.
func rewrite(t testing.TB, file, read, write string, id crm.ID, change func([]byte)) {
	t.Helper()
	db := opened(t, file)
	var num int64
	var value []byte
	if err := db.QueryRow(read, id[:]).Scan(&num, &value); err != nil {
		t.Fatal(err)
	}
	value = bytes.Clone(value)
	change(value)
	mustExec(t, db, write, value, num)
}

func mustExec(t testing.TB, db *sql.DB, statement string, values ...any) {
	t.Helper()
	result, err := db.Exec(statement, values...)
	if err != nil {
		t.Fatal(err)
	}
	if n, err := result.RowsAffected(); err != nil || n != 1 {
		t.Fatalf("%d rows, %v", n, err)
	}
	if _, err := db.Exec(`PRAGMA wal_checkpoint(TRUNCATE)`); err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
}

func opened(t testing.TB, file string) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file)
	if err != nil {
		t.Fatal(err)
	}
	db.SetMaxOpenConns(1)
	t.Cleanup(func() { _ = db.Close() })
	return db
}

func TestCheck_FindsEachKindOfDamageAndTheServerDoesNotServeIt(t *testing.T) {
	t.Parallel()
	s := serve(t)
	records := s.Shared("escrows", len(damages)+1)
	c := s.Dial(s.Personal(demo.Agent1.Email), testclient.Options{})
	s.JoinOwn(c, &demo.Agent1)
	for i := range records { // each has a change that isn't packed yet
		doc := s.Open(c, records[i].Key(t))
		hash, err := doc.Set("purchasePrice", 51_000_000)
		s.Save(doc, hash, err)
	}
	c.Close()
	s.IsSound()
	page := filepath.Join(t.TempDir(), "page")
	roomkeytest.CopyData(t, page, s.Dir)
	spoilPage(t, filepath.Join(page, store.FileName), records[0].Key(t))
	for i, d := range damages {
		d.plant(t, filepath.Join(s.Dir, store.FileName), records[i].Key(t))
	}
	out := s.isDamaged(s.Command("check", "--data", s.Dir))
	s.isDamaged(roomkeytest.Command(t, "drill", "--data", s.Dir))
	if said, err := roomkeytest.Told(t, "drill", "--data", s.Dir, filepath.Join(page, store.FileName)); err == nil {
		t.Errorf("a drill passes over a spoilt page: %s", said)
	}
	if !s.Starts() {
		t.Fatalf("a few damaged records keep the server from starting: %s", s.Tail(1000))
	}
	token := s.Personal(demo.Agent1.Email)
	for i, d := range damages {
		if !strings.Contains(out, records[i].ID) && !d.row {
			t.Errorf("%s: check does not name it", d.name)
		}
		s.refuses(d.name, token, records[i], d.row)
	}
	other := s.Dial(token, testclient.Options{})
	s.JoinOwn(other, &demo.Agent1)
	doc := s.Open(other, records[len(damages)].Key(t))
	hash, err := doc.Set("purchasePrice", 52_000_000)
	s.Save(doc, hash, err)
	s.Kill()

	s.isDamaged(roomkeytest.Command(t, "check", "--data", page))
	spoilt := &server{roomkeytest.Prepare(t, roomkeytest.Config{Scripted: true, Dir: page})}
	if !spoilt.Starts() {
		t.Logf("the server does not start on a corrupted page: %s", spoilt.Tail(300))
		return
	}
	spoilt.refuses("a corrupted page", spoilt.Personal(demo.Agent1.Email), records[0], false)
}

// isDamaged runs a check, which must find something and say so by its exit status.
func (s *server) isDamaged(check *exec.Cmd) string {
	s.T.Helper()
	out, err := check.Output()
	var exit *exec.ExitError
	if !errors.As(err, &exit) || exit.ExitCode() != 1 || len(bytes.TrimSpace(out)) == 0 {
		s.T.Errorf("check: %v, %s", err, out)
	}
	s.T.Logf("check:\n%s", out[:min(len(out), 3000)])
	return string(out)
}

// refuses sees that the server tells nobody what a damaged record says.
func (s *server) refuses(name, token string, r record, row bool) {
	s.T.Helper()
	c := s.Dial(token, testclient.Options{})
	defer c.Close()
	doc := c.Open(r.Key(s.T))
	if err := c.Wait(roomkeytest.Within(s.T, 30*time.Second),
		func() bool { return doc.IsUnavailable() || len(doc.HeadsLocked()) > 0 }); err != nil {
		s.T.Errorf("%s: neither served nor unavailable: %v", name, err)
	}
	if !doc.Unavailable() {
		s.T.Errorf("%s: served on the socket", name)
	}
	if status, body := s.Call(token, "PATCH", "/escrows/"+r.ID,
		map[string]any{"fields": map[string]any{"purchasePrice": 1}}); status != 503 {
		s.T.Errorf("%s: PATCH: %d %s", name, status, body)
	}
	if status, body := s.Call(token, "GET", "/escrows/"+r.ID, nil); row && status != 503 {
		s.T.Errorf("%s: GET: %d %s", name, status, body)
	}
}
