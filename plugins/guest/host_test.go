package guest_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"roomkey/plugins/guest"
)

func TestMain(m *testing.M) {
	if len(os.Args) > 1 && os.Args[1] == "test-guest" {
		if err := guest.Main(); err != nil {
			os.Exit(3)
		}
		return
	}
	if len(os.Args) == 3 && os.Args[1] == plain {
		fmt.Fprintln(os.Stderr, execPlain(os.Args[2], os.Environ()))
		os.Exit(3)
	}
	dir, err := os.MkdirTemp("", "roomkey-guest")
	if err != nil {
		panic(err)
	}
	testDir = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// host runs a host for the duration of the test.
func host(t testing.TB, config guest.Config) *guest.Host {
	t.Helper()
	config.Command = []string{"test-guest"}
	if config.CacheDir == "" {
		config.CacheDir = cacheDir()
		compileEngine(t)
	}
	if config.LoadTime == 0 {
		config.LoadTime = 5 * time.Minute // because compiling is slow with the race detector
	}
	h := guest.NewHost(config)
	ctx, cancel := context.WithCancel(context.Background())
	var group sync.WaitGroup
	group.Go(func() {
		if err := h.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); group.Wait() })
	return h
}

func wasm(code []byte) guest.Program { return guest.NewProgram(guest.RuntimeWasm, code) }

// step runs a program with ops that answer unsupported, and checks the kind of the failure ("" for none) and its text.
func step(t testing.TB, h *guest.Host, p guest.Program, l guest.Limits, op guest.Op, kind, words string) {
	t.Helper()
	err := h.Step(t.Context(), p, l, op, nil)
	var failure *guest.Failure
	switch {
	case kind == "" && err != nil:
		t.Errorf("the error is %v, want none", err)
	case kind != "" && (!errors.As(err, &failure) || failure.Kind != kind || !strings.Contains(failure.Message, words)):
		t.Errorf("the error is %v, want %s with %q", err, kind, words)
	}
}

// until waits for a condition that another goroutine or process brings about.
func until(t testing.TB, what string, condition func() bool) {
	t.Helper()
	for deadline := time.Now().Add(time.Minute); !condition(); <-time.After(time.Millisecond) {
		if time.Now().After(deadline) {
			t.Fatalf("%s: never", what)
		}
	}
}

// pids collects the processes that a host starts.
type pids struct {
	mu      sync.Mutex // guards started
	started []int
}

func (p *pids) add(pid int) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.started = append(p.started, pid)
}

// all returns every process that was started, alive those that still live.
func (p *pids) all() []int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return slices.Clone(p.started)
}

func (p *pids) alive() []int {
	return slices.DeleteFunc(p.all(), func(pid int) bool { return !alive(pid) })
}

func alive(pid int) bool { return syscall.Kill(pid, 0) == nil }

// noOps answers every call with unsupported.
func noOps(_ context.Context, name string, _ []byte) ([]byte, error) {
	return nil, &guest.OpError{Code: "unsupported", Message: "there is no op " + name}
}

func TestHost_RunsAStepWithItsCalls(t *testing.T) {
	h := host(t, guest.Config{})
	var calls, lines []string
	op := func(_ context.Context, name string, in []byte) ([]byte, error) {
		calls = append(calls, fmt.Sprintf("%s %s", name, in))
		if name == "task.input" {
			return []byte(`{"input":1}`), nil
		}
		return append([]byte("again "), in...), nil
	}
	program := wat(t, "echo")
	for range 3 { // cold, then warm
		calls, lines = nil, nil
		if err := h.Step(t.Context(), program, guest.Limits{}, op,
			func(line string) { lines = append(lines, line) }); err != nil {
			t.Fatal(err)
		}
		if got := strings.Join(calls, "; "); got != `task.input ; echo {"input":1}` {
			t.Errorf("the calls are %s", got)
		}
		if got := strings.Join(lines, "; "); got != `again {"input":1}` {
			t.Errorf("the log is %s", got)
		}
	}
}
