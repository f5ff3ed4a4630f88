package hostile_test

import (
	"fmt"
	"math/rand/v2"
	"net/http"
	"strings"
	"sync"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/load"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
)

const (
	heavyListings   = 60
	heavyChanges    = 18
	heavyOperations = 9_800 // of each change
)

// replay is the attack that once stopped the server for 106 s and took 1.5 GB: heavy changes, made once, are sent to
// many listings of the attacker's own over five sockets.
type replay struct {
	s       *server
	token   string
	changes []*crdt.Change
	ids     []crm.ID
	sockets []*testclient.Client
	docs    []*testclient.Doc // of the listings, in the order of ids
	group   sync.WaitGroup
}

// newReplay makes the changes and the listings. The changes follow the fixed first change of a listing, so they fit
// every listing.
func newReplay(s *server) *replay {
	r := &replay{s: s, token: s.Personal(demo.Agent1.Email), docs: make([]*testclient.Doc, heavyListings)}
	first := crdt.Genesis(crm.TypeNamed("listing"), false)
	var text, after crdt.OpID
	for _, op := range first.Ops {
		if op.Key == "PublicRemarks" {
			text = op.ID
		}
	}
	actor, deps, start := crdt.Actor("the attacker's tool"), first.Hash, first.StartOp+uint64(len(first.Ops))
	letters := rand.New(rand.NewPCG(11, 0))
	for seq := range uint64(heavyChanges) {
		c := &crdt.Change{Deps: []crdt.Hash{deps}, Actor: actor, Seq: seq + 1, StartOp: start}
		for i := range uint64(heavyOperations) {
			id := crdt.OpID{Counter: start + i, Actor: actor}
			letter := crdt.Value{Type: crdt.ValueString, Bytes: string(rune('a' + letters.IntN(8)))}
			c.Ops = append(c.Ops, crdt.Op{ID: id, Obj: text, List: true, Elem: after, Insert: true,
				Action: crdt.ActionSet, Value: letter})
			after = id
		}
		if err := crdt.EncodeChange(c); err != nil {
			s.T.Fatal(err)
		}
		deps, start = c.Hash, start+heavyOperations
		r.changes = append(r.changes, &crdt.Change{Hash: c.Hash, Deps: c.Deps, Data: crdt.Deflate(c.Data)})
	}
	for range heavyListings {
		made := s.MakeListing(r.token, crm.VisibilityTeam)
		r.ids = append(r.ids, made.Key(s.T))
	}
	return r
}

// begin sends all changes to all listings.
func (r *replay) begin() {
	const sockets = 5
	for n := range sockets {
		c := r.s.Dial(r.token, testclient.Options{Light: true})
		r.s.JoinOwn(c, &demo.Agent1)
		r.sockets = append(r.sockets, c)
		for i := n; i < len(r.ids); i += sockets {
			r.docs[i] = c.Open(r.ids[i])
		}
		r.group.Go(func() {
			for i := n; i < len(r.ids); i += sockets {
				for _, change := range r.changes {
					if c.Post(r.ids[i], change) != nil {
						return // it was closed
					}
				}
			}
		})
	}
}

// end closes the sockets, which the server must not have done.
func (r *replay) end() {
	for _, c := range r.sockets {
		select {
		case <-c.Done():
			r.s.T.Errorf("the attacker's socket was closed: %v", c.Err())
		default:
		}
		c.Close()
	}
	r.group.Wait()
}

// written are the addresses of the states that listings have gone through because of the attack.
func (r *replay) written() (paths []string) {
	for i, doc := range r.docs {
		for _, change := range r.changes {
			if doc.IsSaved(change.Hash) {
				paths = append(paths, fmt.Sprintf("/listings/%s/at/%s", r.ids[i], change.Hash))
			}
		}
	}
	return paths
}

// Issue 11, 1: 5.5 MB of one agent stopped the server for everybody, took 1.5 GB, and had the engines killed again and
// again. Now the agent waits, and nobody else.
func TestHostile_HeavyChangesReplayedToManyListingsCostTheirSenderAlone(t *testing.T) {
	s := &server{roomkeytest.ServePlain(t, "--work-rate", "100ms")}
	attack := newReplay(s)
	record := s.Shared("escrows", 1)[0]
	editor, honest := s.Edit(record.Key(t), "purchasePrice", demo.Agent2), s.Personal(demo.Lead.Email)
	edit := func(n int) {
		status, body := s.Call(honest, "PATCH", "/escrows/"+record.ID,
			m{"fields": m{"financing": []string{"Cash", "FHA"}[n%2]}})
		if status != http.StatusOK {
			t.Errorf("an honest edit by REST: %d %.300s", status, body)
		}
	}
	edit(1)
	before, highest := s.memory(), load.WatchMemory(t.Context(), s.PID())
	attack.begin()
	edits, states := 0, []string(nil)
	roomkeytest.Eventually(t, "the attacker's changes are taken in, one after the other", func() bool {
		edit(edits)
		edits++
		states = attack.written()
		return edits > 50 && len(states) > 30
	})
	attack.end()
	saved := editor.Saved()
	roomkeytest.Eventually(t, "socket edits go on", func() bool { return editor.Saved() > saved+20 })
	most := highest()
	if most > 400<<20 {
		t.Errorf("the server took %d MB", most>>20)
	}
	if got := s.Metric("roomkey_engine_restarts_total"); got != "roomkey_engine_restarts_total 0" {
		t.Errorf("engines were killed: %s", got)
	}
	s.counted(`roomkey_work_waits_total{kind="turns"}`)

	editor.Stop()
	s.readsAfterRestart(record, states)
	var after int64
	roomkeytest.Eventually(t, "the memory is given back", func() bool {
		after = s.memory()
		return after < before+20<<20
	})
	t.Logf("%d MB before, %d MB at most, %d MB afterwards; %d honest edits by REST; %s",
		before>>20, most>>20, after>>20, edits,
		strings.ReplaceAll(s.Metric("roomkey_work_wait"), "\n", ", "))
}

// readsAfterRestart has a viewer ask for old states of heavy records of a server that has not seen them yet: they have
// to be heavy for it as well.
func (s *server) readsAfterRestart(beside record, states []string) {
	s.T.Helper()
	s.Restart()
	editor := s.Edit(beside.Key(s.T), "purchasePrice", demo.Agent2)
	highest := load.WatchMemory(s.T.Context(), s.PID())
	viewer := s.flood(s.Personal(demo.Viewer.Email), 8, func(n, turn int) *http.Request {
		return s.request("GET", states[(8*turn+n)%len(states)], nil)
	})
	s.withstands("at", viewer, "/escrows/"+beside.ID, editor)
	if viewer.served.Load() == 0 {
		s.T.Error("no old state was served")
	}
	if most := highest(); most > 400<<20 {
		s.T.Errorf("after a restart the server took %d MB", most>>20)
	}
	if got := s.Metric("roomkey_engine_restarts_total"); got != "roomkey_engine_restarts_total 0" {
		s.T.Errorf("engines were killed after a restart: %s", got)
	}
	s.counted(`roomkey_work_waits_total{kind="past"}`)
}
