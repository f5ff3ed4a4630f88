package store_test

import (
	"database/sql"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"slices"
	"testing"

	"github.com/pressly/goose/v3"

	"roomkey/crm"
	"roomkey/store"
)

// leads is a database of leadCount leads: more than Maintain renews in one transaction.
var leads struct {
	fixture
	byName []crm.ID // as their broker lists them
}

const leadCount = 300

// withLeads copies leads into a directory of the test's own.
func withLeads(t *testing.T) (dir string, byName []crm.ID) {
	t.Helper()
	dir = leads.dir(t, func(s *store.Store) {
		var records []*crm.Record
		for i := range leadCount {
			name := fmt.Sprintf(`"Name %03d"`, (i*7)%leadCount)
			records = append(records, lead(i, map[string]string{"name": name, "score": fmt.Sprint(i)}))
		}
		putTogether(t, s, records)
		if leads.byName = listByName(t, s); len(leads.byName) != leadCount {
			t.Fatal(len(leads.byName))
		}
	})
	return dir, leads.byName
}

func listByName(t *testing.T, s *store.Store) []crm.ID {
	t.Helper()
	return listIDs(t, s, user(crm.RoleBroker, 9), store.Query{Sort: "name"})
}

func TestEntry_OfAnotherVersionOrDamagedIsMadeOfItsRecord(t *testing.T) {
	t.Parallel()
	for name, text := range map[string]string{
		"another version": `UPDATE entries SET form = 7, data = CAST('other' AS BLOB)`,
		"none":            `UPDATE entries SET form = 0, sum = 0, data = NULL`,
		"damaged":         `UPDATE entries SET data = zeroblob(120) WHERE num % 3 = 0`,
		"of another":      `UPDATE entries SET data = (SELECT data FROM entries WHERE num = 1)`,
		"another record":  `UPDATE entries SET num = num % 300 + 1`,
		"lost":            `DELETE FROM entries WHERE num IN (5, 299)`,
		"too many":        `INSERT INTO entries SELECT seq + 1000, num, form, sum, data FROM entries WHERE num < 9`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			dir, want := withLeads(t)
			was := form(t, dir)
			plant(t, dir, text)
			s := reopen(t, dir)
			if got := listByName(t, s); !slices.Equal(got, want) {
				t.Fatal("the list is another one")
			}
			if err := s.Maintain(t.Context()); err != nil {
				t.Fatal(err)
			}
			if found := problems(t, s); len(found) != 0 {
				t.Fatal(len(found), found[0])
			}
			if form(t, dir) != was {
				t.Fatal("they were not renewed")
			}
			put(t, s, lead(3, map[string]string{"name": `"Zoe"`})) // its entry moves
			if got := listByName(t, reopen(t, dir)); len(got) != len(want) || got[len(got)-1] != id(3) {
				t.Fatal(got)
			}
		})
	}
}

// form returns the lowest and highest form of the stored entries, and their number.
func form(t *testing.T, dir string) (forms [3]int64) {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	err = db.QueryRow(`SELECT min(form), max(form), count(*) FROM entries`).Scan(&forms[0], &forms[1], &forms[2])
	if err != nil {
		t.Fatal(err)
	}
	return forms
}

// ofBefore takes a closed database back to an earlier version of its schema.
func ofBefore(t *testing.T, dir string, version int64) *sql.DB {
	t.Helper()
	db, err := sql.Open("sqlite", file(dir))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = db.Close() }) // it was read and written
	provider, err := goose.NewProvider(goose.DialectSQLite3, db, os.DirFS("migrations"),
		goose.WithDisableGlobalRegistry(true))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := provider.DownTo(t.Context(), version); err != nil {
		t.Fatal(err)
	}
	return db
}

func TestMigrate_MakesEntriesOfRecordsOfBefore(t *testing.T) {
	t.Parallel()
	dir, want := withLeads(t)
	was := form(t, dir)
	ofBefore(t, dir, 3)
	s := reopen(t, dir)
	if got := listByName(t, s); !slices.Equal(got, want) {
		t.Fatal("the list is another one")
	}
	put(t, s, lead(1, map[string]string{"name": `"Zoe"`}))
	if err := s.Maintain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if found := problems(t, s); len(found) != 0 || form(t, dir) != was {
		t.Fatal(found, form(t, dir))
	}
}

// TestEntry_PlacesARecordAsItsFieldsDo edits every kind of field, and compares with an index that was loaded after
// that.
func TestEntry_PlacesARecordAsItsFieldsDo(t *testing.T) {
	t.Parallel()
	dir := newDir(t)
	s := reopen(t, dir)
	random := rand.New(rand.NewPCG(3, 4))
	for range volume(t, "edits", 400) {
		r := listing(random.IntN(60))
		for _, name := range []string{"ListPrice", "City", "ListingContractDate", "tags", "StandardStatus"} {
			if random.IntN(4) == 0 {
				delete(r.Fields, name)
			}
		}
		if random.IntN(9) == 0 {
			r.Fields["City"] = json.RawMessage(`"Ørsted \"x\""`)
			r.ArchivedAt = now
		}
		put(t, s, r)
	}
	fresh := reopen(t, dir)
	for _, sort := range []string{"ListPrice", "City", "ListingContractDate", "StandardStatus",
		"updatedAt", "Latitude"} {
		for _, archived := range []bool{false, true} {
			for _, tag := range []string{"open house", "none"} {
				q := store.Query{Type: "listing", Sort: sort, Archived: archived,
					Filters: []store.Filter{{Field: "tags", Op: "ne", Value: tag}}}
				a, errA := s.List(t.Context(), user(crm.RoleBroker, 9), q)
				b, errB := fresh.List(t.Context(), user(crm.RoleBroker, 9), q)
				equal := func(x, y *crm.View) bool { return x.ID() == y.ID() }
				if errA != nil || errB != nil || a.Total != b.Total || !slices.EqualFunc(a.Items, b.Items, equal) {
					t.Fatal(q, a.Total, b.Total, errA, errB)
				}
			}
		}
	}
}
