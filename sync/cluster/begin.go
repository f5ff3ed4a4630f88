package cluster

import (
	"context"
	"sync/atomic"
	"time"

	"roomkey/sync/cluster/wire"
)

// lookFor is how long a region listens before it takes it that no other has data: the others dial it, and tell how they
// are each second.
const lookFor = 6 * time.Second

// CaughtUp reports whether each other region that holds content has told what it has, and all of it is here: content
// and rows.
func (c *Cluster) CaughtUp() bool {
	last, _ := c.board.Highest()
	return c.replica.CaughtUp() && c.ledger.Position() >= last
}

// OthersHaveData joins the cluster for a moment, without a word, and reports whether a region that is there has content
// or rows. Of config, what is for content is left out. Errors: those of Open.
func OthersHaveData(ctx context.Context, config Config) (bool, error) {
	config.Content, config.People, config.Tasks = nil, nil, nil
	c, err := Open(ctx, config)
	if err != nil {
		return false, err
	}
	defer c.Close()
	var there atomic.Bool
	heard := make(chan struct{}, 1)
	stop, err := c.port.Subscribe(wire.BeatSubject, wire.KindBeat, func(m wire.Message) {
		if beat, err := wire.DecodeBeat(m.Payload); err == nil && hasData(beat) && !there.Swap(true) {
			heard <- struct{}{}
		}
	})
	if err != nil {
		return false, err
	}
	defer stop()
	select {
	case <-heard:
	case <-time.After(lookFor):
	case <-ctx.Done():
	}
	return there.Load(), ctx.Err()
}

// hasData reports whether a region tells that it has content or rows.
func hasData(b *wire.Beat) bool {
	for _, entries := range b.Have {
		if entries > 0 {
			return true
		}
	}
	return b.Ledger > 0
}
