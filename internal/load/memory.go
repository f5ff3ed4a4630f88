package load

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"sync"
	"time"
)

// Memory is what a process and all its descendants hold, in bytes. What they hold of files, the program above all, they
// share, so that it counts once, as the process itself has it. It is an error where the process is gone.
func Memory(pid int) (int64, error) {
	own, files, err := resident(pid)
	if err != nil {
		return 0, err
	}
	return own + files + descendants(pid), nil
}

// descendants are what a process's children and theirs hold by themselves.
func descendants(pid int) (total int64) {
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // that thread has ended
		}
		for _, word := range strings.Fields(string(text)) {
			child, _ := strconv.Atoi(word) // the kernel writes numbers
			own, _, _ := resident(child)   // one that has ended holds nothing
			total += own + descendants(child)
		}
	}
	return total
}

// resident is what a process holds by itself, and of files.
func resident(pid int) (own, files int64, err error) {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", pid))
	if err != nil {
		return 0, 0, err
	}
	for line := range strings.Lines(string(text)) {
		name, rest, _ := strings.Cut(line, ":")
		kilobytes, _ := strconv.ParseInt(strings.TrimSuffix(strings.TrimSpace(rest), " kB"), 10, 64)
		switch name {
		case "RssAnon", "RssShmem":
			own += kilobytes << 10
		case "RssFile":
			files = kilobytes << 10
		}
	}
	if own == 0 {
		return 0, 0, fmt.Errorf("process %d has ended", pid)
	}
	return own, files, nil
}

// watchEvery is how often memory is looked at.
const watchEvery = 100 * time.Millisecond

// WatchMemory looks at a process and its descendants until highest is called, or ctx ends, and gives the most memory
// that it saw.
func WatchMemory(ctx context.Context, pid int) (highest func() int64) {
	ctx, stop := context.WithCancel(ctx)
	var most int64 // read after the group
	var group sync.WaitGroup
	group.Go(func() {
		tick := time.NewTicker(watchEvery)
		defer tick.Stop()
		for {
			if held, err := Memory(pid); err == nil {
				most = max(most, held)
			}
			select {
			case <-ctx.Done():
				return
			case <-tick.C:
			}
		}
	})
	return func() int64 {
		stop()
		group.Wait()
		return most
	}
}
