package crdt

import (
	"math/rand/v2"
	"reflect"
	"slices"
	"strings"
	"testing"

	"roomkey/crm"
	"roomkey/internal/volume"
)

// judgingServer is a server that judges what comes, and adds repairs and give-ways.
type judgingServer struct {
	replica
	t       *testing.T
	policy  Policy
	byHash  map[Hash]*Change
	repairs map[Hash][]Hash // by cause
	actors  map[Actor]Hash  // of repairs
	users   map[Actor]crm.ID
	count   struct{ judged, bad, sure, unsure, gave int }
}

func newJudgingServer(t *testing.T, policy Policy, users map[Actor]crm.ID) *judgingServer {
	return &judgingServer{replica: newReplica(), t: t, policy: policy, byHash: map[Hash]*Change{},
		repairs: map[Hash][]Hash{}, actors: map[Actor]Hash{}, users: users}
}

// closure returns the changes that count for c: its ancestors and the repairs of bad ones among them, in order.
func (s *judgingServer) closure(deps []Hash) []*Change {
	in := map[Hash]bool{}
	var visit func(h Hash)
	visit = func(h Hash) {
		if in[h] {
			return
		}
		in[h] = true
		for _, d := range s.byHash[h].Deps {
			visit(d)
		}
		for _, r := range s.repairs[h] {
			visit(r)
		}
	}
	for _, d := range deps {
		visit(d)
	}
	var all []*Change
	for _, c := range s.changes {
		if in[c.Hash] {
			all = append(all, c)
		}
	}
	return all
}

func (s *judgingServer) keep(c *Change) {
	s.t.Helper()
	if s.graph.Has(c.Hash) {
		return
	}
	if err := s.add(c); err != nil {
		s.t.Fatalf("a change can't be added: %v", err)
	}
	s.byHash[c.Hash] = c
}

// take takes a change whose dependencies are there.
func (s *judgingServer) take(c *Change) {
	s.t.Helper()
	if s.graph.Has(c.Hash) {
		return
	}
	if err := s.graph.CheckReferences(c); err != nil {
		s.t.Fatal(err)
	}
	_, isRepair := RepairOf(c)
	_, _, gives := GiveWayOf(c)
	if isRepair || gives || s.actors[c.Actor] != (Hash{}) {
		if isRepair || !gives {
			s.t.Fatalf("a repair comes that was not made here: %s", c.Hash)
		}
		s.keep(c)
		s.giveWay(c)
		return
	}
	before := s.closure(c.Deps)
	view := NewOpSet()
	for _, a := range before {
		if err := view.Apply(a); err != nil {
			s.t.Fatal(err)
		}
	}
	policy := s.policy
	policy.User = s.users[c.Actor]
	wrong := wholeFaults(view, policy)
	v, err := policy.Judge(view, c)
	if err != nil {
		s.t.Fatalf("rejected: %v", err)
	}
	s.compareSure(policy, c, v)
	deps := headsOf(append(before, c))
	repairs, err := v.Repair(deps)
	if err != nil {
		s.t.Fatal(err)
	}
	if len(before) == len(s.changes) {
		s.compareLive(policy, c, repairs)
	}
	s.validate(policy, view, c, repairs, wrong, v)
	s.keep(c)
	s.count.judged++
	if len(repairs) > 0 {
		s.count.bad++
	}
	for i, r := range repairs {
		if i == 0 {
			if cause, ok := RepairOf(r); !ok || cause != c.Hash {
				s.t.Fatal("the repair is of another change")
			}
		}
		s.actors[r.Actor] = r.Hash
		s.repairs[c.Hash] = append(s.repairs[c.Hash], r.Hash)
		s.keep(r)
	}
	for _, x := range append(repairs, c) {
		s.giveWay(x)
	}
}

func (s *judgingServer) compareSure(policy Policy, c *Change, v *Verdict) {
	s.t.Helper()
	roots, sure, err := policy.Sure(s.ops, c)
	if err != nil {
		s.t.Fatal(err)
	}
	if sure && len(v.Faults) > 0 {
		s.t.Fatalf("sure of a change with the fault %v", v.Faults)
	}
	if !slices.Equal(roots, v.Roots) {
		s.t.Fatalf("roots are %v and %v", roots, v.Roots)
	}
	if sure {
		s.count.sure++
	} else if len(v.Faults) == 0 {
		s.count.unsure++
	}
}

// compareLive compares the repair with one that is made on the live set.
func (s *judgingServer) compareLive(policy Policy, c *Change, want []*Change) {
	s.t.Helper()
	v, err := policy.Judge(s.ops, c)
	if err != nil {
		s.t.Fatal(err)
	}
	got, err := v.Repair(append(slices.Clone(s.graph.Heads()), c.Hash))
	if len(s.graph.Heads()) > 0 && err == nil && len(got) > 0 {
		got, err = v.Repair(want[0].Deps)
	}
	if err != nil || len(got) != len(want) {
		s.t.Fatalf("%d and %d repairs, %v", len(got), len(want), err)
	}
	for i := range got {
		if got[i].Hash != want[i].Hash {
			s.t.Fatal("the repair on the live set is another one")
		}
	}
}

// validate checks the whole document of a closure after the repair.
func (s *judgingServer) validate(policy Policy, view *OpSet, c *Change, repairs []*Change, wrong []string, v *Verdict) {
	s.t.Helper()
	for _, x := range append([]*Change{c}, repairs...) {
		if err := view.Apply(x); err != nil {
			s.t.Fatalf("the repair does not apply: %v", err)
		}
	}
	for _, fault := range wholeFaults(view, policy) {
		if !slices.Contains(wrong, fault) {
			s.t.Fatalf("the closure is wrong after its repair: %s (faults were %v)", fault, v.Faults)
		}
		if len(s.changes) > 1 && !byMerge(fault) {
			s.t.Fatalf("a merge made what no merge makes: %s", fault)
		}
	}
}

// byMerge reports whether a fault may come of two changes that are right.
func byMerge(fault string) bool {
	for _, kind := range []string{": twins", ": items", ": bytes", ": group", ": blank", "must ", "is longer"} {
		if strings.Contains(fault, kind) {
			return true
		}
	}
	return false
}

func (s *judgingServer) giveWay(b *Change) {
	s.t.Helper()
	changes, err := GiveWay(s.ops, s.graph, b, s.actors)
	if err != nil {
		s.t.Fatal(err)
	}
	for _, c := range changes {
		if _, _, ok := GiveWayOf(c); !ok {
			s.t.Fatal("a give-way is not known as one")
		}
		s.count.gave++
		s.keep(c)
		s.giveWay(c)
	}
}

func headsOf(changes []*Change) []Hash {
	g := NewGraph()
	for _, c := range changes {
		_ = g.Add(NodeOf(c))
	}
	return slices.Clone(g.Heads())
}

var repairActors = []Actor{"a-actor-of-alice", "b-actor-of-bobby", "c-actor-of-carol"}

// Whatever three people write, good or bad, the documents of two servers that hear of it in different orders are equal
// and valid.
func TestRepair_HistoriesConvergeAndStayValid(t *testing.T) {
	histories := volume.Of(t, 1000, "histories")
	if testing.Short() {
		histories = min(histories, 100)
	}
	var total struct{ judged, bad, sure, unsure, gave int }
	for seed := range histories {
		t.Run("", func(t *testing.T) {
			one, two := runHistory(t, uint64(seed))
			if t.Failed() {
				t.Logf("seed %d", seed)
			}
			compareServers(t, seed, one, two)
			for _, s := range []*judgingServer{one, two} {
				total.judged += s.count.judged
				total.bad += s.count.bad
				total.sure += s.count.sure
				total.unsure += s.count.unsure
				total.gave += s.count.gave
			}
		})
		if t.Failed() {
			t.Fatalf("seed %d", seed)
		}
	}
	t.Logf("%+v", total)
	if total.bad < total.judged/10 || total.sure < total.judged/20 || total.gave == 0 {
		t.Errorf("the histories are lopsided: %+v", total)
	}
}

func runHistory(t *testing.T, seed uint64) (one, two *judgingServer) {
	r := rand.New(rand.NewPCG(seed, 11))
	recordType := crm.Types[r.IntN(len(crm.Types))]
	policy := Policy{Type: recordType, Moves: r.IntN(2) == 0, limits: limits{maxItems: 4, maxBytes: 40},
		Draft: true} // whose notes they touch is no matter of repairs
	users := map[Actor]crm.ID{}
	var authors []*author
	for i, actor := range repairActors {
		users[actor] = crm.ID{byte(i + 1), 15: 1}
		authors = append(authors, &author{replica: newReplica(), actor: actor, user: users[actor], rand: r})
	}
	one, two = newJudgingServer(t, policy, users), newJudgingServer(t, policy, users)
	begin(t, recordType, one, two, authors)
	for range 12 + r.IntN(10) {
		i := r.IntN(len(authors))
		a, s := authors[i], one
		if i == 2 {
			s = two
		}
		switch r.IntN(5) {
		case 0, 1, 2:
			if _, err := a.edit(recordType); err != nil {
				t.Fatalf("seed %d: an author writes what can't be: %v", seed, err)
			}
		case 3:
			exchange(t, a, s)
		default:
			talk(one, two)
			talk(two, one)
		}
	}
	for range 3 {
		for i, a := range authors {
			exchange(t, a, []*judgingServer{one, one, two}[i])
		}
		talk(one, two)
		talk(two, one)
	}
	return one, two
}

// begin gives everybody the fixed first change and one that fills the required fields.
func begin(t *testing.T, recordType *crm.RecordType, one, two *judgingServer, authors []*author) {
	first := Genesis(recordType, false)
	a := authors[0]
	a.good = true
	for _, x := range authors {
		if err := x.add(first); err != nil {
			t.Fatal(err)
		}
	}
	a.seq++
	a.w.c = &Change{Actor: a.actor, Seq: 1, StartOp: first.MaxOp() + 1, Deps: []Hash{first.Hash}}
	for i := range recordType.Fields {
		f := &recordType.Fields[i]
		if !f.Container() && !f.Derived && !f.Server && !f.Private {
			a.put(Op{Key: f.Name}, a.fitting(f))
		}
	}
	if err := EncodeChange(a.w.c); err != nil {
		t.Fatal(err)
	}
	for _, x := range authors {
		if err := x.add(a.w.c); err != nil {
			t.Fatal(err)
		}
	}
	for _, s := range []*judgingServer{one, two} {
		s.take(first)
		s.take(a.w.c)
		if len(s.changes) != 2 {
			t.Fatal("the first changes were repaired")
		}
	}
}

func exchange(t *testing.T, a *author, s *judgingServer) {
	t.Helper()
	for _, c := range a.changes {
		s.take(c)
	}
	for _, c := range s.changes {
		if !a.graph.Has(c.Hash) {
			if err := a.add(c); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// talk sends one server's changes to another.
func talk(from, to *judgingServer) {
	for _, c := range from.changes {
		to.take(c)
	}
}

func compareServers(t *testing.T, seed int, one, two *judgingServer) {
	t.Helper()
	if !slices.Equal(one.graph.Heads(), two.graph.Heads()) {
		t.Fatalf("seed %d: heads differ", seed)
	}
	if !reflect.DeepEqual(one.ops.Fields(), two.ops.Fields()) ||
		!reflect.DeepEqual(one.ops.Conflicts(nil), two.ops.Conflicts(nil)) {
		t.Fatalf("seed %d: contents differ", seed)
	}
	for _, fault := range wholeFaults(one.ops, one.policy) {
		if !byMerge(fault) {
			t.Fatalf("seed %d: the document is wrong: %s", seed, fault)
		}
	}
}
