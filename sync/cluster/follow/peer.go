package follow

import (
	"context"
	"sync"
	"time"
)

const (
	pullAgain   = time.Second // after a page that did not come
	unknownRest = time.Minute // until changes are pulled again that were left out
)

// Span is what a page of changes covers: those after the first number, up to the second.
type Span struct {
	After, Through uint64
	Last           bool // the region had no further ones
}

// Answers reports whether a page can be what a region has after a change: one that brings nothing, and is not the last,
// would be asked for again for ever.
func (s Span) Answers(after uint64) bool {
	return s.After == after && (s.Through > after || s.Through == after && s.Last)
}

// Place is how far another region's changes are here: up to a number, as a boot of its server counted. The zero Place:
// nothing is.
type Place struct{ Boot, Through uint64 }

// Peer is what is known of another region's changes. Its methods may be called concurrently.
type Peer struct {
	Region string
	wake   chan struct{} // holds one when something is to be pulled

	mu      sync.Mutex // guards what follows
	boot    uint64     // of the region's server, whose numbers these are
	through uint64     // the last of its changes that is here, with all before it
	before  Place      // of an earlier boot, until a pull has said how far that is now
	unknown bool       // some were left out after rest, since what they are of is not known here
	rest    uint64
}

// New makes a Peer of which nothing is here. It starts nothing: see Keep.
func New(region string) *Peer { return &Peer{Region: region, wake: make(chan struct{}, 1)} }

// PullSoon has what is missing pulled.
func (p *Peer) PullSoon() {
	select {
	case p.wake <- struct{}{}:
	default: // it is awake
	}
}

// Took notes that a page is here, which a boot of the region has made. unknown: some of it was left out, since what it
// is of is not known here yet. Where changes before it are missing, they are pulled.
func (p *Peer) Took(boot uint64, page Span, unknown bool) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begins(boot)
	if unknown && (!p.unknown || page.After < p.rest) {
		p.unknown, p.rest = true, page.After
	}
	if page.After > p.through {
		p.PullSoon()
	} else {
		p.through = max(p.through, page.Through)
	}
}

// begins notes which boot is heard.
func (p *Peer) begins(boot uint64) {
	if p.boot == boot {
		return
	}
	if place := p.place(); place.Through > 0 { // the region was started again
		p.before = place
	}
	p.boot, p.through, p.unknown = boot, 0, false
}

// Resume begins with what was here of a region when this server ran last.
func (p *Peer) Resume(place Place) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.before = place
}

// Place is how far the changes are here without a gap, and with nothing left out.
func (p *Peer) Place() Place {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.place()
}

func (p *Peer) place() Place {
	switch {
	case p.through == 0:
		return p.before
	case p.unknown:
		return Place{p.boot, min(p.through, p.rest)}
	}
	return Place{p.boot, p.through}
}

// Asks is what a pull asks after: a change, and the boot that has counted it.
func (p *Peer) Asks() Place {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.through == 0 {
		return p.before
	}
	return Place{p.boot, p.through}
}

// Has notes that a boot of the region has answered what Asks asked after: its changes up to that one are here.
func (p *Peer) Has(boot, through uint64) {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.begins(boot)
	p.through, p.before = max(p.through, through), Place{}
}

// After is the change after which something is missing.
func (p *Peer) After() uint64 {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.through
}

// again has those pulled again that were left out.
func (p *Peer) again() {
	p.mu.Lock()
	defer p.mu.Unlock()
	if p.unknown {
		p.through, p.unknown = min(p.through, p.rest), false
		p.PullSoon()
	}
}

// Keep pulls what is missing until ctx ends, while there says that the region can be asked. pull asks for the page
// after a change, takes it in and tells Took of it; it is false where none came.
func (p *Peer) Keep(ctx context.Context, there func(region string) bool,
	pull func(ctx context.Context, after uint64) (Span, bool)) {
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
		for there(p.Region) && !p.pullAll(ctx, pull) {
			select {
			case <-time.After(pullAgain):
			case <-ctx.Done():
				return
			}
		}
	}
}

// pullAll pulls page after page; it is false if one did not come.
func (p *Peer) pullAll(ctx context.Context, pull func(context.Context, uint64) (Span, bool)) bool {
	for {
		page, ok := pull(ctx, p.After())
		if !ok {
			return false
		}
		if page.Last && p.After() >= page.Through {
			return true
		}
	}
}
