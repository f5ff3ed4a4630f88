package web

import (
	"context"
	"errors"
	"net"
	"time"

	"roomkey/crm"
)

// goneAfter is for how long a request must have waited for its turn before the server asks whether its client is there.
const goneAfter = 100 * time.Millisecond

// errLeft ends a request whose client has closed the connection meanwhile. Nobody reads it. It is no failure of the
// server: the log doesn't have it, and the metrics count it apart, as statusLeft.
var errLeft = crm.Errorf(crm.CodeUnavailable, "the client has closed the connection")

// statusLeft is what proxies write into their logs for such a request.
const statusLeft = 499

// lookEvery is how often the server looks whether the client of a long work is still there.
const lookEvery = 200 * time.Millisecond

// whileThere ends a context when the peer of a connection closes it; errLeft is the cause then. stop must be called
// before the connection may be used for something else; it waits.
func whileThere(ctx context.Context, c net.Conn) (there context.Context, stop func()) {
	there, leave := context.WithCancelCause(ctx)
	over := make(chan struct{})
	go func() {
		defer close(over)
		ticker := time.NewTicker(lookEvery)
		defer ticker.Stop()
		for !hasLeft(c) {
			select {
			case <-there.Done():
				return
			case <-ticker.C:
			}
		}
		leave(errLeft)
	}()
	return there, func() {
		leave(nil)
		<-over
	}
}

// orLeft is err, or errLeft where a work failed because ctx, which whileThere made, ended with its client.
func orLeft(ctx context.Context, err error) error {
	if errors.Is(err, context.Canceled) && context.Cause(ctx) == errLeft {
		return errLeft
	}
	return err
}

// hasLeft reports whether the peer of a connection has closed it. It reads nothing. Of a connection that can't be asked
// the peer is there.
func hasLeft(c net.Conn) bool {
	raw := rawOf(unwrapped(c))
	return raw != nil && hasEnded(raw)
}
