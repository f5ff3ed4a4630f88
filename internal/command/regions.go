package command

import (
	"context"
	"errors"
	"log/slog"
	"net"

	"roomkey/store"
	"roomkey/sync/cluster"
	"roomkey/web"
)

// regions is a server's part in several regions; nil where it is alone.
type regions struct {
	joined  *cluster.Cluster
	dir     string
	control net.Listener
}

// logRegion is the region whose log the store keeps; "" where the server is alone.
func (s *serveSettings) logRegion() string {
	if len(s.cluster) > 1 {
		return s.region
	}
	return ""
}

// join joins the other regions, if there are any.
func (p *Program) join(ctx context.Context, s *serveSettings, secret []byte, data *store.Store, metrics *web.Metrics,
	log *slog.Logger) (*regions, error) {
	layout, err := s.layout()
	if err != nil || !layout.Several() {
		return nil, err
	}
	schema, err := data.Schema(ctx)
	if err != nil {
		return nil, err
	}
	joined, err := cluster.Open(ctx, cluster.Config{Layout: layout, Secret: secret, Listen: string(s.routeAddr),
		Dir: natsFolder(string(s.data)), URL: s.nats, Auth: p.variable(natsAuth), Content: data, Schema: schema,
		Random: p.Random, Log: log, Now: p.Now})
	if err != nil {
		return nil, err
	}
	control, err := listenControl(string(s.data))
	if err != nil {
		joined.Close()
		return nil, err
	}
	metrics.Regions(func() web.RegionMetrics { return regionMetrics(joined.Status()) })
	return &regions{joined: joined, dir: string(s.data), control: control}, nil
}

// run takes part until ctx ends.
func (r *regions) run(ctx context.Context) error {
	if r == nil {
		<-ctx.Done()
		return nil
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	ended := make(chan error, 2)
	go func() { ended <- r.joined.Run(ctx) }()
	go func() { ended <- serveControl(ctx, r.dir, r.control, regionControl(r.joined)) }()
	failed := <-ended
	stop()
	return errors.Join(failed, <-ended)
}

// close leaves the other regions.
func (r *regions) close() {
	if r != nil {
		r.joined.Close()
	}
}
