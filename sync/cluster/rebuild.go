package cluster

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/cluster/beat"
)

// Rebuild says how an order of rows is made again that all regions have lost.
type Rebuild struct {
	After  uint64        `json:"after"`  // the place of the last entry that a region has told of
	Silent []beat.Region `json:"silent"` // that may have applied later entries, which nobody will have
	Made   bool          `json:"made"`
}

// Rebuild looks how the order of rows can be made again where a region is gone for good: without one, it is made by
// itself as soon as every region is heard. It makes it if yes. Errors: conflict, where there is an order; unavailable,
// where nobody knows, or fewer than a majority of the members are there.
func (c *Cluster) Rebuild(ctx context.Context, yes bool) (r Rebuild, err error) {
	ctx, cancel := context.WithTimeout(ctx, readyTime)
	defer cancel()
	if layout := &c.config.Layout; !layout.Outside && !c.board.Majority() {
		return r, crm.Errorf(crm.CodeUnavailable, "this region hears fewer than %d of the members, which is too few "+
			"to order rows", layout.members()/2+1)
	}
	there, err := c.node.HasRows(ctx)
	switch {
	case err != nil:
		return r, &crm.Error{Code: crm.CodeUnavailable, Err: err,
			Message: "the regions have not agreed yet whether there is an order of rows: ask again in a minute"}
	case there:
		return r, crm.Errorf(crm.CodeConflict, "there is an order of rows: nothing has to be made again")
	}
	if r.After, r.Silent = c.board.Highest(); !yes {
		return r, nil
	}
	if err := c.node.RemakeRows(ctx, r.After); err != nil {
		return r, &crm.Error{Code: crm.CodeUnavailable, Message: "the order of rows can't be made yet", Err: err}
	}
	r.Made = true
	c.config.Log.Warn("made the order of rows by hand", "after", r.After, "silent", len(r.Silent))
	return r, nil
}
