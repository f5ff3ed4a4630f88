package guest_test

import (
	"context"
	"errors"
	"os"
	"runtime"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"roomkey/crm"
	"roomkey/plugins/guest"
)

func killAll(pids []int) {
	for _, pid := range pids {
		syscall.Kill(pid, syscall.SIGKILL)
	}
}

// P4, P8.
func TestHost_EveryStepIsAFreshInstance(t *testing.T) {
	h := host(t, guest.Config{})
	for range 3 {
		step(t, h, wat(t, "remember"), guest.Limits{}, noOps, "", "")
		step(t, h,
			js(
				`if (globalThis.seen || Array.prototype.seen) throw 'seen'; globalThis.seen = Array.prototype.seen `+
					`= true`), guest.Limits{}, noOps, "", "")
		// it starts with nothing to read, although the step before left something
		step(t, h, wat(t, "readtwice"), guest.Limits{}, echoOnly, "", "")
	}
}

// echoOnly answers the op echo with its input.
func echoOnly(ctx context.Context, name string, in []byte) ([]byte, error) {
	if name == "echo" {
		return slices.Clone(in), nil
	}
	return noOps(ctx, name, in)
}

func TestHost_KeepsAProcessAfterAGoodEndOnly(t *testing.T) {
	for _, tc := range []struct {
		name    string
		program guest.Program
		limits  guest.Limits
		kept    bool
	}{
		{"good", wat(t, "small"), guest.Limits{}, true},
		{"exit 1", wat(t, "exit", "CODE", "1"), guest.Limits{}, true},
		{"trap", wat(t, "trap", "HOW", "unreachable"), guest.Limits{}, false},
		{"recursion", wat(t, "recursion"), guest.Limits{}, false},
		{"overran", wat(t, "loop"), guest.Limits{Wall: 1}, false},
		{"too many calls", wat(t, "flood", "LENGTH", "1"), guest.Limits{Calls: 1}, false},
		{"does not link", wasm([]byte("\x00asm\x01\x00\x00\x00")), guest.Limits{}, false},
	} {
		t.Run(tc.name, func(t *testing.T) {
			var started pids
			h := host(t, guest.Config{Spare: 1, Started: started.add})
			until(t, "the first process begins", func() bool { return len(started.all()) == 1 })
			h.Step(t.Context(), tc.program, tc.limits, noOps, nil)
			first := started.all()[0]
			if !tc.kept {
				until(t, "it is gone", func() bool { return !alive(first) })
				return
			}
			until(t, "the next one is ready", func() bool { return len(started.all()) == 2 })
			h.Step(t.Context(), tc.program, tc.limits, noOps, nil)
			h.Step(t.Context(), tc.program, tc.limits, noOps, nil)
			if !alive(first) || len(started.all()) != 2 {
				t.Errorf("the process was not used again: %v started", started.all())
			}
		})
	}
}

func TestHost_AProcessHasOneProgramInItsLife(t *testing.T) {
	var started pids
	h := host(t, guest.Config{Spare: 1, Idle: 1, Started: started.add})
	until(t, "the first process begins", func() bool { return len(started.all()) == 1 })
	step(t, h, wat(t, "small"), guest.Limits{}, noOps, "", "")
	first := started.all()[0]
	step(t, h, wat(t, "remember"), guest.Limits{}, noOps, "", "")
	until(t, "the process of the first program is gone, since one may be idle", func() bool { return !alive(first) })
}

func TestHost_RunsStepsAtOnceAndBounded(t *testing.T) {
	h := host(t, guest.Config{Steps: 3})
	var mu sync.Mutex
	running, most := 0, 0
	together := make(chan struct{})
	op := func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
		mu.Lock()
		running++
		if most = max(most, running); running == 3 {
			select {
			case <-together:
			default:
				close(together)
			}
		}
		mu.Unlock()
		select {
		case <-together: // this needs three at once
		case <-ctx.Done():
			return nil, ctx.Err()
		}
		mu.Lock()
		defer mu.Unlock()
		running--
		return nil, nil
	}
	var group sync.WaitGroup
	for range 12 {
		group.Go(func() { step(t, h, wat(t, "echo"), guest.Limits{}, op, "", "") })
	}
	group.Wait()
	if most != 3 {
		t.Errorf("%d steps were at work at once", most)
	}
}

func TestHost_ItsEndEndsStepsAndProcesses(t *testing.T) {
	before := runtime.NumGoroutine()
	var started pids
	h := guest.NewHost(guest.Config{Command: []string{"test-guest"}, CacheDir: cacheDir(), Started: started.add})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { h.Run(ctx) })
	calling := make(chan struct{})
	ended := make(chan error, 2)
	for _, name := range []string{"echo", "loop"} {
		group.Go(func() {
			ended <- h.Step(context.Background(), wat(t, name), guest.Limits{},
				func(ctx context.Context, _ string, _ []byte) ([]byte, error) {
					close(calling)
					<-ctx.Done()
					return nil, ctx.Err()
				}, nil)
		})
	}
	<-calling
	cancel()
	group.Wait()
	for range 2 {
		if err := <-ended; crm.CodeOf(err) != crm.CodeUnavailable {
			t.Errorf("a step ended with %v", err)
		}
	}
	if left := started.alive(); len(left) > 0 {
		t.Errorf("processes %v are left", left)
	}
	if err := h.Step(t.Context(), wat(t, "small"), guest.Limits{}, noOps, nil); crm.CodeOf(err) != crm.CodeUnavailable {
		t.Errorf("a step afterwards: %v", err)
	}
	until(t, "the goroutines are gone", func() bool { return runtime.NumGoroutine() <= before })
}

// TestHost_IsAsItWasAfterAThousandSteps counts what a thousand steps leave behind. Every twentieth of them is hostile.
func TestHost_IsAsItWasAfterAThousandSteps(t *testing.T) {
	var started pids
	h := host(t, guest.Config{Started: started.add})
	hostile := []guest.Program{wat(t, "recursion"), wat(t, "loop"), wat(t, "memorygrow"),
		wat(t, "trap", "HOW", "unreachable"), wat(t, "flood", "LENGTH", "60000")}
	limits := guest.Limits{CPU: 1e7, Calls: 50}
	run := func(steps int) {
		for n := range steps {
			program := wat(t, "echo")
			if n%20 == 0 {
				program = hostile[n/20%len(hostile)]
			}
			h.Step(t.Context(), program, limits, echoOnly, nil)
		}
	}
	run(100)
	until(t, "what was killed is gone", func() bool { return len(started.alive()) <= 5 })
	goroutines, memory := runtime.NumGoroutine(), resident(t)
	run(1000)
	until(t, "what was killed is gone", func() bool { return len(started.alive()) <= 5 })
	until(t, "the goroutines are as many as before", func() bool { return runtime.NumGoroutine() <= goroutines+4 })
	if grown := resident(t) - memory; grown > 32<<20 {
		t.Errorf("the server's process has %d MiB more", grown>>20)
	}
}

// resident returns the memory of this process in bytes, after a collection.
func resident(t *testing.T) int {
	t.Helper()
	runtime.GC()
	data, err := os.ReadFile("/proc/self/statm")
	if err != nil {
		t.Fatal(err)
	}
	pages := 0
	for _, digit := range strings.Fields(string(data))[1] {
		pages = 10*pages + int(digit-'0')
	}
	return pages * os.Getpagesize()
}

func TestHost_RefusesACacheThatOthersMayWrite(t *testing.T) {
	dir := t.TempDir()
	if err := os.Chmod(dir, 0o770); err != nil {
		t.Fatal(err)
	}
	h := guest.NewHost(guest.Config{Command: []string{"test-guest"}, CacheDir: dir})
	if err := h.Run(t.Context()); err == nil || !strings.Contains(err.Error(), "0700") {
		t.Errorf("the error is %v", err)
	}
	if err := h.Step(t.Context(), wat(t, "small"), guest.Limits{}, noOps, nil); err == nil ||
		errors.As(err, new(*guest.Failure)) {
		t.Errorf("a step without processes: %v", err)
	}
}

// A step that was cancelled before it began does not keep a place, whichever event the host notices first.
func TestHost_ACancelledStepKeepsNoPlace(t *testing.T) {
	h := host(t, guest.Config{Steps: 1})
	gone, cancel := context.WithCancel(t.Context())
	cancel()
	program := wat(t, "small")
	for range 50 {
		if err := h.Step(gone, program, guest.Limits{}, noOps, nil); !errors.Is(err, context.Canceled) {
			t.Fatalf("the error is %v", err)
		}
	}
	step(t, h, program, guest.Limits{}, noOps, "", "")
}
