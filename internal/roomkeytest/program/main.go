// Command program is roomkey as end-to-end tests run it: it serves as cmd/roomkey does, but for what its environment
// asks for. roomkeytest builds it, with the race detector where the tests have it, and puts cmd/roomkey's own build
// beside it.
package main

import (
	"fmt"
	"net/netip"
	"os"
	"path/filepath"
	"syscall"

	"roomkey/internal/command"
	"roomkey/internal/roomkeytest"
)

func main() {
	if len(os.Args) == 2 && (os.Args[1] == "guest" || os.Args[1] == "engine") {
		becomePlain()
	}
	if command.Child(os.Args[1:]) {
		return
	}
	p := command.ThisProcess()
	if os.Getenv(roomkeytest.Scripted) != "" {
		p.Tasks = scriptedTasks()
	}
	if file := os.Getenv(roomkeytest.HeapFile); file != "" {
		tellHeap(file)
	}
	if near := os.Getenv(roomkeytest.NearNetwork); near != "" {
		network, err := netip.ParsePrefix(near)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(2)
		}
		p.Egress.Networks = []netip.Prefix{network}
	}
	os.Exit(p.UntilSignal())
}

// becomePlain turns the process of a guest or an engine into the plain program, which lies beside this one. With the
// race detector, wazero takes minutes to compile a guest in Go or JavaScript, and memory is not what it is. An engine's
// process answers requests one after the other in one goroutine and shares memory with nobody; the tests of crdt/engine
// run it under the detector.
func becomePlain() {
	self, err := os.Executable()
	if err == nil {
		plain := filepath.Join(filepath.Dir(self), roomkeytest.PlainFile)
		err = syscall.Exec(plain, os.Args, os.Environ())
	}
	fmt.Fprintln(os.Stderr, "become the plain program:", err)
	os.Exit(3)
}
