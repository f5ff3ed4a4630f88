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

	"roomkey/internal/memory"
)

// Memory is what a process and all its descendants hold, in bytes. What they hold of files, the program above all, they
// share, so that it counts once, as the process itself has it. It is an error where the process is gone.
func Memory(pid int) (int64, error) {
	use, err := memory.Of(pid)
	if err != nil {
		return 0, err
	}
	return use.Resident + descendants(pid), nil
}

// descendants are what a process's children and theirs hold by themselves. A child that has not begun its program yet
// has the command of its parent, and the parent's memory, which would count twice: a hundred megabytes while a server
// starts an engine.
func descendants(pid int) (total int64) {
	command := commandOf(pid)
	lists, _ := filepath.Glob(fmt.Sprintf("/proc/%d/task/*/children", pid))
	for _, list := range lists {
		text, err := os.ReadFile(list)
		if err != nil {
			continue // that thread has ended
		}
		for _, word := range strings.Fields(string(text)) {
			child, _ := strconv.Atoi(word) // the kernel writes numbers
			if commandOf(child) == command {
				continue
			}
			use, _ := memory.Of(child) // one that has ended holds nothing
			total += use.Own + descendants(child)
		}
	}
	return total
}

// commandOf is a process's command with its arguments; "" where it has ended.
func commandOf(pid int) string {
	text, _ := os.ReadFile(fmt.Sprintf("/proc/%d/cmdline", pid))
	return string(text)
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
