// Package memory reads what a process holds, for tests and benchmarks. It adds nothing up: whoever wants the memory of
// several processes decides what counts once.
package memory

import (
	"fmt"
	"os"
	"strconv"
	"strings"
)

// Use is what a process holds, in bytes.
type Use struct {
	Resident int64 // all of it
	Peak     int64 // the most that was resident so far
	Own      int64 // resident, and not of files
	Files    int64 // resident, and of files: the program above all, which processes of it share
}

// Of reads the use of a process. It is an error where the process has ended, also if nobody has waited for it yet.
func Of(pid int) (Use, error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return Use{}, err
	}
	var use Use
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch name {
		case "VmRSS":
			use.Resident = kilobytes << 10
		case "VmHWM":
			use.Peak = kilobytes << 10
		case "RssAnon", "RssShmem":
			use.Own += kilobytes << 10
		case "RssFile":
			use.Files = kilobytes << 10
		}
	}
	if use.Resident == 0 {
		return Use{}, fmt.Errorf("process %d has ended", pid)
	}
	return use, nil
}
