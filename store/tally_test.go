package store_test

import (
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

func TestTally_GivesTheValuesThatWereStored(t *testing.T) {
	t.Parallel()
	s := open(t)
	put(t, s, lead(1, map[string]string{"stage": `"met"`, "score": "-12.5", "source": `"Wéb"`, "priceMax": "0",
		"assignedAt": `"2026-01-02T03:04:05.000006Z"`}))
	put(t, s, lead(2, map[string]string{"score": "7"}))
	gone := lead(3, nil)
	gone.DeletedAt = gone.UpdatedAt.Add(time.Hour)
	put(t, s, gone)
	type values struct {
		stage, source  string
		score, price   float64
		scored, priced bool
		assigned       time.Time
	}
	fields := []string{"stage", "score", "source", "priceMax", "assignedAt"}
	tally := func(u *crm.User) map[crm.ID]values {
		found := make(map[crm.ID]values)
		if err := s.Tally(t.Context(), u, "lead", fields, func(r *store.Tallied) {
			v := values{stage: r.Text(0), source: r.Text(2), assigned: r.Time(4)}
			v.score, v.scored = r.Number(1)
			v.price, v.priced = r.Number(3)
			found[r.ID()] = v
		}); err != nil {
			t.Fatal(err)
		}
		return found
	}
	got := tally(user(crm.RoleBroker, 9))
	want := map[crm.ID]values{
		id(1): {"met", "Wéb", -12.5, 0, true, true, time.Date(2026, 1, 2, 3, 4, 5, 6000, time.UTC)},
		id(2): {stage: "new", score: 7, scored: true},
	}
	if len(got) != len(want) || got[id(1)] != want[id(1)] || got[id(2)] != want[id(2)] {
		t.Errorf("tallied %+v, want %+v", got, want)
	}
	if got := tally(&crm.User{ID: id(77), Role: crm.RoleBroker, Broker: id(88)}); len(got) != 0 {
		t.Errorf("another brokerage tallies %v", got)
	}
	nothing := func(*store.Tallied) {}
	for _, field := range []string{"nothing", "notes"} {
		wantCode(t, s.Tally(t.Context(), user(crm.RoleBroker, 9), "lead", []string{field}, nothing), crm.CodeInvalid)
	}
	wantCode(t, s.Tally(t.Context(), user(crm.RoleBroker, 9), "house", nil, nothing), crm.CodeInvalid)
}
