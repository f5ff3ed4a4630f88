package web

import (
	"context"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// Times of one request.
const (
	requestTime = 30 * time.Second // to be read
	answerTime  = 20 * time.Second // for a handler, and to write what it answered
	slowTime    = 10 * time.Minute // … where it is streamed, or changes many records
	// for the check of a credential before the body is read, and after a socket's upgrade
	identifyTime = 10 * time.Second
)

// lifetime is how long the server's requests and sockets may live.
type lifetime struct {
	base     context.Context // of requests; ends when Shutdown does
	end      context.CancelFunc
	online   context.Context // of sockets; ends when Shutdown begins, and the hub closes them then
	offline  context.CancelFunc
	leaving  atomic.Bool // the server ends soon: it is not ready any more, and answers all the same
	draining atomic.Bool
	sockets  gate
}

func newLifetime() *lifetime {
	l := &lifetime{}
	l.base, l.end = context.WithCancel(context.Background())
	l.online, l.offline = context.WithCancel(l.base)
	return l
}

// untilOffline ends a context when Shutdown begins, too: for what has not begun by then. stop frees it.
func (l *lifetime) untilOffline(ctx context.Context) (_ context.Context, stop func()) {
	ctx, cancel := context.WithCancel(ctx)
	forget := context.AfterFunc(l.online, cancel)
	return ctx, func() {
		forget()
		cancel()
	}
}

// endIn ends the requests under way when most of a shutdown's time is over. Else the shutdown would fail by those that
// wait for others of their user. What they have written is stored all the same. stop takes it back.
func (l *lifetime) endIn(shutdown context.Context) (stop func()) {
	deadline, ok := shutdown.Deadline()
	if !ok {
		return func() {}
	}
	timer := time.AfterFunc(time.Until(deadline)*requestsShare/100, l.end)
	return func() { timer.Stop() }
}

// requestsShare is how much of a shutdown's time requests have, in percent.
const requestsShare = 70

// errDraining answers requests that come while the server shuts down.
var errDraining = crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
