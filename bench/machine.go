package main

import (
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"strings"
	"syscall"
)

// machine says where the figures were taken, and nothing that names the machine.
type machine struct {
	processor, memory, system, disk, golang, node string
}

func thisMachine(dir string) machine {
	m := machine{
		processor: fmt.Sprintf("%d cores, %s", runtime.NumCPU(), line("/proc/cpuinfo", "model name")),
		memory:    fmt.Sprintf("%.0f GB", float64(kilobytes("/proc/meminfo", "MemTotal"))/(1<<20)),
		system:    "Linux " + content("/proc/sys/kernel/osrelease"), disk: filesystem(dir), golang: runtime.Version(), node: "none",
	}
	if out, err := exec.Command("node", "--version").Output(); err == nil {
		m.node = strings.TrimSpace(string(out))
	}
	return m
}

// load is how many processes have wanted to run, on average, in the last minute.
func load() string {
	first, _, _ := strings.Cut(content("/proc/loadavg"), " ")
	return first
}

func content(path string) string {
	text, _ := os.ReadFile(path) // what is missing is shown as missing
	return strings.TrimSpace(string(text))
}

func line(path, name string) string {
	for _, l := range strings.Split(content(path), "\n") {
		if key, value, ok := strings.Cut(l, ":"); ok && strings.TrimSpace(key) == name {
			return strings.TrimSpace(value)
		}
	}
	return "unknown"
}

// filesystem names what the data lies on: on tmpfs nothing is durable, and figures of durable edits mean nothing.
func filesystem(dir string) string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return "unknown"
	}
	known := map[int64]string{0xef53: "ext4", 0x58465342: "xfs", 0x9123683e: "btrfs", 0x01021994: "tmpfs (nothing is durable)", 0x794c7630: "overlayfs", 0x2fc12fc1: "zfs"}
	if name, ok := known[int64(s.Type)]; ok {
		return name
	}
	return fmt.Sprintf("filesystem %#x", s.Type)
}
