package guest_test

import (
	"context"
	"errors"
	"fmt"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"roomkey/internal/volume"
	"roomkey/plugins/guest"
)

// testDir is the folder of this run of the tests, which TestMain makes.
var testDir string

// cacheDir keeps compiled code from one test to the next.
func cacheDir() string { return filepath.Join(testDir, "cache") }

// compile puts a program's compiled code into cacheDir. With the race detector wazero takes minutes to compile the
// engine of scripts or a program in Go, so a process without it does that, and those of the tests load what it made.
func compile(t testing.TB, p guest.Program) {
	t.Helper()
	if !volume.Raced {
		return
	}
	file, err := plainProcess()
	if err != nil {
		t.Fatal(err)
	}
	h := guest.NewHost(guest.Config{Command: []string{plain, file}, CacheDir: cacheDir(), Spare: 1})
	ctx, cancel := context.WithCancel(t.Context())
	var group sync.WaitGroup
	group.Go(func() { err = h.Run(ctx) })
	invalid := h.Validate(t.Context(), p, guest.Limits{})
	cancel()
	group.Wait()
	if err := errors.Join(err, invalid); err != nil {
		t.Fatal(err)
	}
}

var compileEngineOnce sync.Once

// compileEngine compiles the engine of scripts once.
func compileEngine(t testing.TB) { compileEngineOnce.Do(func() { compile(t, js("1")) }) }

// plain is the argument of a process that executes the binary without the race detector. The binary's file follows.
const plain = "test-plain"

// execPlain does not return if it succeeds.
func execPlain(file string, env []string) error {
	return syscall.Exec(file, []string{"roomkey", "guest"}, env)
}

// asTests makes wazero take the binary for one of its version: in the binary of a test it doesn't find its own version.
const asTests = "-X github.com/tetratelabs/wazero/internal/version.version=dev"

// plainProcess builds the binary.
var plainProcess = sync.OnceValues(func() (string, error) {
	file := filepath.Join(testDir, "process")
	build := exec.Command("go", "build", "-trimpath", "-ldflags", asTests, "-o", file, "./guesttest/process")
	if said, err := build.CombinedOutput(); err != nil {
		return "", fmt.Errorf("%w: %s", err, said)
	}
	return file, nil
})
