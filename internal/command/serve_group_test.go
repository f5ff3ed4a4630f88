package command

import (
	"context"
	"errors"
	"testing"
)

// Whoever lets clients go over minutes stops doing so when a part of the server fails: it may be what saves their work.
func TestGroup_LeavesUntilAPartFails(t *testing.T) {
	g := &group{ctx: t.Context(), failures: make(chan error, 1)}
	leaving, failed := make(chan struct{}), errors.New("failed")
	g.start(func(context.Context) error { <-leaving; return failed })
	err := g.leave(func(ctx context.Context) { close(leaving); <-ctx.Done() })
	if err != failed || g.ctx.Err() != nil {
		t.Error(err, g.ctx.Err())
	}
	if err := g.leave(func(ctx context.Context) { err = ctx.Err() }); err != nil {
		t.Error("nothing has failed:", err)
	}
	if rest := g.wait(); err != nil || rest != nil {
		t.Error(err, rest)
	}
}

// However many parts a server has, all end, and what went wrong in each is told.
func TestGroup_WaitsForAnyNumberOfParts(t *testing.T) {
	g := &group{ctx: t.Context(), failures: make(chan error, 1)}
	first, last := errors.New("first"), errors.New("last")
	g.start(func(context.Context) error { return first })
	if err := <-g.failures; err != first {
		t.Fatal(err)
	}
	var ends []func()
	for i := range 40 {
		ends = append(ends, g.start(func(ctx context.Context) error {
			<-ctx.Done()
			if i == 39 {
				return last
			}
			return nil
		}))
	}
	for _, end := range ends {
		end()
	}
	if err := g.wait(); !errors.Is(err, last) || errors.Is(err, first) {
		t.Errorf("the rest went wrong by %v", err)
	}
}
