// Package enginetest runs engines in the tests of other packages.
//
// A test binary could be the engine's process itself, but with the race detector in it that takes several times as
// long, and has nothing to find: the process answers requests one after the other in one goroutine, and shares memory
// with nobody. The tests of crdt/engine run it under the detector, and make soak has all tests do so. Otherwise the
// process of a binary with the detector executes another one without it, which Main builds first.
//
//	func TestMain(m *testing.M) { enginetest.Main(m.Run) }
//	pool := engine.NewPool(enginetest.Config())
package enginetest

import (
	"fmt"
	"os"
	"syscall"

	"roomkey/crdt/engine"
	"roomkey/internal/testbuild"
	"roomkey/internal/volume"
)

// became is the argument of a process that executes the plain binary. The binary's file follows.
const became = "test-engine"

var command []string // nil: the test binary is the engine's process

// Main runs the tests by run, which gives the exit status, or is an engine's process. It does not return.
func Main(run func() int) {
	switch {
	case len(os.Args) == 2 && os.Args[1] == "engine":
		if err := engine.Main(); err != nil {
			os.Exit(3)
		}
		os.Exit(0)
	case len(os.Args) == 3 && os.Args[1] == became:
		err := syscall.Exec(os.Args[2], []string{"roomkey", "engine"}, os.Environ())
		fmt.Fprintln(os.Stderr, err)
		os.Exit(3)
	case volume.Raced && os.Getenv("TEST_SOAK") == "":
		file, err := testbuild.Build("engine", "-trimpath", "roomkey/crdt/engine/enginetest/process")
		if err != nil {
			fmt.Fprintln(os.Stderr, "build the engine's process:", err)
			os.Exit(1)
		}
		command = []string{became, file}
	}
	os.Exit(run())
}

// Config is of a pool with one process. Call it below Main.
func Config() engine.Config { return engine.Config{Children: 1, Command: command} }
