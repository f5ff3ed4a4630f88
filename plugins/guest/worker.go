package guest

import (
	"context"
	"syscall"
	"time"

	"roomkey/internal/child"
)

const (
	ownMemoryBytes = 384 << 20   // what compiling and a deep recursion may take besides the guest's memory
	lifeCPU        = 2 * maxCPU  // after which a process is not used again; the kernel kills it at twice that
	lifeSteps      = 500         // likewise
	loadTimeout    = time.Minute // of compiling a program
	loadCPU        = 40 * time.Second
	guestNice      = 10 // besides, a processor is spared: with busy guests on all of them, whoever wakes waits for milliseconds
)

// worker is one process: without a program at first, then with one for the rest of its life.
type worker struct {
	child *child.Child
	ready chan struct{}      // closed when it has greeted
	gone  context.Context    // ends when it dies
	close context.CancelFunc // lets it end in its own time
	key   key                // zero: it has no program
	steps int
}

// kill ends the process at once.
func (w *worker) kill(reason string) {
	w.child.Kill(reason)
	w.close()
}

// worn reports whether the process has run enough.
func (w *worker) worn() bool {
	used, err := w.child.CPU()
	return err != nil || used > lifeCPU || w.steps >= lifeSteps
}

// watch calls over when the process has used more than limit of processor time since its begin, unless ctx ends first.
func (w *worker) watch(ctx context.Context, limit time.Duration, over func()) {
	const processors, shortest = 2, 5 * time.Millisecond // GOMAXPROCS of the process
	begin, err := w.child.CPU()
	if err != nil {
		return // it is dead: the call under way will tell
	}
	timer := time.NewTimer(max(limit/processors, shortest))
	defer timer.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-timer.C:
		}
		now, err := w.child.CPU()
		if err != nil {
			return
		}
		if now-begin >= limit {
			over()
			return
		}
		timer.Reset(max((limit-(now-begin))/processors, shortest))
	}
}

// lowerPriority makes a process yield to the server. It is its own group, and the priority of a group reaches every thread.
func lowerPriority(pid int) {
	syscall.Setpriority(syscall.PRIO_PGRP, pid, guestNice) // an error means that it has died
}
