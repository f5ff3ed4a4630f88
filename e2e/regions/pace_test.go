package regions_test

import (
	"fmt"
	"slices"
	"sync"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// A change of a row takes two round trips at most, and a thousand that are asked for at once take seconds. The figures
// depend on what else the machine does, so that they are bounds in a soak only.
func TestRows_Pace(t *testing.T) {
	volume.Soak(t)
	r := roomkeytest.StartRegions(t, "abc", delays)
	const bound = 2*2*125*time.Millisecond + 50*time.Millisecond // two of the longest round trips
	for _, name := range []string{"a", "b", "c"} {
		s := r.Region(name)
		in := s.SignIn(demo.Broker.Email)
		var took []time.Duration
		for range 50 {
			began := time.Now()
			id, _, status := personal(s, in)
			took = append(took, time.Since(began))
			if status/100 != 2 {
				t.Fatalf("%s makes a token: %d", name, status)
			}
			s.Call(in, "DELETE", "/tokens/"+id, nil)
		}
		slices.Sort(took)
		t.Logf("a row from %s, ordered in %s: p50 %s, p99 %s", name, r.Status(name).Leader,
			took[25].Round(time.Millisecond), took[49].Round(time.Millisecond))
		if took[49] > bound {
			t.Errorf("%s is more than %s", took[49], bound)
		}
	}
	c := r.Region("c")
	in := c.SignIn(demo.Broker.Email)
	var ids []string
	for page := ""; ; {
		var list struct {
			Items []struct{ ID string }
			Next  string
		}
		c.Get(in, "/listings?limit=200&cursor="+page, &list)
		for _, item := range list.Items {
			ids = append(ids, item.ID)
		}
		if page = list.Next; page == "" {
			break
		}
	}
	began := time.Now()
	var work sync.WaitGroup
	turns := make(chan struct{}, 60) // more of one user may not wait
	for _, id := range ids {
		turns <- struct{}{}
		work.Go(func() {
			defer func() { <-turns }()
			if status, said := c.Call(in, "POST", fmt.Sprintf("/listings/%s/archive", id), nil); status/100 != 2 {
				t.Errorf("archiving %s: %d %s", id, status, said)
			}
		})
	}
	work.Wait()
	t.Logf("%d archives took %s", len(ids), time.Since(began).Round(time.Millisecond))
}
