// Package follow knows which of another region's changes are missing here, where only the newest state of a thing
// counts: sign-ins, and what users set for themselves. A region numbers its changes, and a page of them says which
// numbers it covers; whoever misses a number pulls what came after the last one that it has. A region that was started
// again is followed from its first change on, or from where it says that what is here ends. The package
// refuses to know what changes: it sends and stores nothing.
//
//	peers := follow.NewPeers("fra", []string{"fra", "iad", "sin"})
//	go peers.Keep(ctx, board.There, func(ctx context.Context, p *follow.Peer, after uint64) (follow.Span, bool) {
//		… p.Took(…) …
//	})
package follow
