package webhooks

import "roomkey/crm"

// place is where one attempt is under way.
type place struct {
	delivery, hook, broker crm.ID
	failing                bool
}

// places are how many attempts are under way, and whose. Slow and dead endpoints fill the places of their own webhook
// and brokerage, and never more than half of all.
type places struct {
	all     map[crm.ID]place // by delivery
	hooks   map[crm.ID]int
	brokers map[crm.ID]int
	failing int
}

func newPlaces() places {
	return places{all: make(map[crm.ID]place), hooks: make(map[crm.ID]int), brokers: make(map[crm.ID]int)}
}

// free is how many attempts of a webhook may begin.
func (p *places) free(w *crm.Webhook) int {
	hook, all := inFlightHook, inFlight-len(p.all)
	if failing(w) {
		hook, all = 1, min(all, inFlightFailing-p.failing)
	}
	return max(0, min(hook-p.hooks[w.ID], inFlightBroker-p.brokers[w.Broker], all))
}

// busy is how many attempts of a webhook are under way.
func (p *places) busy(w *crm.Webhook) int { return p.hooks[w.ID] }

// take takes a place for a delivery, if there is one and it is not under way already.
func (p *places) take(w *crm.Webhook, delivery crm.ID) (place, bool) {
	if _, under := p.all[delivery]; under || p.free(w) == 0 {
		return place{}, false
	}
	taken := place{delivery: delivery, hook: w.ID, broker: w.Broker, failing: failing(w)}
	p.all[delivery] = taken
	p.hooks[w.ID]++
	p.brokers[w.Broker]++
	if taken.failing {
		p.failing++
	}
	return taken, true
}

func (p *places) leave(left place) {
	delete(p.all, left.delivery)
	fewer(p.hooks, left.hook)
	fewer(p.brokers, left.broker)
	if left.failing {
		p.failing--
	}
}

func fewer(counts map[crm.ID]int, id crm.ID) {
	if counts[id]--; counts[id] == 0 {
		delete(counts, id)
	}
}

func failing(w *crm.Webhook) bool { return !w.FailingSince.IsZero() }
