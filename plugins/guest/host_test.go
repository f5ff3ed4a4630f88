package guest_test

import (
	"context"
	"fmt"
	"os"
	"strings"
	"sync"
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
	dir, err := os.MkdirTemp("", "roomkey-guest")
	if err != nil {
		panic(err)
	}
	cacheDir = dir
	code := m.Run()
	os.RemoveAll(dir)
	os.Exit(code)
}

// cacheDir keeps what is compiled from one test to the next: with the race detector the compiler takes its time.
var cacheDir string

// host runs a host for the test's time.
func host(t testing.TB, config guest.Config) *guest.Host {
	t.Helper()
	config.Command = []string{"test-guest"}
	if config.CacheDir == "" {
		config.CacheDir = cacheDir
	}
	if config.LoadTime == 0 {
		config.LoadTime = 5 * time.Minute // likewise
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
	program := wasm(wat(t, "echo"))
	for range 3 { // cold, then warm
		calls, lines = nil, nil
		if err := h.Step(t.Context(), program, guest.Limits{}, op, func(line string) { lines = append(lines, line) }); err != nil {
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
