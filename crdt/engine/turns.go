package engine

import (
	"context"
	"errors"
	"syscall"
	"time"

	"roomkey/crdt"
	"roomkey/internal/fair"
)

const (
	callsPerUser = 8 // of a user within the budget, at once
	callRest     = 1 // for how many times their cost calls beyond the budget rest, while others are served
	// pastTimeout bounds a call that reads a document as it was. It hinders nobody else.
	pastTimeout = 15 * time.Second
	pastNice    = 10
)

// turns let calls begin, so that those of one user don't make all others wait.
type turns struct{ present, past *fair.Lanes }

func newTurns(config *Config) turns {
	lanes := func(within, beyond fair.QueueConfig) *fair.Lanes {
		return fair.NewLanes(config.Budget, time.Now, fair.LanesConfig{Within: within, Beyond: beyond, Rest: callRest,
			Waited: config.Metrics.Waited})
	}
	return turns{
		// Users beyond the budget together never keep all processes busy, if there are several.
		present: lanes(fair.QueueConfig{PerUser: callsPerUser},
			fair.QueueConfig{Places: max(config.Children-1, 1), PerUser: 1}),
		past: lanes(fair.QueueConfig{Places: 1}, fair.QueueConfig{Places: 1}),
	}
}

// begin waits until a call may be made. The error is ctx's.
func (t *turns) begin(ctx context.Context, doc crdt.Doc, past bool) (fair.Place, error) {
	lanes := t.present
	if past {
		lanes = t.past
	}
	return lanes.Resume(ctx, fair.PayerOf(doc.User)) // a call is a part of a request, which was not refused
}

// fieldsAt asks the process of the past. It holds one document, as that was when somebody last asked for it, and loads
// it again where it lacks heads.
func (p *Pool) fieldsAt(ctx context.Context, doc crdt.Doc, r *request) (*cursor, error) {
	r.flags |= flagAlone
	c, err := p.callOn(ctx, p.past, doc, r)
	var refused *crdt.RefusedError
	if errors.As(err, &refused) {
		p.past.markStale(doc.ID)
		return p.callOn(ctx, p.past, doc, r)
	}
	return c, err
}

// lowerPriority gives a process a lower priority than the server and the other processes. The process is its own group,
// and the priority of a group applies to every thread.
func lowerPriority(pid int) {
	syscall.Setpriority(syscall.PRIO_PGRP, pid, pastNice) // an error means that it has died
}
