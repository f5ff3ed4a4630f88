package engine_test

import (
	"fmt"
	"sync"
	"sync/atomic"
	"syscall"
	"testing"

	"roomkey/crdt/engine"
)

// TestPool_LosesNothingToKills: processes are killed 50 times from outside while eight documents are written; every
// call succeeds, and every document ends with all of its changes.
func TestPool_LosesNothingToKills(t *testing.T) {
	const kills, documents = 50, 8
	var seen count
	metrics := seen.metrics()
	var mu sync.Mutex // guards living
	living := []int{}
	started := make(chan struct{}, 1024)
	metrics.Started = func(pid int) {
		mu.Lock()
		defer mu.Unlock()
		living = append(living, pid)
		started <- struct{}{}
	}
	pool := run(t, engine.Config{Children: 2, Metrics: metrics})
	var writers sync.WaitGroup
	var applied atomic.Int64
	stop := make(chan struct{})
	for n := range documents {
		a, s := newAuthor(t), &stored{id: id(n)}
		writers.Go(func() {
			for i := 1; ; i++ {
				change := a.set("score", int64(i))
				state, err := pool.Apply(t.Context(), s.doc(), [][]byte{change}, []string{"score"})
				if err != nil || state.Ops != i || string(state.Fields["score"]) != fmt.Sprint(i) {
					t.Errorf("document %d, change %d: %v, %v", n, i, state, err)
					return
				}
				s.add(change)
				applied.Add(1)
				select {
				case <-stop:
					return
				default:
				}
			}
		})
	}
	for range kills {
		<-started
		// Between two kills, wait until some calls have succeeded, so that others are unanswered.
		for enough := applied.Load() + 20; applied.Load() < enough && !t.Failed(); {
			<-poll()
		}
		mu.Lock()
		pid := living[0]
		living = living[1:]
		mu.Unlock()
		if err := syscall.Kill(pid, syscall.SIGKILL); err != nil {
			t.Errorf("killing %d: %v", pid, err)
		}
	}
	close(stop)
	writers.Wait()
	if seen.died.Load() < kills || seen.quarantined.Load() != 0 {
		t.Errorf("%d deaths, %d in quarantine", seen.died.Load(), seen.quarantined.Load())
	}
	t.Logf("%d changes were applied meanwhile", applied.Load())
}
