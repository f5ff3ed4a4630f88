package fair_test

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"testing/synctest"
	"time"

	"roomkey/crm"
	"roomkey/internal/fair"
)

// user is a payer named by two letters: the brokerage and the user.
func user(name string) fair.Payer {
	return fair.Payer{Broker: crm.ID{name[0]}, User: crm.ID{name[0], name[1]}}
}

// line has works wait in a queue and notes in which order they begin. It is for use in a synctest bubble.
type line struct {
	q     *fair.Queue
	mu    sync.Mutex
	begun []string
	group sync.WaitGroup
}

// work waits for a place, and keeps it for as long as the work costs.
func (l *line) work(name string, cost time.Duration) {
	l.group.Go(func() {
		if err := l.q.Enter(context.Background(), user(name)); err != nil {
			return
		}
		l.mu.Lock()
		l.begun = append(l.begun, name)
		l.mu.Unlock()
		time.Sleep(cost)
		l.q.Leave(user(name), cost)
	})
	synctest.Wait() // in line, before the next one comes
}

// order waits for all works and gives who began when.
func (l *line) order() string {
	l.group.Wait()
	return strings.Join(l.begun, " ")
}

func TestQueue_GivesTheNextPlaceToWhoeverHasUsedLeast(t *testing.T) {
	for _, c := range []struct {
		name  string
		works []string // in the order of arrival, each with its cost in milliseconds
		want  string
	}{
		{"equal costs take turns", []string{"aa 10", "aa 10", "aa 10", "ab 10", "ab 10"}, "aa ab aa ab aa"},
		{"many cheap works equal one dear", []string{"aa 30", "aa 30", "ab 10", "ab 10", "ab 10", "ab 10"},
			"aa ab ab ab aa ab"},
		{"brokerages before users", []string{"aa 10", "ab 10", "ac 10", "ad 10", "ba 10", "ba 10"},
			"aa ba ab ba ac ad"},
		{"one's own in order", []string{"aa 10", "aa 1", "aa 5"}, "aa aa aa"},
	} {
		t.Run(c.name, func(t *testing.T) {
			synctest.Test(t, func(t *testing.T) {
				l := &line{q: fair.NewQueue(fair.QueueConfig{Places: 1})}
				for _, w := range c.works {
					var name string
					var cost int
					fmt.Sscan(w, &name, &cost)
					l.work(name, time.Duration(cost)*time.Millisecond)
				}
				if got := l.order(); got != c.want {
					t.Errorf("they began %s, want %s", got, c.want)
				}
			})
		})
	}
}

// Whoever was away has not saved anything up, and whoever worked alone owes nothing.
func TestQueue_PutsWhoeverComesBackLevelWithTheOthers(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		l := &line{q: fair.NewQueue(fair.QueueConfig{Places: 1})}
		for range 5 {
			l.work("aa", 100*time.Millisecond)
		}
		l.group.Wait()
		l.begun = nil
		for range 3 {
			l.work("aa", 10*time.Millisecond)
		}
		for range 3 {
			l.work("ba", 10*time.Millisecond)
		}
		if got := l.order(); got != "aa ba ba aa ba aa" && got != "aa ba aa ba aa ba" {
			t.Errorf("they began %s", got)
		}
	})
}

func TestQueue_BoundsWhatOneUserHas(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := fair.NewQueue(fair.QueueConfig{Places: 3, PerUser: 1, Waiting: 2})
		if err := q.Enter(t.Context(), user("aa")); err != nil {
			t.Fatal(err)
		}
		entered := make(chan error, 2)
		for range 2 {
			go func() { entered <- q.Enter(t.Context(), user("aa")) }()
		}
		synctest.Wait()
		if err := q.Enter(t.Context(), user("aa")); !errors.Is(err, fair.ErrFull) || q.Waiting() != 2 {
			t.Errorf("a third one waits: %v", err)
		}
		if err := q.Enter(t.Context(), user("ab")); err != nil { // does not wait behind the other's queue
			t.Error(err)
		}
		for range 2 {
			q.Leave(user("aa"), 0)
			if err := <-entered; err != nil {
				t.Error(err)
			}
		}
	})
}

// Works that nobody waits for any more take no place, whenever their context ends.
func TestQueue_LosesNoPlaceToWhoeverGivesUp(t *testing.T) {
	q := fair.NewQueue(fair.QueueConfig{Places: 2})
	names := []string{"aa", "ab", "ba", "bb"}
	var group sync.WaitGroup
	for i := range 400 {
		group.Go(func() {
			ctx, cancel := context.WithTimeout(t.Context(), time.Duration(i%7)*100*time.Microsecond)
			defer cancel()
			if who := user(names[i%4]); q.Enter(ctx, who) == nil {
				q.Leave(who, time.Millisecond)
			}
		})
	}
	group.Wait()
	for range 2 {
		if err := q.Enter(t.Context(), user("aa")); err != nil {
			t.Fatal(err)
		}
	}
	if q.Waiting() != 0 {
		t.Errorf("%d still wait", q.Waiting())
	}
}

// In the long run everybody gets an equal part, whatever the works cost.
func TestQueue_SharesEquallyInTheLongRun(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		q := fair.NewQueue(fair.QueueConfig{Places: 1, PerUser: 1})
		used := make(map[string]time.Duration)
		var group sync.WaitGroup
		var mu sync.Mutex
		ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
		defer cancel()
		costs := map[string]time.Duration{"aa": time.Millisecond, "ba": 7 * time.Millisecond,
			"ca": 50 * time.Millisecond}
		for name, cost := range costs {
			for range 4 {
				group.Go(func() {
					for q.Enter(ctx, user(name)) == nil {
						time.Sleep(cost)
						mu.Lock()
						used[name] += cost
						mu.Unlock()
						q.Leave(user(name), cost)
					}
				})
			}
		}
		group.Wait()
		var all []time.Duration
		for _, d := range used {
			all = append(all, d)
		}
		slices.Sort(all)
		if len(all) != 3 || all[2]-all[0] > 200*time.Millisecond {
			t.Errorf("they used %v", used)
		}
	})
}
