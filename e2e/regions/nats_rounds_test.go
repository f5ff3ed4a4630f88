package regions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"sync"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// natsRounds is a variable: how often NATS is killed, paused or wiped, 50 times without it.
const natsRounds = "TEST_NATS_ROUNDS"

// orderers are the processes in which NATS runs: the servers themselves, or NATS's own.
type orderers struct {
	names []string
	stop  func(name string) // pulls the plug
	start func(name string) // and waits until it listens
	dir   func(name string) string
	pause func(name string) (resume func())
	leads func() string // "": nobody tells
	alive func(victims []string) (regions string)
}

// NATS in the servers is killed, paused and wiped, in one region, in the one that orders rows, and in all: whatever was
// saved is everywhere in the end, once, and each row that was made counts everywhere.
func TestSoak_NATSIsKilledPausedAndWiped(t *testing.T) {
	volume.Soak(t)
	r := roomkeytest.StartRegions(t, "abc", nil)
	survive(t, r, &orderers{
		names: []string{"a", "b", "c"},
		stop:  func(name string) { r.Region(name).Kill() },
		start: func(name string) { startAll(r, name) },
		dir:   func(name string) string { return filepath.Join(r.Region(name).Dir, "nats") },
		pause: func(name string) func() { return roomkeytest.Pause(t, r.Region(name).PID()) },
		leads: func() string { return r.Status("a").Leader },
		alive: func(victims []string) string {
			left := "abc"
			for _, name := range victims {
				left = without(left, name)
			}
			return left
		},
	})
}

// survive makes rounds of faults under edits, and checks what is left.
func survive(t *testing.T, r *roomkeytest.Regions, nats *orderers) {
	t.Helper()
	rounds := 50
	if asked := os.Getenv(natsRounds); asked != "" {
		n, err := strconv.Atoi(asked)
		if err != nil {
			t.Fatalf("%s: %v", natsRounds, err)
		}
		rounds = n
	}
	chance := roomkeytest.Seeded(t)
	listings := r.Region("a").Shared("listings", 3)
	var diaries []*diary
	for i, name := range regionLetters {
		diaries = append(diaries, keepDiary(r.Region(string(name)), listings[i].Key(t)))
	}
	var tokens []string
	var took []time.Duration
	for round := range rounds {
		how, who := []string{"killed", "paused", "wiped"}[round%3], []string{"one", "leader", "all"}[round/3%3]
		victims := []string{nats.names[chance.IntN(len(nats.names))]}
		if leader := nats.leads(); who == "leader" && leader != "" {
			victims = []string{leader}
		} else if who == "all" {
			victims = nats.names
		}
		nats.befall(t, how, victims, func() {
			for _, name := range nats.alive(victims) {
				d := diaries[name-'a']
				before := d.count()
				about := fmt.Sprintf("%c saves while NATS is %s in %q", name, how, victims)
				roomkeytest.Eventually(t, about, func() bool { return d.count() >= before+3 })
			}
			rest(chance)
		})
		healed := time.Now()
		in, elsewhere := regionLetters[round%3], regionLetters[(round+1)%3]
		tokens = append(tokens, makesToken(r, string(in), string(elsewhere)))
		took = append(took, time.Since(healed))
		t.Logf("round %d: %s in %q, rows go on after %s", round+1, how, victims, took[round].Round(time.Millisecond))
	}
	var saved []crm.Hash
	for _, d := range diaries {
		saved = append(saved, d.close()...)
	}
	slices.Sort(took)
	t.Logf("%d rounds: %d edits and %d rows were acknowledged; rows went on after p50 %s, the last after %s", len(took),
		len(saved), len(tokens), took[len(took)/2].Round(time.Millisecond), took[len(took)-1].Round(time.Millisecond))
	sameEverywhere(t, r, regionLetters, listings, saved)
	for _, name := range regionLetters {
		for i, token := range tokens {
			if !counts(r.Region(string(name)), token) {
				t.Errorf("the token of round %d is lost in %c", i+1, name)
			}
		}
	}
	areSound(r, regionLetters)
}

// befall has NATS killed, paused or wiped in some processes, and undoes it after meanwhile.
func (o *orderers) befall(t *testing.T, how string, victims []string, meanwhile func()) {
	t.Helper()
	if how == "paused" {
		var resume []func()
		for _, name := range victims {
			resume = append(resume, o.pause(name))
		}
		meanwhile()
		for _, again := range resume {
			again()
		}
		return
	}
	for _, name := range victims {
		o.stop(name)
	}
	meanwhile()
	var starting sync.WaitGroup
	for _, name := range victims {
		if how == "wiped" {
			if err := os.RemoveAll(o.dir(name)); err != nil {
				t.Fatal(err)
			}
		}
		starting.Go(func() { o.start(name) })
	}
	starting.Wait()
}

// rest lets a fault last for up to eight seconds: others notice it after three, or do not.
func rest(chance *rand.Rand) {
	<-time.After(time.Duration(chance.IntN(8000)) * time.Millisecond)
}

// makesToken waits until a token that a region makes counts in another one.
func makesToken(r *roomkeytest.Regions, in, elsewhere string) (token string) {
	r.T.Helper()
	s := r.Region(in)
	roomkeytest.Eventually(r.T, in+" makes a token", func() bool {
		status, body := s.Call("", "POST", "/auth/login", map[string]string{"email": demo.Agent1.Email,
			"password": demo.Password})
		var signedIn struct{ AccessToken string }
		if status != 200 || json.Unmarshal(body, &signedIn) != nil {
			return false
		}
		_, token, status = personal(s, signedIn.AccessToken)
		return status/100 == 2
	})
	roomkeytest.Eventually(r.T, "it counts in "+elsewhere, func() bool { return counts(r.Region(elsewhere), token) })
	return token
}

// diary is somebody who edits one record in a region all the time, and notes what is acknowledged. Where the region is
// gone, the diary goes on when it is back.
type diary struct {
	server *roomkeytest.Server
	record crm.ID
	stop   context.CancelFunc
	ended  chan struct{}

	mu    sync.Mutex // guards saved
	saved []crm.Hash
}

func keepDiary(s *roomkeytest.Server, record crm.ID) *diary {
	ctx, stop := context.WithCancel(s.T.Context())
	d := &diary{server: s, record: record, stop: stop, ended: make(chan struct{})}
	go func() {
		defer close(d.ended)
		for n := 0; ctx.Err() == nil; n++ {
			d.sit(ctx, n*1_000_000)
			pause(ctx, 100*time.Millisecond)
		}
	}()
	return d
}

// sit edits through one connection, until that or ctx ends.
func (d *diary) sit(ctx context.Context, from int) {
	dial, cancel := context.WithTimeout(ctx, 10*time.Second)
	defer cancel()
	c, err := testclient.Dial(dial, d.server.Socket(), testclient.Options{Token: d.server.Personal(demo.Agent1.Email)})
	if err != nil {
		return
	}
	defer c.Close()
	if c.Join(crm.UserRoom(demo.Agent1.ID), "", 0) != nil { // to be told what is saved
		return
	}
	doc := c.Open(d.record)
	if c.Wait(dial, func() bool { return doc.HasLocked("type") }) != nil {
		return
	}
	for i := from; ctx.Err() == nil; i++ {
		hash, err := doc.Set("ListPrice", 1_000_000+i)
		if err != nil {
			return
		}
		waiting, cancel := context.WithTimeout(ctx, 20*time.Second)
		err = doc.WaitSaved(waiting, hash)
		if cancel(); err != nil {
			return
		}
		d.mu.Lock()
		d.saved = append(d.saved, hash)
		d.mu.Unlock()
		pause(ctx, 100*time.Millisecond)
	}
}

func pause(ctx context.Context, d time.Duration) {
	select {
	case <-time.After(d):
	case <-ctx.Done():
	}
}

func (d *diary) count() int {
	d.mu.Lock()
	defer d.mu.Unlock()
	return len(d.saved)
}

func (d *diary) close() []crm.Hash {
	d.stop()
	<-d.ended
	return d.saved
}
