package session

import "time"

// pace holds a peer to its budget: the goroutine that reads its socket waits. Only that goroutine uses it, except that
// any may book answers in the budget.
type pace struct {
	budget *budget
	intake *intake
	now    func() time.Time
	waited func(budget string, took time.Duration) // counts a wait; may be nil
	excess func(retry time.Duration)               // ends the session of a peer that was over its budget for too long
}

// readOn books a frame that ends no message, and returns when the next may be read; false when the session has ended.
func (p *pace) readOn(size int, ping bool) bool {
	p.budget.spendPart(size, ping, p.now())
	return p.wait()
}

// wait returns when the peer is within its budget; false when the session has ended.
func (p *pace) wait() bool {
	for {
		now := p.now()
		wait, left, retry := p.budget.wait(now)
		switch {
		case left <= 0:
			p.excess(retry)
			return false
		case wait == 0:
			return !p.intake.ended()
		}
		lacked := p.budget.scarcest(now)
		if !p.intake.sleep(wait) {
			return false
		}
		if p.waited != nil {
			p.waited(lacked, p.now().Sub(now))
		}
	}
}
