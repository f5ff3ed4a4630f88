package signin

import (
	"context"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// peer is what is known of another region's changes of sessions.
type peer struct {
	region string
	wake   chan struct{} // holds one when something is to be pulled

	mu      sync.Mutex // guards what follows
	boot    uint64     // of the region's server, whose numbers these are
	through uint64     // the last of its changes that is here, with all before it
	unknown bool       // some were left out after rest, since their users are not known here
	rest    uint64
}

// pullSoon has what is missing pulled.
func (p *peer) pullSoon() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}

// took notes that a page is here.
func (p *peer) took(boot uint64, page *crm.SessionPage, unknown bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.knowLocked(boot)
	if unknown && (!p.unknown || page.After < p.rest) {
		p.unknown, p.rest = true, page.After
	}
	if page.After > p.through {
		p.pullSoon()
	} else {
		p.through = max(p.through, page.Through)
	}
}

// knowLocked begins anew for a region that was started again.
func (p *peer) knowLocked(boot uint64) {
	if p.boot != boot {
		p.boot, p.through, p.unknown = boot, 0, false
	}
}

// after is the change after which something is missing.
func (p *peer) after() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.through
}

// again has those pulled again that were left out.
func (p *peer) again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unknown {
		p.through, p.unknown = min(p.through, p.rest), false
		p.pullSoon()
	}
}

// keepPulling pulls what is missing of a region until ctx ends.
func (s *SignIns) keepPulling(ctx context.Context, p *peer) {
	tick := time.NewTicker(unknownRest)
	defer tick.Stop()
	for {
		select {
		case <-p.wake:
		case <-tick.C:
			p.again()
			continue
		case <-ctx.Done():
			return
		}
		for s.config.There(p.region) && !s.pullAll(ctx, p) {
			select {
			case <-time.After(pullAgain):
			case <-ctx.Done():
				return
			}
		}
	}
}

// pullAll pulls page after page; it is false if one did not come.
func (s *SignIns) pullAll(ctx context.Context, p *peer) (ok bool) {
	for {
		after := p.after()
		limited, cancel := context.WithTimeout(ctx, pullTime)
		m, err := s.config.Port.Request(limited, wire.SessionsPullSubject(p.region), wire.KindSessionsPull, crm.ID{},
			wire.EncodeNumber(after), wire.KindSessionsPage)
		cancel()
		if err != nil {
			return false
		}
		page, err := wire.DecodeSessions(m.Payload)
		if err != nil || page.After != after || page.Through < after {
			s.config.Port.Malformed()
			return false
		}
		switch {
		case !s.takeFrom(ctx, p, m.Boot, page):
			return false
		case page.Last && p.after() >= page.Through:
			return true
		}
	}
}
