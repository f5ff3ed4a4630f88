package main

import (
	"context"
	"math/rand/v2"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/bench/client"
	"roomkey/crm"
	"roomkey/internal/demo"
)

// hostileChanges is how many mutated changes the server is given.
const hostileChanges = 20_000

func TestHostile_MutatedChangesLeaveTheServerUpAndHonestClientsServed(t *testing.T) {
	s := serveDemo(t, "--sockets-per-user", "0", "--frame-rate", "0", "--byte-rate", "0")
	records := slices.Concat(s.shared("escrows", 12), s.shared("listings", 120), s.shared("leads", 60))
	histories := s.histories(records)
	process := s.cmd.Process.Pid
	honest := s.honest(records[0].id(t), "purchasePrice", demo.Agent1)
	other := s.honest(records[12].id(t), "ListPrice", demo.Lead)
	chance, tally := seeded(t), &tally{}
	var attackers sync.WaitGroup
	for i := range 4 {
		user := []crm.User{demo.Agent1, demo.Agent2}[i%2]
		a := &attacker{
			t: t, socket: s.socket(), user: user, token: s.personal(user.Email), histories: histories, tally: tally,
			chance: rand.New(rand.NewPCG(chance.Uint64(), 0)), keep: map[crm.ID]*client.Memory{},
		}
		for _, r := range records {
			a.records = append(a.records, r.id(t))
		}
		attackers.Add(1)
		go func() { defer attackers.Done(); a.run() }()
	}
	attackers.Wait()
	honest.stop()
	other.stop()
	if !s.running() || s.cmd.Process.Pid != process {
		t.Fatal("the server went")
	}
	t.Log(tally)
	if tally.sent.Load() < hostileChanges {
		t.Errorf("only %d changes were sent", tally.sent.Load())
	}
	var after record
	s.get(s.login(demo.Broker.Email), "/escrows/"+records[0].ID, &after) // what the attackers were granted is valid
	s.isSound()
}

// honestClient edits one record all the time, and must be served all the time.
type honestClient struct {
	t     testing.TB
	c     *client.Client
	calm  chan struct{}
	ended chan struct{}
	saved atomic.Int64
	took  []time.Duration // read after ended
}

func (s *server) honest(id crm.ID, field string, user crm.User) *honestClient {
	s.t.Helper()
	h := &honestClient{t: s.t, calm: make(chan struct{}), ended: make(chan struct{})}
	h.c = s.dial(s.personal(user.Email), client.Options{})
	s.sit(h.c, &user)
	doc := s.open(h.c, id)
	go func() {
		defer close(h.ended)
		tick := time.NewTicker(20 * time.Millisecond)
		defer tick.Stop()
		for i := 0; ; i++ {
			select {
			case <-h.calm:
				return
			case <-tick.C:
			}
			began := time.Now()
			hash, err := doc.Set(field, 10_000_000+i)
			if err == nil {
				ctx, cancel := context.WithTimeout(s.t.Context(), 30*time.Second)
				err = doc.WaitSaved(ctx, hash)
				cancel()
			}
			if err != nil {
				s.t.Errorf("an honest edit of %s: %v", id, err)
				return
			}
			h.took = append(h.took, time.Since(began))
			h.saved.Add(1)
		}
	}()
	s.t.Cleanup(func() { h.c.Close(); <-h.ended })
	return h
}

// stop ends the honest edits and judges how they were served.
func (h *honestClient) stop() {
	h.t.Helper()
	close(h.calm)
	<-h.ended
	select {
	case <-h.c.Done():
		h.t.Errorf("the honest client was dropped: %v", h.c.Err())
	default:
	}
	slices.Sort(h.took)
	if len(h.took) == 0 {
		h.t.Error("the honest client was never served")
		return
	}
	h.t.Logf("%d honest edits, p50 %v, p99 %v, worst %v", len(h.took), h.took[len(h.took)/2], h.took[len(h.took)*99/100], h.took[len(h.took)-1])
	if worst := h.took[len(h.took)-1]; worst > 10*time.Second {
		h.t.Errorf("an honest edit took %v", worst)
	}
}
