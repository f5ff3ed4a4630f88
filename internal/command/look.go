package command

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"roomkey/store"
	"roomkey/web"
)

// look gathers the numbers of the server as a whole.
func (s *serving) look() web.ServerMetrics {
	dir := string(s.settings.data)
	database := filepath.Join(dir, store.FileName)
	m := web.ServerMetrics{Version: Version(), Ready: s.ready() == nil, StoreFailed: s.store.Failed() != nil,
		StartSeconds:  time.Duration(s.started.Load()).Seconds(),
		DatabaseBytes: sizeOf(database), LogBytes: sizeOf(database + "-wal"), Children: children()}
	var disk syscall.Statfs_t
	if err := syscall.Statfs(dir, &disk); err == nil {
		m.DiskFreeBytes = disk.Bavail * uint64(disk.Bsize)
		m.DiskSizeBytes = disk.Blocks * uint64(disk.Bsize)
	}
	return m
}

// sizeOf is the size of a file; 0 where there is none.
func sizeOf(name string) int64 {
	info, err := os.Stat(name)
	if err != nil {
		return 0
	}
	return info.Size()
}

// children adds up what this process's children hold, by what they do. Both kinds are there, and all is 0 where the
// system does not say.
func children() []web.ChildMetric {
	kinds := []web.ChildMetric{{Kind: "engine"}, {Kind: "guest"}}
	lists, _ := filepath.Glob("/proc/self/task/*/children")
	for _, list := range lists {
		pids, _ := os.ReadFile(list) // a thread may have ended
		for pid := range strings.FieldsSeq(string(pids)) {
			command, _ := os.ReadFile("/proc/" + pid + "/cmdline")
			words := bytes.Split(command, []byte{0})
			at := slices.IndexFunc(kinds, func(k web.ChildMetric) bool {
				return len(words) > 1 && string(words[1]) == k.Kind
			})
			if at >= 0 {
				kinds[at].Processes++
				kinds[at].ResidentBytes += residentBytes(pid)
			}
		}
	}
	return kinds
}

// residentBytes is the memory of a process; 0 where it has ended.
func residentBytes(pid string) int64 {
	text, _ := os.ReadFile("/proc/" + pid + "/statm")
	words := strings.Fields(string(text))
	if len(words) < 2 {
		return 0
	}
	pages, _ := strconv.ParseInt(words[1], 10, 64)
	return pages * int64(os.Getpagesize())
}
