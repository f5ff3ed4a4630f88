// Package parts runs what belongs together.
package parts

import (
	"context"
	"errors"
)

// Run runs parts side by side until ctx ends or one of them does: none goes on without the others. It returns when all
// have ended, with their errors joined. The parts have to end soon after the context that they are given.
func Run(ctx context.Context, parts ...func(context.Context) error) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, len(parts))
	for _, part := range parts {
		go func() { ended <- part(ctx) }()
	}
	var failed error
	for range parts {
		failed = errors.Join(failed, <-ended)
		stop()
	}
	return failed
}
