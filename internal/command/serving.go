package command

import (
	"context"
	"fmt"
	"log/slog"
	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/internal/otlp"
	"roomkey/plugins"
	"roomkey/plugins/guest"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster"
	"roomkey/web"
	"roomkey/web/webhooks"
	"sync/atomic"
	"time"
)

// serving is a running server: its parts start from the bottom up and end in reverse.
type serving struct {
	settings serveSettings
	program  *Program
	log      *slog.Logger
	store    *store.Store
	metrics  *web.Metrics
	stats    *web.Stats     // of metrics
	traces   *otlp.Exporter // nil: nothing is traced
	layout   cluster.Layout // of the regions
	budget   *fair.Budget   // of work, by user
	began    time.Time
	started  atomic.Int64  // how long it took until the store's index was in memory, in nanoseconds; 0: it is not
	warmed   chan struct{} // closed when it is there
	lacksAll atomic.Bool   // this region began empty, and has not yet what the others have
}

// ready says why the server can't serve yet.
func (s *serving) ready() error {
	if s.started.Load() == 0 {
		return crm.Errorf(crm.CodeUnavailable, "the index of the records is being read")
	}
	if s.lacksAll.Load() {
		return crm.Errorf(crm.CodeUnavailable, "this region began empty, and has not yet all that the others have")
	}
	return s.store.Failed()
}

// upkeepEvery is how often the store clears away what has run out.
const upkeepEvery = time.Hour

// upkeep reads the store's index into memory, and clears the store up every hour until ctx ends.
func (s *serving) upkeep(ctx context.Context) error {
	if err := s.store.Warm(ctx); err != nil && ctx.Err() == nil {
		return fmt.Errorf("read the index: %w", err)
	}
	s.started.Store(int64(time.Since(s.began)))
	close(s.warmed)
	tick := time.NewTicker(upkeepEvery)
	defer tick.Stop()
	for {
		if err := s.store.Maintain(ctx); err != nil && ctx.Err() == nil {
			s.log.Error("upkeep", "err", err)
		}
		select {
		case <-ctx.Done():
			return nil
		case <-tick.C:
		}
	}
}

// runGuests runs the guests' processes once the index is in memory: processes that nobody needs yet must not keep the
// index waiting.
func (s *serving) runGuests(ctx context.Context, host *guest.Host) error {
	select {
	case <-s.warmed:
		return host.Run(ctx)
	case <-ctx.Done():
		return nil
	}
}

// tracer is where the hub's traces go; nil where nothing is traced.
func (s *serving) tracer() crm.Tracer {
	if s.traces == nil {
		return nil
	}
	return s.traces
}

// hubConfig is what the hub needs.
func (s *serving) hubConfig(pool *engine.Pool, auth *web.Auth) realtime.Config {
	return realtime.Config{
		Storage: hubStorage{s.store}, Engine: pool,
		Now: s.program.Now, Random: s.program.Random, Log: s.log, Renew: auth.Identify,
		Ended: auth.Ended,
		Limits: realtime.Limits{
			SocketsPerUser: lifted(s.settings.socketsPerUser), FrameRate: lifted(s.settings.frameRate),
			ByteRate: lifted(float64(s.settings.byteRate)), AnswerRate: lifted(4 * float64(s.settings.byteRate)),
		},
		Tracer: s.tracer(), Metrics: hubHooks(s.metrics), Work: newTurns(s.budget, s.metrics),
	}
}

// webConfig is what the web server needs. registry is nil where the program brings its own plugins.
func (s *serving) webConfig(hub *realtime.Hub, auth *web.Auth, tasks *runner.Runner,
	registry *plugins.Registry, hooks *webhooks.Sender) web.Config {
	return web.Config{
		Webhooks: hooks,
		Store:    s.store, Hub: hub, Auth: auth, Tasks: tasks, Plugins: registry, Origins: s.settings.origins,
		Host: s.settings.addr.host(), Proxies: s.settings.proxies,
		MetricsToken: s.program.variable("ROOMKEY_METRICS_TOKEN"),
		LoginRate:    lifted(s.settings.loginRate), AddressRate: lifted(6 * s.settings.loginRate),
		TaskRate: lifted(s.settings.taskRate), Budget: s.budget, Metrics: s.metrics, Stats: s.stats, Ready: s.ready,
		HasDemoAccounts: func(ctx context.Context) (bool, error) { return hasDemoAccounts(ctx, s.store) },
		Now:             s.program.Now,
		Random:          s.program.Random, Log: s.log,
	}
}

// newWebhooks makes what sends events to webhooks.
func (s *serving) newWebhooks(keys secrets) *webhooks.Sender {
	network := s.program.Webhooks
	if network.Insecure = network.Insecure || s.settings.insecureHooks; network.Insecure {
		s.log.Warn("webhooks may use http and reach this machine and its network")
	}
	return webhooks.New(webhooks.Config{Store: s.store, Secret: keys.own, Other: keys.other,
		Network: network, Now: s.program.Now,
		Random: s.program.Random, Log: s.log, Ended: s.metrics.WebhookAttempt})
}

// lifted turns a flag's 0, which lifts a limit, into what the packages say for it.
func lifted[T int | float64](flagValue T) T {
	if flagValue == 0 {
		return -1
	}
	return flagValue
}
