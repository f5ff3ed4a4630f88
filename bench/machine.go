package main

import (
	"fmt"
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
		processor: fmt.Sprintf("%d cores, %s", runtime.NumCPU(), procLine("/proc/cpuinfo", "model name")),
		memory:    fmt.Sprintf("%.0f GB", float64(kilobytes("/proc/meminfo", "MemTotal"))/(1<<20)),
		system:    "Linux " + procText("/proc/sys/kernel/osrelease"), disk: filesystem(dir), golang: runtime.Version(),
		node: "none",
	}
	if out, err := exec.Command("node", "--version").Output(); err == nil {
		m.node = strings.TrimSpace(string(out))
	}
	return m
}

// filesystem names what the data lies on: on tmpfs nothing is durable, and figures of durable edits mean nothing.
func filesystem(dir string) string {
	var s syscall.Statfs_t
	if err := syscall.Statfs(dir, &s); err != nil {
		return "unknown"
	}
	known := map[int64]string{0xef53: "ext4", 0x58465342: "xfs", 0x9123683e: "btrfs",
		0x01021994: "tmpfs (nothing is durable)", 0x794c7630: "overlayfs", 0x2fc12fc1: "zfs"}
	if name, ok := known[int64(s.Type)]; ok {
		return name
	}
	return fmt.Sprintf("filesystem %#x", s.Type)
}
