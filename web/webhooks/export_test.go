package webhooks

import (
	"context"
	"time"

	"roomkey/crm"
)

// Pass is one round of Run, after which Idle waits for the attempts that it began.
func (s *Sender) Pass(ctx context.Context) time.Time {
	select {
	case <-s.store.WebhooksDue():
		s.gather()
	default:
	}
	return s.pass(ctx)
}

// Idle waits until no attempt is under way.
func (s *Sender) Idle() { s.running.Wait() }

// UnderWay is how many attempts are under way.
func (s *Sender) UnderWay() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.limiter.running)
}

var (
	Sign   = sign
	Merge  = merge
	Delays = delays
)

const (
	Gather          = gatherTime
	InFlightHook    = inFlightHook
	InFlightBroker  = inFlightBroker
	InFlightFailing = inFlightFailing
	SlowAttempt     = slowAttempt
	Patience        = patience
)

// Signatures are those of a message.
func (s Secrets) Signatures(w *crm.Webhook, message string, at time.Time, body []byte) string {
	return s.signatures(w, message, at, body)
}
