package web

import (
	"context"
	"time"

	"roomkey/crm"
)

// turnOf is the place that a request holds while it is the caller's turn.
type turnOf struct {
	work *work
	kind workKind
	user *crm.User
	end  func(used time.Duration)
}

// turnKey is the key of a request's turnOf in its context.
type turnKey struct{}

// aside calls wait, which asks other regions, in the goroutine of a request. A read gives its place back meanwhile, and
// the thread that its processor time is measured by: nothing here is used by it, and others of its user would wait.
// Errors: those of work.begin, after wait.
func aside(ctx context.Context, wait func()) error {
	at, is := ctx.Value(turnKey{}).(*turnOf)
	if !is || at.kind != readWork {
		wait()
		return nil
	}
	at.end(0)
	at.end = func(time.Duration) {}
	wait()
	end, err := at.work.begin(ctx, at.kind, at.user)
	if err != nil {
		return err
	}
	at.end = end
	return nil
}
