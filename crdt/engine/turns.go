package engine

import (
	"syscall"
	"time"

	"roomkey/internal/fair"
)

const (
	callsPerUser = 2 // of a user within the budget, at once
	pastRest     = 1 // for how many times their cost questions about the past rest, while others are served
)

// The priorities of processes. A call of a heavy document takes so long that a share of the processor makes little
// difference to whoever waits for it, and much to all others.
const (
	lowNice   = 10
	heavyNice = 5
)

// turns let calls begin, so that those of one user don't make all others wait.
type turns struct{ present, heavy, past *fair.Lanes }

func newTurns(config *Config) turns {
	lanes := func(rest int, within, beyond fair.QueueConfig) *fair.Lanes {
		return fair.NewLanes(config.Budget, time.Now, fair.LanesConfig{Within: within, Beyond: beyond, Rest: rest,
			Waited: config.Metrics.Waited})
	}
	one := fair.QueueConfig{Places: 1}
	return turns{
		// Users beyond the budget together never keep all processes busy, if there are several.
		present: lanes(0, fair.QueueConfig{PerUser: callsPerUser},
			fair.QueueConfig{Places: max(config.Children-1, 1), PerUser: 1}),
		heavy: lanes(0, one, one),
		past:  lanes(pastRest, one, one),
	}
}

// lowerPriority gives a process a lower priority than the server and the other processes. The process is its own group,
// and the priority of a group applies to every thread.
func lowerPriority(nice int) func(pid int) {
	return func(pid int) {
		syscall.Setpriority(syscall.PRIO_PGRP, pid, nice) // an error means that it has died
	}
}
