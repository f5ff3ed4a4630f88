package engine

import (
	"syscall"
	"time"

	"roomkey/internal/fair"
)

const (
	callsPerUser = 8 // of a user within the budget, at once
	callRest     = 1 // for how many times their cost calls beyond the budget rest, while others are served
	lowNice      = 10
)

// turns let calls begin, so that those of one user don't make all others wait.
type turns struct{ present, heavy, past *fair.Lanes }

func newTurns(config *Config) turns {
	lanes := func(within, beyond fair.QueueConfig) *fair.Lanes {
		return fair.NewLanes(config.Budget, time.Now, fair.LanesConfig{Within: within, Beyond: beyond, Rest: callRest,
			Waited: config.Metrics.Waited})
	}
	return turns{
		// Users beyond the budget together never keep all processes busy, if there are several.
		present: lanes(fair.QueueConfig{PerUser: callsPerUser},
			fair.QueueConfig{Places: max(config.Children-1, 1), PerUser: 1}),
		heavy: lanes(fair.QueueConfig{Places: 1}, fair.QueueConfig{Places: 1}),
		past:  lanes(fair.QueueConfig{Places: 1}, fair.QueueConfig{Places: 1}),
	}
}

// lowerPriority gives a process a lower priority than the server and the other processes. The process is its own group,
// and the priority of a group applies to every thread.
func lowerPriority(pid int) {
	syscall.Setpriority(syscall.PRIO_PGRP, pid, lowNice) // an error means that it has died
}
