package roomkeytest

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"syscall"
	"testing"

	"roomkey/internal/memory"
)

// Engines are the processes of a server that hold documents.
func (s *Server) Engines() []int { return childrenAs(s.PID(), "engine") }

// Guests are the processes of a server that run plugins, or are ready to.
func (s *Server) Guests() []int { return childrenAs(s.PID(), "guest") }

// childrenAs are the children that were started as the program's hidden command.
func childrenAs(parent int, command string) (pids []int) {
	for _, pid := range children(parent) {
		line, err := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
		if err == nil && strings.HasSuffix(string(line), "\x00"+command+"\x00") {
			pids = append(pids, pid)
		}
	}
	return pids
}

// children are the processes that a process has started, by /proc.
func children(parent int) []int {
	var pids []int
	stats, _ := filepath.Glob("/proc/[0-9]*/stat")
	for _, path := range stats {
		text, err := os.ReadFile(path)
		if err != nil {
			continue
		}
		var pid, of int
		var state string
		name := bytes.LastIndexByte(text, ')')
		if name < 0 {
			continue
		}
		if _, err := fmt.Sscan(string(text), &pid); err != nil {
			continue
		}
		if n, _ := fmt.Sscan(string(text[name+1:]), &state, &of); n == 2 && of == parent && state != "Z" {
			pids = append(pids, pid)
		}
	}
	slices.Sort(pids)
	return pids
}

// Memory is what a process holds, in bytes: now, and at most so far.
func Memory(t testing.TB, pid int) (now, peak int64) {
	t.Helper()
	use, err := memory.Of(pid)
	if err != nil {
		t.Fatal(err)
	}
	return use.Resident, use.Peak
}

// Pause has a process stand still until resume.
func Pause(t testing.TB, pid int) (resume func()) {
	t.Helper()
	tell := func(signal syscall.Signal) {
		if err := syscall.Kill(pid, signal); err != nil {
			t.Error(err)
		}
	}
	tell(syscall.SIGSTOP)
	return func() { tell(syscall.SIGCONT) }
}
