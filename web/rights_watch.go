package web

import (
	"context"
	"log/slog"

	realtime "roomkey/sync"
)

// rightsWatch tells the hub that somebody's rights have changed.
type rightsWatch struct {
	hub *realtime.Hub
	log *slog.Logger
}

// recheck has the hub look at everybody's rights now; else it does so within a second.
func (r *rightsWatch) recheck(ctx context.Context) {
	if err := r.hub.Recheck(ctx); err != nil {
		r.log.Warn("recheck rights", "err", err)
	}
}
