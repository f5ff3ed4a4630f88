package store_test

import (
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Entries of every kind, made in one of two regions by chance, with clocks that are an hour apart, leave the same rows
// in both; so does a third region that reads them all at the end.
func TestLedger_RegionsWithTheSameEntriesHaveTheSameRows(t *testing.T) {
	t.Parallel()
	kinds := map[string]bool{}
	for seed := range uint64(8) {
		t.Run(fmt.Sprint("seed ", seed), func(t *testing.T) {
			o := newOrder()
			ahead := func() time.Time { return now.Add(time.Hour) }
			regions := []*ledgerRegion{o.region(t, stillClock), o.region(t, ahead)}
			work := &ledgerWork{regions: regions, chance: rand.New(rand.NewPCG(seed, 7)), of: map[crm.ID]crm.ID{}}
			for range 250 {
				work.step(t)
			}
			last := o.region(t, stillClock)
			for _, r := range append(regions, last) {
				if err := r.catchUp(t.Context()); err != nil {
					t.Fatal(err)
				}
			}
			want := regions[0].rows(t)
			if got := regions[1].rows(t); !slices.Equal(got, want) {
				t.Error(firstDifference(got, want))
			}
			perRegion := func(row string) bool { // what only the first two were given beside the ledger
				return strings.HasPrefix(row, "sessions") || strings.HasPrefix(row, "refresh") ||
					strings.HasPrefix(row, "calendar")
			}
			if got := last.rows(t); !slices.Equal(got, slices.DeleteFunc(want, perRegion)) {
				t.Error(firstDifference(got, want))
			}
			for kind := range o.kinds {
				kinds[kind] = true
			}
		})
	}
	kinds["region.parted"] = true // which no region makes while it is one of several
	if got := slices.Sorted(maps.Keys(kinds)); !slices.Equal(got, store.EntryKinds()) {
		t.Errorf("the entries were %v", got)
	}
}

func firstDifference(got, want []string) string {
	for i := range min(len(got), len(want)) {
		if got[i] != want[i] {
			return fmt.Sprintf("got  %s\nwant %s", got[i], want[i])
		}
	}
	return fmt.Sprintf("%d rows, want %d", len(got), len(want))
}

// Two regions give one address to two people at the same time. The order decides, and whoever came second is told.
func TestLedger_WhoComesSecondIsRefusedEverywhere(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	founded := func(r *ledgerRegion, name string) crm.ID {
		of, err := r.Brokerage(t.Context(), name)
		if err != nil {
			t.Fatal(err)
		}
		return of
	}
	ann := &crm.User{Email: "ann@demo.test", Name: "Ann", Role: crm.RoleAgent, Broker: founded(a, "Harbor")}
	other := &crm.User{Email: "Ann@demo.test", Name: "Another", Role: crm.RoleAgent, Broker: founded(b, "Valley")}
	o.first = func() { // b has planned, and does not know yet
		if err := a.AddUser(t.Context(), ann, "hash"); err != nil {
			t.Error(err)
		}
	}
	err := b.AddUser(t.Context(), other, "hash")
	if wantCode(t, err, crm.CodeConflict); err.(*crm.Error).Field != "email" {
		t.Error(err)
	}
	for _, r := range []*ledgerRegion{a, b} {
		if err := r.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := r.UserByEmail(t.Context(), "ann@demo.test"); err != nil || got.ID != ann.ID {
			t.Error(got, err)
		}
	}
}

// A change is made of the user as they are at its place in the order, not as they were where it was planned.
func TestLedger_AChangeThatWasOvertakenIsPlannedAgain(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, valley := people(t, a.Store)
	if err := b.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	o.first = func() {
		if _, _, err := a.ChangeUser(t.Context(), u.ID, func(u *crm.User) error {
			u.Role, u.Teams = crm.RoleViewer, []crm.ID{valley}
			return nil
		}); err != nil {
			t.Error(err)
		}
	}
	before, after, err := b.ChangeUser(t.Context(), u.ID, func(u *crm.User) error { u.Name = "Anna"; return nil })
	if err != nil || before.Role != crm.RoleViewer || after.Role != crm.RoleViewer || after.Name != "Anna" ||
		!slices.Equal(after.Teams, []crm.ID{valley}) {
		t.Fatal(before, after, err)
	}
	if err := a.catchUp(t.Context()); err != nil || o.kinds["user.changed"] != 3 {
		t.Fatal(o.kinds, err) // the first, the one that was overtaken, and that one again
	}
	if got, err := a.UserByID(t.Context(), u.ID); err != nil || got.Name != "Anna" || got.Role != crm.RoleViewer {
		t.Error(got, err)
	}
}

// What does not follow stops the ledger at that place, and changes nothing.
func TestLedger_TakesOnlyWhatFollows(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	people(t, a.Store)
	entries := slices.Clone(o.entries)
	before := b.rows(t)
	refused := func(want error, bad ...crm.OrderedEntry) {
		t.Helper()
		if err := b.ApplyOrdered(t.Context(), bad); !errors.Is(err, want) {
			t.Fatalf("%v, want %v", err, want)
		}
		if got := b.rows(t); !slices.Equal(got, before) {
			t.Fatal("it has changed rows")
		}
	}
	refused(crm.ErrEntriesMissing, entries[1])
	forged := entries[0]
	forged.Data = []byte(strings.Replace(string(forged.Data), "brokerage.founded", "brokerage.sold", 1))
	refused(crm.ErrNewerEntry, forged)
	forged.Data = []byte(strings.Replace(string(entries[0].Data), `"name"`, `"more":1,"name"`, 1))
	refused(crm.ErrNewerEntry, forged)
	forged = entries[0]
	forged.Broker = id(5)
	refused(crm.ErrBrokenChain, forged)
	if err := b.ApplyOrdered(t.Context(), entries[:2]); err != nil {
		t.Fatal(err)
	}
	before = b.rows(t)
	forged = entries[2]
	forged.Previous[3]++
	refused(crm.ErrBrokenChain, forged, entries[3])
	forged = entries[1] // replayed at a later place
	forged.Seq = 3
	refused(crm.ErrBrokenChain, forged)
	if err := b.ApplyOrdered(t.Context(), entries); err != nil { // those that are here are passed over
		t.Fatal(err)
	}
	if err := a.catchUp(t.Context()); err != nil || !slices.Equal(a.rows(t), b.rows(t)) {
		t.Error("the rows differ", err)
	}
}

// An entry that got two places, since nobody knew of the first, counts once.
func TestLedger_AnEntryCountsOnce(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a := o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	for _, disabled := range []bool{true, false} {
		if err := a.SetDisabled(t.Context(), u.ID, disabled); err != nil {
			t.Fatal(err)
		}
	}
	disabling := o.entries[len(o.entries)-2]
	o.add(crm.LedgerEntry{Broker: disabling.Broker, Data: disabling.Data})
	if err := a.catchUp(t.Context()); err != nil {
		t.Fatal(err)
	}
	if got, err := a.UserByID(t.Context(), u.ID); err != nil || got.Disabled {
		t.Error("the account was disabled again", err)
	}
	if end, err := a.LedgerEnd(t.Context()); err != nil || end != uint64(len(o.entries)) {
		t.Error(end, err)
	}
}

// One region writes the same ledger, by itself. Where several share it, a process that can't order refuses to.
func TestLedger_OneRegionKeepsItToo(t *testing.T) {
	t.Parallel()
	o := newOrder()
	dir := newDir(t)
	s := reopen(t, dir)
	u, _, _ := people(t, s)
	wantCode(t, s.DropToken(t.Context(), u.ID, id(1)), crm.CodeNotFound)
	if err := s.SetPassword(t.Context(), u.ID, "other"); err != nil {
		t.Fatal(err)
	}
	page, err := s.LedgerPage(t.Context(), 1, 1<<20)
	if err != nil || len(page) != 5 {
		t.Fatal(len(page), err)
	}
	b := o.region(t, stillClock)
	if err := b.ApplyOrdered(t.Context(), page); err != nil {
		t.Fatal(err)
	}
	if hash, err := b.Password(t.Context(), u.ID); err != nil || hash != "other" {
		t.Error(hash, err)
	}
	if page, err = s.LedgerPage(t.Context(), 2, 1); err != nil || len(page) != 1 || page[0].Seq != 2 {
		t.Error(page, err)
	}
	if page, err = s.LedgerPage(t.Context(), 6, 1<<20); err != nil || len(page) != 0 {
		t.Error(page, err)
	}

	if err := s.OrderBy(t.Context(), b); err != nil {
		t.Fatal(err)
	}
	beside := reopen(t, dir)
	wantCode(t, beside.SetPassword(t.Context(), u.ID, "third"), crm.CodeUnavailable)
}
