package store_test

import (
	"bytes"
	"cmp"
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/crm/search"
	"roomkey/store"
)

func TestSearch_NeverHoldsPrivateValues(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	r := listing(1)
	r.Private = map[string]json.RawMessage{"AccessCode": json.RawMessage(`"canary4711"`),
		"OwnerName": json.RawMessage(`"Canaryowner"`)}
	r.Fields["AccessCode"] = json.RawMessage(`"canaryfields"`) // even where it should not be
	put(t, s, r)
	owner := &crm.User{ID: r.Owner, Role: crm.RoleBroker, Broker: broker}
	for _, text := range []string{"canary4711", "canaryowner", "canaryfields", "canary"} {
		page, err := s.List(t.Context(), owner, store.Query{Type: "listing", Q: text})
		if err != nil || page.Total != 0 {
			t.Fatalf("%q is found: %v", text, err)
		}
	}
	page, err := s.List(t.Context(), owner, store.Query{Type: "listing", Q: "inspection seller"})
	if err != nil || page.Total != 1 {
		t.Fatal("the notes are not searched", err)
	}
}

func TestSearch_FollowsTheTerms(t *testing.T) {
	t.Parallel()
	s := open(t)
	u := user(crm.RoleBroker, 9)
	total := func(q string, deleted bool) int {
		t.Helper()
		page, err := s.List(t.Context(), u, store.Query{Type: "lead", Q: q, Deleted: deleted})
		if err != nil {
			t.Fatal(q, err)
		}
		return page.Total
	}
	put(t, s, lead(1, map[string]string{"name": `"Zoë O'Brien-Śmith"`, "phone": `"(916) 555-0101"`}))
	for q, want := range map[string]int{"zoe": 1, "ZOË": 1, "o'brien": 1, "brien smith": 1, "smi": 1, "smi zoe": 1,
		"555-0101": 1, "+19165550101": 1, "new": 0, `"`: 0, `zoe" OR "x`: 0, "NOT zoe": 0, "": 1, "   ": 1,
		"zo\u00eb": 1, "zoe\u0308": 1} {
		if got := total(q, false); got != want {
			t.Errorf("%q finds %d, want %d", q, got, want)
		}
	}
	put(t, s, lead(1, map[string]string{"name": `"Other"`}))
	if total("zoe", false) != 0 || total("other", false) != 1 {
		t.Error("the terms did not follow")
	}
	r := lead(1, map[string]string{"name": `"Otter"`})
	r.DeletedAt, r.UpdatedAt = now.Add(time.Second), now.Add(time.Second)
	put(t, s, r)
	if total("otter", false) != 0 || total("otter", true) != 1 || total("other", true) != 0 {
		t.Error("a deleted record is found among others, or not among the deleted")
	}
	put(t, s, lead(1, map[string]string{"name": `"Otter"`}))
	if total("otter", false) != 1 || total("otter", true) != 0 {
		t.Error("a restored record is not found, or still among the deleted")
	}
	put(t, s, lead(1, map[string]string{"name": `"Otter"`, "score": `7`, "stage": `"met"`}))
	if total("otter", false) != 1 {
		t.Error("a record is lost by an edit that changes no term")
	}
}

// Whoever gains a right finds the record with the next search, and whoever loses it finds it no more.
func TestSearch_FollowsRights(t *testing.T) {
	t.Parallel()
	s := open(t)
	agent := user(crm.RoleAgent, 7, id(2))
	total := func() int {
		t.Helper()
		_, all, err := s.Search(t.Context(), agent, store.Search{Q: "Lead"})
		if err != nil {
			t.Fatal(err)
		}
		return all
	}
	r := lead(1, nil)
	for _, c := range []struct {
		visibility crm.Visibility
		finds      int
	}{{crm.VisibilityTeam, 1}, {crm.VisibilityPrivate, 0}, {crm.VisibilityBroker, 1}} {
		r.Visibility = c.visibility
		put(t, s, r)
		if got := total(); got != c.finds {
			t.Errorf("%s: %d are found, want %d", c.visibility, got, c.finds)
		}
	}
	other := lead(2, nil)
	other.Broker, other.Owner = id(77), agent.ID
	put(t, s, other)
	if total() != 1 {
		t.Error("a record of another brokerage is found")
	}
}

// Records are added, changed and deleted. Every search must find what reading all of them finds, in the same order.
func TestSearch_FindsWhatAReadingFinds(t *testing.T) {
	t.Parallel()
	const seed = 5
	s := open(t)
	random := rand.New(rand.NewPCG(seed, 6))
	syllables := []string{"a", "b", "ca", "é", "1", "山", "田", "street", "916", "-"}
	word := func() (word string) {
		for range 1 + random.IntN(4) {
			word += syllables[random.IntN(len(syllables))]
		}
		return word
	}
	text := func() string { return fmt.Sprintf("%q", word()+" "+word()) }
	records := map[int]*crm.Record{}
	for i := range volume(t, "changes", 400) {
		n := random.IntN(60)
		r := lead(n, map[string]string{"name": text(), "tags": "[" + text() + "]", "briefing": text(),
			"priceMin": fmt.Sprint(100 * random.IntN(2000)), "phone": text()})
		r.UpdatedAt = now.Add(time.Duration(i/2) * time.Millisecond)
		if random.IntN(5) == 0 {
			r.DeletedAt = now
		}
		records[n] = r
		put(t, s, r)
	}
	for range volume(t, "searches", 400) {
		asked := []string{word(), word(), word()}[:1+random.IntN(3)]
		typed := strings.Join(asked, " ")
		want := read(records, typed)
		got := listIDs(t, s, user(crm.RoleBroker, 9), store.Query{Q: typed})
		if !slices.Equal(got, want) {
			t.Fatalf("seed %d: %q finds %d, reading finds %d, or in another order", seed, typed, len(got), len(want))
		}
		items, total, err := s.Search(t.Context(), user(crm.RoleBroker, 9), store.Search{Q: typed, Limit: 5})
		same := func(v *crm.View, id crm.ID) bool { return v.ID() == id }
		if strings.TrimSpace(typed) != "" && (err != nil || total != len(want) ||
			!slices.EqualFunc(items, want[:min(5, len(want))], same)) {
			t.Fatalf("seed %d: %q finds %d in all types, want %d (%v)", seed, typed, total, len(want), err)
		}
	}
}

// read answers a search by reading all records.
func read(records map[int]*crm.Record, typed string) (ids []crm.ID) {
	query := search.Read(typed)
	type hit struct {
		*crm.Record
		tier search.Tier
	}
	var hits []hit
	for _, r := range records {
		terms := search.Of(crm.TypeNamed(r.Type), r.Fields)
		if tier := query.Tier(&terms); r.DeletedAt.IsZero() && tier != search.None {
			hits = append(hits, hit{r, tier})
		}
	}
	slices.SortFunc(hits, func(a, b hit) int {
		return cmp.Or(cmp.Compare(a.tier, b.tier), b.UpdatedAt.Compare(a.UpdatedAt), bytes.Compare(a.ID[:], b.ID[:]))
	})
	for _, h := range hits {
		ids = append(ids, h.ID)
	}
	return ids
}

// The table of queries is answered as package search answers it, by lists and over all types.
func TestSearch_AnswersTheTable(t *testing.T) {
	t.Parallel()
	s := open(t)
	var records []struct {
		ID     crm.ID
		Type   string
		Fields map[string]json.RawMessage
	}
	var asked []struct {
		Typed string
		Items []struct{ ID crm.ID }
	}
	fromVectors(t, "search_records", &records)
	fromVectors(t, "search_answers", &asked)
	for i, r := range records {
		put(t, s, &crm.Record{ID: r.ID, Type: r.Type, Row: crm.Row{Owner: id(1), Broker: broker,
			Visibility: crm.VisibilityBroker}, Heads: []crm.Hash{chunk("head").Hash}, Fields: r.Fields,
			CreatedAt: now, UpdatedAt: now.Add(time.Duration(i) * time.Second)})
	}
	for _, a := range asked {
		items, total, err := s.Search(t.Context(), user(crm.RoleBroker, 9), store.Search{Q: a.Typed, Limit: 100})
		var got, want []crm.ID
		for _, v := range items {
			got = append(got, v.ID())
		}
		for _, item := range a.Items {
			want = append(want, item.ID)
		}
		if err != nil || total != len(want) || !slices.Equal(got, want) {
			t.Errorf("%q finds %v (%v), want %v", a.Typed, got, err, want)
		}
	}
}

func fromVectors(t *testing.T, name string, into any) {
	t.Helper()
	text, err := os.ReadFile("../crm/testdata/vectors/" + name + ".json")
	if err == nil {
		err = json.Unmarshal(text, into)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// An index of another version, or one that was being filled when the process was killed, is filled by opening it.
func TestSearch_IsFilledAnew(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	for n := range 600 {
		put(t, s, lead(n, map[string]string{"phone": `"(916) 555-0101"`}))
	}
	for _, before := range []string{`UPDATE meta SET value = 'older' WHERE key = 'search'`,
		`DELETE FROM search WHERE rowid > 300; UPDATE records SET words = 0 WHERE num > 300;
			UPDATE meta SET value = '1 filling' WHERE key = 'search'`} {
		if err := s.Close(); err != nil {
			t.Fatal(err)
		}
		db, err := sql.Open("sqlite", file(dir))
		if err != nil {
			t.Fatal(err)
		}
		if _, err := db.Exec(before); err != nil {
			t.Fatal(err)
		}
		if err := db.Close(); err != nil {
			t.Fatal(err)
		}
		s = reopen(t, dir)
		page, err := s.List(t.Context(), user(crm.RoleBroker, 9), store.Query{Type: "lead", Q: "5550101"})
		if err != nil || page.Total != 600 {
			t.Fatal(page.Total, err)
		}
		if found := problems(t, s); len(found) != 0 {
			t.Fatal(found)
		}
	}
}

// An edit costs the full-text index a write only where it may change what finds the record.
func TestSearch_IsWrittenOnlyWhenTermsMayHaveChanged(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	index := func() (text string) {
		t.Helper()
		err := db.QueryRow(`SELECT group_concat(id || hex(block)) FROM (SELECT * FROM search_data ORDER BY id)`).Scan(&text)
		if err != nil {
			t.Fatal(err)
		}
		return text
	}
	fields := map[string]string{"name": `"Ana"`}
	put(t, s, lead(1, fields))
	for _, edit := range []struct {
		field, value string
		written      bool
	}{{"score", `7`, false}, {"stage", `"met"`, false}, {"assignedAt", `"2026-01-02T03:04:05Z"`, false},
		{"phone", `"(916) 555-0101"`, true}, {"score", `8`, false}, {"priceMin", `100`, true},
		{"notes", `[{"id":"n","body":"x"}]`, true}} {
		before := index()
		fields[edit.field] = edit.value
		put(t, s, lead(1, fields))
		if (index() != before) != edit.written {
			t.Errorf("an edit of %s writes the index: %v", edit.field, !edit.written)
		}
	}
}
