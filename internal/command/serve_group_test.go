package command

import (
	"context"
	"errors"
	"testing"
)

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
