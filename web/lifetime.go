package web

import (
	"context"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// Times of one request.
const (
	answerTime = 20 * time.Second // for a handler, and to write what it answered
	slowTime   = 10 * time.Minute // … where it is streamed, or changes many records
	// for the check of a credential before the body is read, and after a socket's upgrade
	identifyTime = 10 * time.Second
)

// lifetime is how long the server's requests and sockets may live.
type lifetime struct {
	base     context.Context // of requests; ends when Shutdown does
	end      context.CancelFunc
	online   context.Context // of sockets; ends when Shutdown begins, and the hub closes them then
	offline  context.CancelFunc
	draining atomic.Bool
	sockets  gate
}

func newLifetime() *lifetime {
	l := &lifetime{}
	l.base, l.end = context.WithCancel(context.Background())
	l.online, l.offline = context.WithCancel(l.base)
	return l
}

// errDraining answers requests that come while the server shuts down.
var errDraining = crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
