package guest

import (
	"context"
	"syscall"
	"time"

	"roomkey/internal/child"
)

const (
	ownMemoryBytes = 384 << 20 // what compiling and a deep recursion may take in addition to the guest's memory
	// a process that has used this much is not used again; the kernel kills it at twice that
	lifeCPU     = 2 * maxCPU
	lifeSteps   = 500         // a process that has run this many steps is not used again
	loadTimeout = time.Minute // for compiling a program
	loadCPU     = 40 * time.Second
	// a processor is also spared: if busy guests used all of them, every other process would wait for milliseconds
	guestNice = 10
)

// worker is one process. It has no program at first, and then one program for the rest of its life.
type worker struct {
	child *child.Child
	ready chan struct{}      // closed when it has greeted
	gone  context.Context    // ends when it dies
	close context.CancelFunc // lets it end by itself
	key   key                // zero: it has no program
	steps int
}

// kill ends the process at once.
func (w *worker) kill(reason string) {
	w.child.Kill(reason)
	w.close()
}

// worn reports whether the process should not be used again.
func (w *worker) worn() bool {
	used, err := w.child.CPU()
	return err != nil || used > lifeCPU || w.steps >= lifeSteps
}

// watch calls over when the process has used more than limit of processor time since its start, unless ctx ends first.
func (w *worker) watch(ctx context.Context, limit time.Duration, over func()) {
	const processors, shortest = 2, 5 * time.Millisecond // GOMAXPROCS of the process
	begin, err := w.child.CPU()
	if err != nil {
		return // it is dead: the pending call will report it
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

// lowerPriority gives a process a lower priority than the server. The process is its own group, and the priority of a
// group applies to every thread.
func lowerPriority(pid int) {
	syscall.Setpriority(syscall.PRIO_PGRP, pid, guestNice) // an error means that it has died
}

// key identifies the steps that a process can serve: one program with one limit of memory.
type key struct {
	hash    [32]byte
	runtime string
	memory  int64
}
