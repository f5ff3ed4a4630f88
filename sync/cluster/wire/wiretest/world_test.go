package wiretest_test

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
	"roomkey/sync/cluster/wire/wiretest"
)

var (
	_ wire.Network = (*wiretest.Region)(nil)
	_ wire.Rows    = (*wiretest.Region)(nil)
)

func TestWorld_OneSeedGivesOneSchedule(t *testing.T) {
	schedule := func(seed uint64) (arrived string) {
		synctest.Test(t, func(t *testing.T) {
			world := wiretest.New(t, seed, "a", "b", "c")
			world.Set(wiretest.Faults{Loss: 0.3, Double: 0.3, Reorder: 0.5, Delay: time.Millisecond,
				Jitter: 9 * time.Millisecond})
			start, heard := time.Now(), []string(nil)
			var mu sync.Mutex // guards heard
			for _, name := range []string{"a", "b", "c"} {
				stop, err := world.Region(name).Subscribe("x.*", func(_ string, data []byte) {
					mu.Lock()
					defer mu.Unlock()
					heard = append(heard, fmt.Sprint(name, time.Since(start), string(data)))
				})
				if err != nil {
					t.Fatal(err)
				}
				defer stop()
			}
			for i := range 50 {
				if err := world.Region("a").Publish("x.y", []byte{byte('0' + i)}); err != nil {
					t.Fatal(err)
				}
			}
			sleep(time.Second)
			arrived = strings.Join(heard, " ")
		})
		return arrived
	}
	first := schedule(5)
	if len(first) == 0 || schedule(5) != first || schedule(6) == first {
		t.Error("the seed is not what decides")
	}
}

func TestWorld_ACutLosesWhatIsUnderWay(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, "a", "b", "c")
		world.Delay(time.Second)
		var mu sync.Mutex // guards heard
		heard := make(map[string][]string)
		for _, name := range []string{"a", "b", "c"} {
			stop, err := world.Region(name).Subscribe(">", func(_ string, data []byte) {
				mu.Lock()
				defer mu.Unlock()
				heard[name] = append(heard[name], string(data))
			})
			if err != nil {
				t.Fatal(err)
			}
			defer stop()
		}
		send := func(text string) {
			if err := world.Region("a").Publish("x", []byte(text)); err != nil {
				t.Fatal(err)
			}
			sleep(100 * time.Millisecond)
		}
		send("one")
		world.Cut("a", "b")
		send("two")
		sleep(3 * time.Second)
		world.Heal("b", "a")
		send("three")
		sleep(3 * time.Second)
		if !slices.Equal(heard["b"], []string{"three"}) || !slices.Equal(heard["c"], []string{"one", "two", "three"}) ||
			len(heard["a"]) > 0 {
			t.Errorf("heard %q", heard)
		}
	})
}

func TestRows_OneOfTwoComesFirst(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, "a", "b", "c")
		world.Delay(50 * time.Millisecond)
		ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
		defer cancel()
		var read []string
		done := make(chan error, 1)
		go func() {
			done <- world.Region("b").Read(ctx, 1, func(seq uint64, subject string, data []byte) error {
				read = append(read, fmt.Sprintf("%d %s %s", seq, subject, data))
				return nil
			})
		}()
		appends := func(region, subject string, after uint64, want crm.Code) {
			t.Helper()
			limited, cancel := context.WithTimeout(ctx, time.Second)
			defer cancel()
			if _, err := world.Region(region).Append(limited, subject, after, []byte(region)); crm.CodeOf(err) != want {
				t.Errorf("%s appends after %d: %v", region, after, err)
			}
		}
		appends("a", "rows.x", 0, "")
		appends("c", "rows.x", 0, crm.CodeConflict)
		appends("c", "rows.y", 0, "")
		world.Isolate("c")
		appends("c", "rows.y", 2, crm.CodeUnavailable)
		appends("b", "rows.x", 1, "")
		world.HealAll()
		appends("c", "rows.y", 2, "")
		sleep(time.Second)
		cancel()
		if err := <-done; err != nil ||
			!slices.Equal(read, []string{"1 rows.x a", "2 rows.y c", "3 rows.x b", "4 rows.y c"}) {
			t.Errorf("read %q, %v", read, err)
		}
	})
}

func TestRows_AWipedOrderIsNoticed(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		world := wiretest.New(t, 1, "a", "b", "c")
		world.Wipe(0)
		err := world.Region("a").Read(t.Context(), 9, func(uint64, string, []byte) error { return nil })
		if crm.CodeOf(err) != crm.CodeConflict {
			t.Errorf("reading on: %v", err)
		}
	})
}
