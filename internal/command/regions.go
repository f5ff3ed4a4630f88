package command

import (
	"context"
	"log/slog"
	"net"
	"time"

	"roomkey/crm"
	"roomkey/internal/parts"
	"roomkey/plugins"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster"
	"roomkey/web"
)

// regions is a server's part in several regions; nil where it is alone.
type regions struct {
	joined  *cluster.Cluster
	hub     *realtime.Hub
	log     *slog.Logger
	dir     string
	control net.Listener
	applied chan time.Time // holds one when rows were applied that may have changed rights: when
	metrics *web.Metrics
	order   func(context.Context, crm.LedgerEntry) error // an entry that a command has made
}

// endedTime bounds a look at how a session has ended.
const endedTime = 5 * time.Second

// recheckTime bounds a look at everybody's rights.
const recheckTime = 10 * time.Second

// logRegion is the region whose log the store keeps; "" where the server is alone.
func logRegion(layout *cluster.Layout) string {
	if layout.Several() {
		return layout.Region
	}
	return ""
}

// firstRegion is the first of several regions; "" where the server is alone.
func firstRegion(layout *cluster.Layout) string {
	if layout.Several() {
		return layout.Regions[0].Name
	}
	return ""
}

// join joins the other regions, if there are any, and has rows put in order with theirs.
func (s *serving) join(ctx context.Context, keys secrets, hub *realtime.Hub, auth *web.Auth,
	own *ownTasks) (*regions, error) {
	if !s.layout.Several() {
		return nil, nil
	}
	schema, err := s.store.Schema(ctx)
	if err != nil {
		return nil, err
	}
	r := &regions{hub: hub, log: s.log, dir: string(s.settings.data), applied: make(chan time.Time, 1),
		metrics: s.metrics, order: s.store.OrderFor}
	config := s.settings.config(s.program, s.layout, keys, r.dir, s.log)
	config.Content, config.CheckPackage, config.EntrySince = s.store, plugins.CheckCopy, store.EntrySince
	config.Records = timedRecords{hub, s.metrics.RegionImported}
	config.People, config.Tasks, config.Schema = hub, own, schema
	config.SessionEnded = func(id crm.ID) {
		ctx, cancel := context.WithTimeout(context.Background(), endedTime)
		defer cancel()
		end, err := auth.EndOf(ctx, id)
		if err != nil {
			s.log.Warn("how a session has ended is not known", "session", id, "error", err)
		}
		hub.EndSession(id.String(), end)
	}
	config.Applied = r.rowsApplied
	r.joined, err = cluster.Open(ctx, config)
	if err != nil {
		return nil, err
	}
	if err := s.store.OrderBy(ctx, timedOrder{r.joined, s.metrics.RegionOrdered}); err != nil {
		r.close()
		return nil, err
	}
	auth.KeepSessions(r.joined.SignIns())
	own.AskOthers(r.joined.Tasks())
	others := taskAsker(r.joined.Tasks())
	own.files.others.Store(&others)
	if r.control, err = listenControl(r.dir); err != nil {
		r.close()
		return nil, err
	}
	s.metrics.Regions(func() web.RegionMetrics { return regionMetrics(r.joined.Status()) })
	return r, nil
}

// rowsApplied has everybody's rights looked at soon.
func (r *regions) rowsApplied() {
	select {
	case r.applied <- time.Now():
	default:
	}
}

// recheck looks at everybody's rights when rows were applied, until ctx ends. The hub does so too, a second later.
func (r *regions) recheck(ctx context.Context) error {
	for {
		var applied time.Time
		select {
		case <-ctx.Done():
			return nil
		case applied = <-r.applied:
		}
		limited, cancel := context.WithTimeout(ctx, recheckTime)
		if err := r.hub.Recheck(limited); err != nil && ctx.Err() == nil {
			r.log.Warn("look at rights that another region has changed", "err", err)
		} else if err == nil {
			r.metrics.RegionRechecked(time.Since(applied))
		}
		cancel()
	}
}

// run takes part until ctx ends.
func (r *regions) run(ctx context.Context) error {
	return parts.Run(ctx, r.joined.Run, r.recheck, func(ctx context.Context) error {
		mux := regionControl(r.joined)
		answerOrders(mux, r.order)
		return serveControl(ctx, r.dir, r.control, mux)
	})
}

// close leaves the other regions.
func (r *regions) close() {
	if r != nil {
		r.joined.Close()
	}
}
