package replica_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"os"
	"slices"
	"strconv"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/volume"
	"roomkey/store"
	"roomkey/store/storetest"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/wire/wiretest"
)

// Three regions write the same records, renew them, change their rows and erase them, while messages are lost, doubled
// and overtaken, links are cut, servers restart and one region's clock is an hour off. In half of the schedules New
// Year comes on the way. In the end all of them have the same heads, fields and rows.
func TestReplica_RegionsConverge(t *testing.T) {
	for seed := range seeds() {
		t.Run(strconv.FormatUint(seed+1, 10), func(t *testing.T) {
			t.Parallel()
			simulate(t, seed+1)
		})
	}
}

// seeds is how many schedules there are: few in make test, a thousand in make soak.
func seeds() uint64 {
	switch {
	case os.Getenv("TEST_SOAK") != "":
		return 1000
	case volume.Raced:
		return 3
	}
	return 30
}

// simulation is one schedule.
type simulation struct {
	testing.TB
	chance  *rand.Rand
	world   *wiretest.World
	regions []*region
	records []*crm.Record
	rows    bool // rows change too, in order
	erased  map[crm.ID]bool
	devices int            // that have written badly
	answers map[string]int // to those, by type
}

func simulate(t *testing.T, seed uint64) {
	s := &simulation{TB: t, chance: rand.New(rand.NewPCG(seed, 7)), world: wiretest.New(t, seed, names...),
		erased: map[crm.ID]bool{}, answers: map[string]int{}}
	s.world.Set(wiretest.Faults{Loss: s.chance.Float64() / 2, Double: 0.2, Reorder: 0.3,
		Delay: time.Duration(s.chance.IntN(4)) * time.Millisecond, Jitter: 5 * time.Millisecond})
	with := setup{aged: true}
	if s.rows = seed%6 == 0 || os.Getenv("TEST_SOAK") != ""; s.rows { // they wait for seconds
		with.order = &order{heads: map[crm.ID]crm.Hash{}}
	}
	off := s.chance.IntN(6) // whose clock is off, if any's
	ahead := time.Duration(0)
	if s.rows && seed%2 == 0 {
		ahead = untilNewYear() - time.Second
	}
	for i, name := range names {
		if with.ahead = ahead; i == off {
			with.ahead += []time.Duration{time.Hour, -time.Hour}[s.chance.IntN(2)]
		}
		s.regions = append(s.regions, startWith(t, s.world, name, storetest.Dir(t), with))
	}
	if s.rows {
		s.regions[0].found()
	}
	for range 60 {
		s.step()
	}
	s.Logf("bad changes: %v", s.answers)
	s.world.HealAll()
	s.world.Set(wiretest.Faults{})
	converge(t, 30*time.Second, s.regions...)
	if s.rows {
		s.numbered()
	}
	converge(t, 30*time.Second, s.regions...)
	for _, r := range s.regions {
		if want := len(s.records) - len(s.erased); len(r.content()) != want {
			t.Errorf("%s has %d of %d records", r.name, len(r.content()), want)
		}
		if s.rows {
			s.sound(r)
			s.counted(r)
		}
		// What was given up could have come by a comparison alone, of which there is none.
		for _, reason := range []string{"entries", "compared", "seal", "payload", "kind", "truncated"} {
			if n := r.refused.of(reason); n > 0 {
				t.Errorf("%s: %s %d times", r.name, reason, n)
			}
		}
	}
}

// untilNewYear is the time until a year begins.
func untilNewYear() time.Duration {
	return time.Until(time.Date(time.Now().UTC().Year()+1, time.January, 1, 0, 0, 0, 0, time.UTC))
}

// counted holds a region's numbers of escrows: each is of the year of its birth and given once, and none is left out
// but those of escrows that were erased or deleted.
func (s *simulation) counted(r *region) {
	s.Helper()
	given := make(map[int]map[int]bool) // by year
	left := len(s.erased)               // numbers that may be nobody's
	for _, rec := range s.records {
		if rec.Type != "escrow" || s.erased[rec.ID] {
			continue
		}
		stored, err := r.store.Record(s.Context(), rec.ID)
		if err != nil {
			s.Fatal(err)
		}
		if stored.Fields["escrowNumber"] == nil && !stored.DeletedAt.IsZero() {
			left++ // it needs none, and may have been given one when it was deleted
			continue
		}
		var number string
		var year, n int
		if err := json.Unmarshal(stored.Fields["escrowNumber"], &number); err != nil {
			s.Fatal(rec.ID, err)
		}
		if _, err := fmt.Sscanf(number, "ESC-%d-%d", &year, &n); err != nil || year != stored.CreatedAt.UTC().Year() {
			s.Errorf("%s: an escrow of %s has the number %s (%v)", r.name, stored.CreatedAt, number, err)
		}
		if given[year] == nil {
			given[year] = make(map[int]bool)
		}
		if given[year][n] {
			s.Errorf("%s: %s is given twice", r.name, number)
		}
		given[year][n] = true
	}
	for year, numbers := range given {
		left -= slices.Max(slices.Collect(maps.Keys(numbers))) - len(numbers)
		if left < 0 {
			s.Errorf("%s leaves out numbers of %d: %v", r.name, year, slices.Sorted(maps.Keys(numbers)))
		}
	}
}

// sound checks a region's database.
func (s *simulation) sound(r *region) {
	s.Helper()
	err := r.store.Check(s.Context(), func(p store.Problem) error { s.Errorf("%s: %v", r.name, p); return nil },
		func(store.Material) error { return nil })
	if err != nil {
		s.Error(err)
	}
}

// step has one thing happen.
func (s *simulation) step() {
	n := s.chance.IntN(len(s.regions))
	r := s.regions[n]
	user := []*crm.User{&agent, &mate}[s.chance.IntN(2)]
	text := fmt.Sprint(s.chance.IntN(1000), " by ", user.Name)
	switch what := s.chance.IntN(20); {
	case len(s.records) == 0 || what == 0:
		s.records = append(s.records, r.newLead(user, text))
	case what == 1:
		s.records = append(s.records, r.newEscrow(user, text))
	case what == 2:
		s.world.Isolate(r.name)
	case what == 3:
		s.world.HealAll()
	case what == 4:
		s.world.Cut(names[n], names[(n+1)%len(names)])
	case what == 5 && s.chance.IntN(2) == 0:
		s.regions[n] = r.restart()
	case s.rows && (what == 6 || what == 7):
		s.changeRow(r)
	case what == 8:
		s.renew(r, user)
	case what == 9:
		s.bear(r, user, text)
	case what == 11 || what == 12:
		s.writeBadly(r, user)
	case s.rows && what == 10 && s.chance.IntN(3) == 0:
		s.erase(r)
	default:
		s.edit(r, user, text)
	}
}

// edit edits a record, if the region has it already.
func (s *simulation) edit(r *region, user *crm.User, text string) {
	rec := s.records[s.chance.IntN(len(s.records))]
	patch := realtime.Patch{Fields: fieldsOf([]string{"name", "source", "lostReason"}[s.chance.IntN(3)], text)}
	if rec.Type == "escrow" {
		patch = realtime.Patch{Fields: fieldsOf("propertyAddress", text)}
		switch s.chance.IntN(4) {
		case 0:
			patch.Fields = fieldsOf("status", []string{"contingent", "cancelled", "open"}[s.chance.IntN(3)])
		case 1:
			patch = realtime.Patch{Private: fieldsOf("commission", map[string]any{"grossPct": s.chance.IntN(5)})}
		}
	}
	_, err := r.Patch(r.Context(), user, rec.ID, patch)
	s.tolerate(err)
}

// tolerate ends the schedule at an error that says neither that a record is not here yet, or not any more, nor that the
// user may not do this, nor that it is not legal, nor that the region is cut off.
func (s *simulation) tolerate(err error) {
	s.Helper()
	switch crm.CodeOf(err) {
	case "", crm.CodeNotFound, crm.CodeForbidden, crm.CodeInvalid, crm.CodeConflict, crm.CodeUnavailable:
	default:
		s.Fatal(err)
	}
}

// changeRow changes the row of a record, if the region is not cut off.
func (s *simulation) changeRow(r *region) {
	rec := s.records[s.chance.IntN(len(s.records))]
	var err error
	switch s.chance.IntN(4) {
	case 0:
		_, err = r.Archive(r.Context(), &chief, rec.ID)
	case 1:
		err = r.Delete(r.Context(), &chief, rec.ID)
	case 2:
		_, err = r.Restore(r.Context(), &chief, rec.ID)
	default:
		owner := []crm.ID{agent.ID, mate.ID}[s.chance.IntN(2)]
		visibility := []crm.Visibility{crm.VisibilityTeam, crm.VisibilityBroker}[s.chance.IntN(2)]
		_, err = r.Transfer(r.Context(), &chief, rec.ID, realtime.Transfer{Owner: &owner, Visibility: &visibility})
	}
	s.tolerate(err)
}

// renew renews a record, if it is old.
func (s *simulation) renew(r *region, user *crm.User) {
	rec := s.records[s.chance.IntN(len(s.records))]
	_, err := r.Renew(r.Context(), user, rec.ID)
	s.tolerate(err)
}

// bear makes a lead again that is not known in this region yet.
func (s *simulation) bear(r *region, user *crm.User, text string) {
	rec := s.records[s.chance.IntN(len(s.records))]
	if rec.Type != "lead" {
		return
	}
	_, err := r.Create(r.Context(), user, realtime.NewRecord{ID: rec.ID, Type: "lead",
		Fields: fieldsOf("name", text, "email", "b@example.test", "source", "web", "stage", "new")})
	s.tolerate(err)
}

// erase erases a record everywhere, if the region has it and is not cut off.
func (s *simulation) erase(r *region) {
	rec := s.records[s.chance.IntN(len(s.records))]
	err := r.store.Erase(r.Context(), rec.ID)
	s.tolerate(err)
	if err == nil {
		r.Forget(rec.ID)
		s.erased[rec.ID] = true
	}
}

// numbered waits until all escrows have their numbers, in all regions, and no row waits.
func (s *simulation) numbered() {
	s.Helper()
	deadline := time.Now().Add(30 * time.Second)
	for {
		left := 0
		for _, r := range s.regions {
			waiting, err := r.store.RowsWaiting(s.Context())
			if err != nil {
				s.Fatal(err)
			}
			lack, err := r.store.Unnumbered(s.Context(), r.now().Add(2*time.Hour))
			if err != nil {
				s.Fatal(err)
			}
			left += len(waiting) + len(lack)
		}
		if left == 0 {
			return
		}
		if time.Now().After(deadline) {
			for _, r := range s.regions {
				waiting, _ := r.store.RowsWaiting(s.Context())
				lack, _ := r.store.Unnumbered(s.Context(), r.now().Add(2*time.Hour))
				for _, id := range append(waiting, lack...) {
					rec, err := r.store.Record(s.Context(), id)
					s.Logf("%s: %v: %+v %v", r.name, id, rec, err)
				}
			}
			s.Fatalf("%d rows wait, or escrows have no number", left)
		}
		time.Sleep(every) // a poll of a condition with a deadline
	}
}
