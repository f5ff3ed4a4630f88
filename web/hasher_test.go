package web_test

import (
	"context"
	"fmt"
	"sync"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/web"
)

// However many sign in at once, only a few hash at a time, a bounded number waits, and the rest is told to come again.
func TestHasher_BoundsMemory(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.NewHasher()
		var running, most, refused, done atomic.Int64
		release := make(chan struct{})
		var group sync.WaitGroup
		knock := func(p fair.Payer) {
			group.Go(func() {
				switch err := h.Do(context.Background(), p, func() {
					now := running.Add(1)
					for seen := most.Load(); now > seen && !most.CompareAndSwap(seen, now); seen = most.Load() {
					}
					<-release
					running.Add(-1)
				}); {
				case err == nil:
					done.Add(1)
				case crm.CodeOf(err) == crm.CodeUnavailable:
					refused.Add(1)
				default:
					t.Errorf("unexpected error %v", err)
				}
			})
		}
		for range 100 {
			knock(web.StrangerFrom("198.51.100.1"))
		}
		synctest.Wait()
		if n := refused.Load(); n != 100-web.HashesAtOnce-web.HashesWaiting {
			t.Errorf("%d of 100 from one network were refused", n)
		}
		for i := range 2000 {
			knock(web.StrangerFrom(fmt.Sprintf("10.%d.%d.1", i/256, i%256)))
		}
		synctest.Wait()
		if n := h.Waiting(); n != web.StrangersWaiting {
			t.Errorf("%d strangers wait, want at most %d", n, web.StrangersWaiting)
		}
		close(release)
		group.Wait()
		if most.Load() > web.HashesAtOnce {
			t.Errorf("%d hashed at once, want at most %d", most.Load(), web.HashesAtOnce)
		}
		if done.Load() != web.HashesAtOnce+web.StrangersWaiting {
			t.Errorf("%d got their turn, want %d", done.Load(), web.HashesAtOnce+web.StrangersWaiting)
		}
	})
}

// Strangers take turns by network, and all of them together with each known user's brokerage.
func TestHasher_KnownUsersAreNotBehindStrangers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		h := web.NewHasher()
		var mu sync.Mutex
		var order []string
		var group sync.WaitGroup
		turns := make(chan struct{})
		knock := func(name string, p fair.Payer) {
			group.Go(func() {
				if err := h.Do(context.Background(), p, func() {
					<-turns
					mu.Lock()
					defer mu.Unlock()
					order = append(order, name)
				}); err != nil {
					t.Errorf("%s: %v", name, err)
				}
			})
			synctest.Wait()
		}
		for range 20 {
			knock("flood", web.StrangerFrom("198.51.100.1"))
		}
		knock("stranger", web.StrangerFrom("203.0.113.1"))
		knock("known", fair.Payer{Broker: crm.ID{9}, User: crm.ID{9, 9}})
		for range 22 {
			turns <- struct{}{}
			synctest.Wait()
		}
		group.Wait()
		for at, name := range order {
			if name == "known" && at > web.HashesAtOnce || name == "stranger" && at > web.HashesAtOnce+2 {
				t.Errorf("%s was served as number %d: %v", name, at+1, order)
			}
		}
	})
}
