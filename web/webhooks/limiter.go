package webhooks

import (
	"time"

	"roomkey/crm"
)

// permit lets one attempt be under way.
type permit struct {
	delivery, hook, broker crm.ID
	failing                bool
}

// attemptLimiter counts the attempts that are under way, and whose they are. Endpoints that fail or are slow delay
// those of their own brokerage, and take at most half of all attempts, once an attempt has shown what they are.
type attemptLimiter struct {
	running map[crm.ID]permit // by delivery
	hooks   map[crm.ID]int
	brokers map[crm.ID]int
	failing int
	slow    map[crm.ID]bool // webhooks whose last attempt took longer than slowAttempt; at most slowKnown
}

func newAttemptLimiter() attemptLimiter {
	return attemptLimiter{running: make(map[crm.ID]permit), hooks: make(map[crm.ID]int), brokers: make(map[crm.ID]int),
		slow: make(map[crm.ID]bool)}
}

// free is how many attempts of a webhook may begin.
func (l *attemptLimiter) free(w *crm.Webhook) int {
	hook, all := inFlightHook, inFlight-len(l.running)
	if l.fails(w) {
		hook, all = 1, min(all, inFlightFailing-l.failing)
	}
	return max(0, min(hook-l.hooks[w.ID], inFlightBroker-l.brokers[w.Broker], all))
}

// busy is how many attempts of a webhook are under way.
func (l *attemptLimiter) busy(w *crm.Webhook) int { return l.hooks[w.ID] }

// begin gives a permit for a delivery's attempt, if there is one and the delivery is not under way already.
func (l *attemptLimiter) begin(w *crm.Webhook, delivery crm.ID) (permit, bool) {
	if _, under := l.running[delivery]; under || l.free(w) == 0 {
		return permit{}, false
	}
	given := permit{delivery: delivery, hook: w.ID, broker: w.Broker, failing: l.fails(w)}
	l.running[delivery] = given
	l.hooks[w.ID]++
	l.brokers[w.Broker]++
	if given.failing {
		l.failing++
	}
	return given, true
}

// end takes a permit back.
func (l *attemptLimiter) end(given permit) {
	delete(l.running, given.delivery)
	fewer(l.hooks, given.hook)
	fewer(l.brokers, given.broker)
	if given.failing {
		l.failing--
	}
}

// took notes how long an attempt of a webhook took. Where too many are slow, one of them is forgotten: it is noted
// again after its next attempt.
func (l *attemptLimiter) took(hook crm.ID, long time.Duration) {
	delete(l.slow, hook)
	if long <= slowAttempt {
		return
	}
	for other := range l.slow {
		if len(l.slow) < slowKnown {
			break
		}
		delete(l.slow, other)
	}
	l.slow[hook] = true
}

// fails reports whether a webhook's last attempt failed or was slow.
func (l *attemptLimiter) fails(w *crm.Webhook) bool { return !w.FailingSince.IsZero() || l.slow[w.ID] }

func fewer(counts map[crm.ID]int, id crm.ID) {
	if counts[id]--; counts[id] == 0 {
		delete(counts, id)
	}
}
