package replica_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strconv"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/volume"
	realtime "roomkey/sync"
	"roomkey/sync/cluster/wire/wiretest"
)

// Three regions write the same records while messages are lost, doubled and overtaken, links are cut and servers
// restart. In the end all of them have the same heads, fields and rows.
func TestReplica_RegionsConverge(t *testing.T) {
	for seed := range seeds() {
		t.Run(strconv.FormatUint(seed+1, 10), func(t *testing.T) { simulate(t, seed+1) })
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
}

func simulate(t *testing.T, seed uint64) {
	s := &simulation{TB: t, chance: rand.New(rand.NewPCG(seed, 7)), world: wiretest.New(t, seed, names...)}
	s.world.Set(wiretest.Faults{Loss: s.chance.Float64() / 2, Double: 0.2, Reorder: 0.3,
		Delay: time.Duration(s.chance.IntN(4)) * time.Millisecond, Jitter: 5 * time.Millisecond})
	for _, name := range names {
		s.regions = append(s.regions, start(t, s.world, name, t.TempDir()))
	}
	for range 60 {
		s.step()
	}
	s.world.HealAll()
	s.world.Set(wiretest.Faults{})
	converge(t, 30*time.Second, s.regions...)
	for _, r := range s.regions {
		if len(r.content()) != len(s.records) {
			t.Errorf("%s has %d of %d records", r.name, len(r.content()), len(s.records))
		}
		for _, reason := range []string{"entries", "compared", "seal", "payload", "kind", "truncated"} {
			if n := r.refused.of(reason); n > 0 {
				t.Errorf("%s: %s %d times", r.name, reason, n)
			}
		}
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
	switch crm.CodeOf(err) {
	case "", crm.CodeNotFound, crm.CodeForbidden, crm.CodeInvalid:
		// it is not here yet; the private half is another's; the move is not legal
	default:
		s.Fatal(err)
	}
}
