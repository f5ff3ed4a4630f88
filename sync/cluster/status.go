package cluster

import (
	"cmp"
	"fmt"
	"time"

	"roomkey/sync/cluster/beat"
)

// twinFor is how long after its last message a server with this region's name is told of.
const twinFor = time.Minute

// Status is how the cluster looks from here.
func (c *Cluster) Status() beat.Status {
	s := c.board.Look()
	s.Order(cmp.Or(c.node.Rows().Leader(), s.Leader), cmp.Or(c.unready(), c.stopped()))
	s.Refused = c.counts()
	s.Imported, s.Dropped, s.Compared = c.imported.Load(), c.dropped.Load(), c.compared.Load()
	s.Mismatched, s.Pulled = c.mismatched.Load(), c.pulled.Load()
	s.Routes = c.node.Routes()
	s.Since = c.began.UTC().Format(time.RFC3339)
	s.Network = beat.NetworkInside
	if c.config.Layout.Outside {
		s.Network = beat.NetworkOutside
	}
	s.Problem = c.problem(&s)
	return s
}

// problem is what an operator should look at first; "" where all is well.
func (c *Cluster) problem(s *beat.Status) string {
	if at := c.twin.Load(); at != 0 && c.config.Now().Sub(time.Unix(0, at)) < twinFor {
		return fmt.Sprintf("another server runs as region %s: one of the two must end", s.Region)
	}
	for _, r := range s.Regions {
		switch {
		case r.State == beat.StateUnseen:
			return fmt.Sprintf("region %s has not been heard since this server was started", r.Name)
		case r.State == beat.StateSilent:
			return fmt.Sprintf("region %s is silent for %.0f s", r.Name, r.Silent)
		}
	}
	return s.Reason
}
