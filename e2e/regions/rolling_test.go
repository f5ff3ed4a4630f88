package regions_test

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"net/http"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testclient"
	"roomkey/internal/volume"
)

// All regions are restarted one after the other while people work, and come back by whichever region is ready, as a
// proxy sends them: nothing that was acknowledged is lost, and sockets are back soon. The figures are bounds in a soak
// only.
func TestRolling_RestartUnderLoad(t *testing.T) {
	volume.Soak(t)
	const people, bound = 60, 5 * time.Second
	r := roomkeytest.PrepareRegions(t, "abc", delays)
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		s.Flags = append(s.Flags, "--drain", "8s", "--sockets-per-user", "0")
	}
	r.Start()
	door := newProxy(r)
	token := r.Region("a").Personal(demo.Broker.Email)
	ctx, end := context.WithCancel(t.Context())
	defer end()
	var working sync.WaitGroup
	var mu sync.Mutex // guards back
	var back []time.Duration
	for i := range people {
		working.Go(func() {
			stay(ctx, door, i, visitor{Options: testclient.Options{Token: token}, back: func(took time.Duration) {
				mu.Lock()
				defer mu.Unlock()
				back = append(back, took)
			}})
		})
	}
	listings := r.Region("a").Shared("listings", 6)
	acknowledged := make([]atomic.Int64, len(listings))
	for i := range listings {
		working.Go(func() { write(ctx, door, i, token, listings[i].ID, &acknowledged[i]) })
	}
	working.Go(func() { door.watch(ctx) })
	roll(t, r)
	end()
	working.Wait()
	for i := range listings {
		last := acknowledged[i].Load()
		if last == 0 {
			t.Errorf("nothing was written to %s", listings[i].ID)
		}
		for _, name := range []string{"a", "b", "c"} {
			roomkeytest.Eventually(t, fmt.Sprintf("%s shows the last edit that was acknowledged", name), func() bool {
				return price(r.Region(name), token, listings[i].ID) >= last
			})
		}
	}
	slices.Sort(back)
	if len(back) < people {
		t.Fatalf("%d sockets came back, of %d people", len(back), people)
	}
	p99 := back[len(back)*99/100]
	t.Logf("%d sockets came back: p50 %s, p99 %s, the last after %s", len(back),
		back[len(back)/2].Round(time.Millisecond), p99.Round(time.Millisecond),
		back[len(back)-1].Round(time.Millisecond))
	if p99 > bound {
		t.Errorf("p99 is more than %s", bound)
	}
}

// roll restarts all regions, one after the other.
func roll(t *testing.T, r *roomkeytest.Regions) {
	t.Helper()
	for _, name := range []string{"a", "b", "c"} {
		time.Sleep(3 * time.Second) // of work, in which all is well
		if code := r.Region(name).Terminate(); code != 0 {
			t.Errorf("%s ends with %d", name, code)
		}
		r.Region(name).Start()
		r.AllWell()
	}
}

// proxy knows which regions are ready, as the proxy in front of them does.
type proxy struct {
	addrs []string
	ready []atomic.Bool
}

func newProxy(r *roomkeytest.Regions) *proxy {
	p := &proxy{ready: make([]atomic.Bool, 3)}
	for i, name := range []string{"a", "b", "c"} {
		p.addrs = append(p.addrs, r.Region(name).Addr)
		p.ready[i].Store(true)
	}
	return p
}

// watch asks for readiness twice a second, until ctx ends.
func (p *proxy) watch(ctx context.Context) {
	client := http.Client{Timeout: time.Second}
	for tick := time.Tick(500 * time.Millisecond); ctx.Err() == nil; {
		for i, addr := range p.addrs {
			answer, err := client.Get("http://" + addr + "/readyz")
			p.ready[i].Store(err == nil && answer.StatusCode == http.StatusOK)
			if err == nil {
				answer.Body.Close()
			}
		}
		select {
		case <-tick:
		case <-ctx.Done():
		}
	}
}

// addr is the region that somebody prefers, or the next one that is ready.
func (p *proxy) addr(prefers int) string {
	for i := range p.addrs {
		if at := (prefers + i) % len(p.addrs); p.ready[at].Load() {
			return p.addrs[at]
		}
	}
	return p.addrs[prefers%len(p.addrs)]
}

// visitor is somebody who stays.
type visitor struct {
	testclient.Options
	enters func(*testclient.Client) // what they do with each new socket
	back   func(time.Duration)      // is told how long it took to come back each time
}

// stay keeps a socket open as our client does, until ctx ends.
func stay(ctx context.Context, door *proxy, i int, v visitor) {
	chance := rand.New(rand.NewPCG(1, uint64(i)))
	var lost time.Time
	for attempt := 0; ctx.Err() == nil; attempt++ {
		dial, cancel := context.WithTimeout(ctx, 10*time.Second)
		c, err := testclient.Dial(dial, "ws://"+door.addr(i)+"/sync", v.Options)
		cancel()
		if err == nil {
			if !lost.IsZero() && v.back != nil {
				v.back(time.Since(lost))
			}
			if v.enters != nil {
				v.enters(c)
			}
			select {
			case <-c.Done():
			case <-ctx.Done():
				c.Close()
				return
			}
			lost, attempt, err = time.Now(), 0, c.Err()
		}
		select {
		case <-time.After(testclient.Wait(attempt, err, chance)):
		case <-ctx.Done():
		}
	}
}

// write makes edits one after the other until ctx ends, and notes the last one that was acknowledged.
func write(ctx context.Context, door *proxy, i int, token, listing string, acknowledged *atomic.Int64) {
	client := http.Client{Timeout: 10 * time.Second}
	for n := int64(1); ctx.Err() == nil; n++ {
		body := fmt.Sprintf(`{"fields":{"ListPrice":%d}}`, 1_000_000+n)
		request, err := http.NewRequestWithContext(ctx, "PATCH", "http://"+door.addr(i)+"/api/v1/listings/"+listing,
			strings.NewReader(body))
		if err != nil {
			return
		}
		request.Header.Set("Authorization", "Bearer "+token)
		request.Header.Set("Content-Type", "application/json")
		if answer, err := client.Do(request); err == nil {
			if answer.Body.Close(); answer.StatusCode == http.StatusOK {
				acknowledged.Store(1_000_000 + n)
			}
		}
		select {
		case <-time.After(50 * time.Millisecond):
		case <-ctx.Done():
		}
	}
}

func price(s *roomkeytest.Server, token, listing string) int64 {
	s.T.Helper()
	var seen struct{ Fields struct{ ListPrice int64 } }
	status, body := s.Call(token, "GET", "/listings/"+listing, nil)
	if status != 200 || json.Unmarshal(body, &seen) != nil {
		return 0
	}
	return seen.Fields.ListPrice
}
