package follow

import (
	"context"
	"sync"
)

// Peers are all other regions, by name. The map does not change.
type Peers map[string]*Peer

// NewPeers makes a Peer of each of regions but this one.
func NewPeers(own string, regions []string) Peers {
	peers := make(Peers)
	for _, region := range regions {
		if region != own {
			peers[region] = New(region)
		}
	}
	return peers
}

// Changed notes that a region is silent, or is heard again.
func (p Peers) Changed(region string, there bool) {
	if peer := p[region]; peer != nil && there {
		peer.PullSoon()
	}
}

// Keep pulls from all regions what is missing until ctx ends; see Peer.Keep.
func (p Peers) Keep(ctx context.Context, there func(region string) bool,
	pull func(ctx context.Context, from *Peer, after uint64) (Span, bool)) {
	var keeping sync.WaitGroup
	for _, peer := range p {
		keeping.Go(func() {
			peer.Keep(ctx, there, func(ctx context.Context, after uint64) (Span, bool) {
				return pull(ctx, peer, after)
			})
		})
	}
	keeping.Wait()
}
