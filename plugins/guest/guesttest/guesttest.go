// Package guesttest runs guests in the tests of other packages.
//
// A test binary could be the guest's process itself, but with the race detector in it wazero takes minutes to compile a
// Go guest. Therefore the process executes another binary without the race detector, which Main builds first. Compiled
// code is kept in the repository's bin/test/compiled, which is shared with other packages and with later runs: the same
// program takes as long to compile in each of them.
//
//	func TestMain(m *testing.M) { guesttest.Main(m) }
//	host := guesttest.Host(t)
package guesttest

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"sync"
	"syscall"
	"testing"

	"roomkey/internal/testbuild"
	"roomkey/plugins/guest"
)

// became is the argument of a process that executes the guest binary. The binary's file follows.
const became = "test-guest"

var (
	dir     string // of the link to the compiled code
	process string // the guest's binary
)

// Main runs the tests of m, or is a guest's process. It does not return.
func Main(m *testing.M) {
	if len(os.Args) == 3 && os.Args[1] == became {
		err := syscall.Exec(os.Args[2], []string{"roomkey", "guest"}, os.Environ())
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	}
	os.Exit(run(m))
}

func run(m *testing.M) int {
	var err error
	if dir, err = os.MkdirTemp("", "roomkey-guest-"); err != nil { // mode 0700
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	defer os.RemoveAll(dir)
	if err := shareCompiled(cacheDir()); err != nil {
		fmt.Fprintln(os.Stderr, err)
		return 1
	}
	if process, err = testbuild.Build("guest", "-trimpath", "roomkey/plugins/guest/guesttest/process"); err != nil {
		fmt.Fprintln(os.Stderr, "build the guest's process:", err)
		return 1
	}
	return m.Run()
}

func cacheDir() string { return filepath.Join(dir, "cache") }

// shareCompiled makes link lead to the repository's folder of compiled code. Hosts are given the link and not the
// folder: go test would note what they see in the folder, and run a package again because another one has compiled.
func shareCompiled(link string) error {
	shared := filepath.Join(testbuild.Folder(), "compiled")
	return errors.Join(os.MkdirAll(shared, 0o700), os.Symlink(shared, link))
}

// Host runs a host for the duration of the test.
func Host(t testing.TB) *guest.Host {
	t.Helper()
	h := guest.NewHost(guest.Config{Command: []string{became, process}, CacheDir: cacheDir()})
	ctx, cancel := context.WithCancel(context.Background())
	var running sync.WaitGroup
	running.Go(func() {
		if err := h.Run(ctx); err != nil {
			t.Error(err)
		}
	})
	t.Cleanup(func() { cancel(); running.Wait() })
	return h
}
