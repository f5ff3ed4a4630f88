package child

import (
	"bytes"
	"errors"
	"os"
	"runtime/debug"
	"strconv"
	"syscall"
)

// limits are sent in the parent's first frame. The child applies them to itself.
type limits struct {
	MemoryBytes int64 `json:"memory,omitempty"` // 0: none
	CPUSeconds  int64 `json:"cpu,omitempty"`    // 0: none
}

// slackBytes allows for memory that the Go runtime maps without using it: arenas of 64 MiB, and thread stacks of 8 MiB.
const slackBytes = 160 << 20

// apply makes this process subject to the limits.
//
// The address space (RLIMIT_AS) can't be limited, because the Go runtime reserves hundreds of megabytes that it never
// touches. RLIMIT_DATA counts only private writable mappings, so the limit is added to the size of the mappings at the
// start. An allocation beyond it fails at once, in Go, C and Rust alike: the process dies instead of the machine.
func (l limits) apply() error {
	if l.MemoryBytes > 0 {
		mapped, err := mappedData()
		if err != nil {
			return err
		}
		limit := uint64(mapped + l.MemoryBytes + slackBytes)
		if err := syscall.Setrlimit(syscall.RLIMIT_DATA, &syscall.Rlimit{Cur: limit, Max: limit}); err != nil {
			return err
		}
		debug.SetMemoryLimit(l.MemoryBytes / 2)
	}
	if l.CPUSeconds > 0 {
		limit := uint64(l.CPUSeconds)
		return syscall.Setrlimit(syscall.RLIMIT_CPU, &syscall.Rlimit{Cur: limit, Max: limit + 1})
	}
	return nil
}

// mappedData returns the size of this process's private writable mappings in bytes, as the kernel counts it for
// RLIMIT_DATA.
func mappedData() (int64, error) {
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0, err
	}
	_, rest, found := bytes.Cut(status, []byte("VmData:"))
	if !found {
		return 0, errors.New("the kernel does not report how much data is mapped")
	}
	fields := bytes.Fields(rest[:min(len(rest), 64)])
	kilobytes, err := strconv.ParseInt(string(fields[0]), 10, 64)
	return kilobytes << 10, err
}
