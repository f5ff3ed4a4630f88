package command

import (
	"context"
	"errors"
	"log/slog"
	"sync"
	"time"

	"roomkey/crdt/engine"
	"roomkey/internal/fair"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/sync/cluster"
	"roomkey/web"
)

// drainTime is how long a shutdown may take before what is left is cut; the process must have ended within 10 s.
const drainTime = 8 * time.Second

// serveCommand runs the server until ctx ends, and then drains it.
func serveCommand(ctx context.Context, p *Program, args []string) error {
	var settings serveSettings
	if _, err := p.parse(serveFlags(&settings), args); err != nil {
		return err
	}
	if err := settings.check(); err != nil {
		return err
	}
	layout, err := settings.layout()
	if err != nil {
		return err
	}
	if layout.Several() {
		if _, err := p.sharedSecret(); err != nil {
			return err
		}
	}
	log := slog.New(slog.NewJSONHandler(p.Stderr, nil))
	// First of all: a server that can't listen leaves nothing behind.
	open, err := listen(&settings)
	if err != nil {
		return err
	}
	return errors.Join(p.serve(ctx, &settings, layout, open, log), open.close())
}

// serve opens the data, runs the server until ctx ends, and closes the data.
func (p *Program) serve(ctx context.Context, settings *serveSettings, layout cluster.Layout, open listeners,
	log *slog.Logger) error {
	if err := settings.runAs.become(string(settings.data)); err != nil {
		return err
	}
	keys, err := p.secrets(string(settings.data))
	if err != nil {
		return err
	}
	began := time.Now()
	metrics := web.NewMetrics()
	traces, err := p.newTraces(settings, &layout, metrics, log)
	if err != nil {
		return err
	}
	metrics.Drills(func() []web.DrillMetric { return drillMetrics(string(settings.data), p.Now()) })
	data, err := p.open(ctx, store.Options{Dir: string(settings.data), Serve: true, Log: log,
		Region: logRegion(&layout), FirstRegion: firstRegion(&layout),
		CommitInterval: settings.commitInterval, OnSync: storeHook(metrics),
		AuditLife: time.Duration(settings.auditDays) * 24 * time.Hour})
	if err != nil {
		return asOfSeveral(err, string(settings.data))
	}
	if settings.demo {
		if err := p.fillDemoOf(ctx, data, settings, layout, keys, log); err != nil {
			return errors.Join(err, data.Close())
		}
	}
	if err := p.warnOfAccounts(ctx, data, string(settings.data), log); err != nil {
		return errors.Join(err, data.Close())
	}
	lacks, err := lacksAll(ctx, data, string(settings.data), layout)
	if err != nil {
		return errors.Join(err, data.Close())
	}
	s := &serving{settings: *settings, layout: layout, program: p, log: log, store: data, metrics: metrics,
		stats: web.NewStats(metrics, p.Now), began: began, traces: traces,
		budget: fair.NewBudget(settings.workRate, p.Now), warmed: make(chan struct{})}
	s.lacksAll.Store(lacks)
	metrics.Server(s.look)
	return errors.Join(s.run(ctx, keys, open), data.Close())
}

// run starts the server's parts from the bottom up, and ends them in reverse when ctx ends or one of them fails.
func (s *serving) run(ctx context.Context, keys secrets, open listeners) error {
	auth, err := web.NewAuth(web.AuthConfig{Store: s.store, Secret: keys.own, Other: keys.other, Now: s.program.Now,
		Random: s.program.Random})
	if err != nil {
		return err
	}
	// The engine and the hub outlive ctx: what is under way when it ends is still finished.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	pool := engine.NewPool(engine.Config{Past: true, Heavy: heavyOps, Budget: s.budget, Log: s.log,
		Metrics: engineHooks(s.metrics)})
	hub := realtime.New(s.hubConfig(pool, auth))
	parts, err := s.newTaskParts(keys)
	if err != nil {
		return err
	}
	files := &filesOfRegions{Store: s.store}
	tasks := s.newRunner(hub, parts, files)
	hooks := s.newWebhooks(keys)
	server, err := web.New(s.webConfig(hub, auth, tasks, parts.registry, hooks))
	if err != nil {
		return err
	}
	regions, err := s.join(ctx, keys, hub, auth, &ownTasks{server, tasks, s.store, files})
	if err != nil {
		return err
	}
	defer regions.close()
	running := &group{ctx: background, failures: make(chan error, 1)}
	endPool := running.start(pool.Run)
	endHub := running.start(hub.Run)
	takePart := s.fillAndRun(regions)
	if regions == nil {
		control := s.listenAlone()
		takePart = func(ctx context.Context) error { return s.answerAlone(ctx, control) }
	}
	endRegions := running.start(takePart)
	endUpkeep := running.start(s.upkeep)
	endDrills := running.start(s.drills)
	endGuests := func() {}
	if parts.host != nil {
		endGuests = running.start(func(ctx context.Context) error { return s.runGuests(ctx, parts.host) })
	}
	endTasks := running.start(tasks.Run)
	endHooks := running.start(hooks.Run)
	endReseal := running.start(func(ctx context.Context) error { return s.reseal(ctx, keys, parts.registry) })
	endRelease := running.start(releaseMemory)
	endStats := running.start(s.stats.Run)
	endTraces := func() {}
	if s.traces != nil {
		endTraces = running.start(s.traces.Run)
	}
	endCheck := func() {}
	if checker := s.newSelfCheck(hub); checker != nil {
		endCheck = running.start(checker.Run)
	}
	running.start(func(context.Context) error { return server.Serve(open.app) })
	endMetrics := func() {}
	if open.metrics != nil {
		endMetrics = running.start(func(ctx context.Context) error {
			return serveMetrics(ctx, open.metrics, s.metrics.Handler())
		})
		s.log.Info("listening for metrics", "addr", open.metrics.Addr().String())
	}
	s.warnOfMetrics()
	s.log.Info("listening", "addr", open.app.Addr().String(), "data", s.settings.data)

	var failure error
	select {
	case <-ctx.Done():
	case failure = <-running.failures:
	}
	s.log.Info("draining")
	if failure == nil {
		failure = running.leave(func(ctx context.Context) { server.Leave(ctx, s.settings.drain) })
	}
	drain, cancel := context.WithTimeout(background, drainTime)
	defer cancel()
	endCheck()
	endTasks() // at once: what a guest is about would be lost anyway when the time is up
	err = server.Shutdown(drain)
	endHooks()
	endGuests()
	endUpkeep()
	endDrills()
	endHub()
	endRegions()
	endPool()
	endReseal()
	endRelease()
	endStats()
	endTraces()
	endMetrics()
	err = errors.Join(err, running.wait())
	s.log.Info("stopped")
	return errors.Join(failure, err)
}

// heavyOps is how many operations a heavy document has: to load as many takes an engine some fifty milliseconds.
const heavyOps = 16_000

// group runs the parts of a server, each in its goroutine. Their contexts come from ctx.
type group struct {
	ctx      context.Context
	running  sync.WaitGroup
	failures chan error // what the first part returned that ended; holds one

	mu   sync.Mutex
	rest error // of the parts that ended while failures was full; guarded by mu
}

// start runs a part until end is called.
func (g *group) start(part func(context.Context) error) (end func()) {
	ctx, cancel := context.WithCancel(g.ctx)
	g.running.Add(1)
	go func() {
		defer g.running.Done()
		err := part(ctx)
		select {
		case g.failures <- err:
		default:
			g.mu.Lock()
			defer g.mu.Unlock()
			g.rest = errors.Join(g.rest, err)
		}
	}()
	return cancel
}

// leave calls do, whose context ends as soon as a part does, and returns what that part returned.
func (g *group) leave(do func(context.Context)) (failure error) {
	ctx, cancel := context.WithCancel(g.ctx)
	defer cancel()
	left := make(chan struct{})
	go func() { defer close(left); do(ctx) }()
	select {
	case <-left:
	case failure = <-g.failures:
		cancel()
		<-left
	}
	return failure
}

// wait waits for all parts and joins the errors that nobody has read. Nothing may be started afterwards.
func (g *group) wait() error {
	g.running.Wait()
	close(g.failures)
	return errors.Join(<-g.failures, g.rest) // nil, if somebody has read it
}
