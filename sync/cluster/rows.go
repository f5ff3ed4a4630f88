package cluster

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// guarded are rows that say no at once where a majority is not to be had: NATS itself would say it after five seconds.
type guarded struct {
	wire.Rows
	cluster *Cluster
}

// Append is wire.Rows's.
func (g guarded) Append(ctx context.Context, subject string, after uint64, entries ...[]byte) (uint64, error) {
	if why := g.cluster.unready(); why != "" {
		return 0, crm.Errorf(crm.CodeUnavailable, "%s", why)
	}
	return g.Rows.Append(ctx, subject, after, entries...)
}

// unready says why rows can't be ordered from here; "" where nothing is known against it.
func (c *Cluster) unready() string {
	layout := &c.config.Layout
	if !layout.Outside && !c.board.Majority() {
		return fmt.Sprintf("this region hears fewer than %d of %s: users, teams and rights can't be changed here",
			layout.members()/2+1, strings.Join(layout.names()[:layout.members()], ", "))
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.rowsOff
}

// stopped says why rows are not applied here, or not yet; "" where they are.
func (c *Cluster) stopped() string {
	if c.ledger == nil {
		return ""
	}
	var told *crm.Error
	if errors.As(c.ledger.Begun(), &told) {
		return told.Message
	}
	return ""
}

// keepRows makes the order of rows where there is none, as soon as every region has told what it has applied, until ctx
// ends.
func (c *Cluster) keepRows(ctx context.Context) error {
	for ctx.Err() == nil {
		wait := rowsEvery
		why := c.makeRows(ctx)
		if why != "" {
			wait = readyEvery
		}
		c.mu.Lock()
		c.rowsOff = why
		c.mu.Unlock()
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
	}
	return nil
}

// makeRows looks for the order, and says why there is none.
func (c *Cluster) makeRows(ctx context.Context) (why string) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	last, complete := c.board.Complete()
	there, err := c.node.HasRows(ctx)
	switch {
	case err != nil:
		c.config.Log.Debug("the order of rows can't be looked for", "error", err)
		return "the regions have not agreed yet who orders rows"
	case there:
		return ""
	case !complete:
		return "there is no order of rows: it is made as soon as every region has been heard"
	}
	if err := c.node.MakeRows(ctx, last); err != nil {
		c.config.Log.Warn("the order of rows can't be made yet", "error", err)
		return "the order of rows is being made"
	}
	c.config.Log.Info("made the order of rows", "after", last)
	return ""
}
