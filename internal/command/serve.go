package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net"
	"net/url"
	"os"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crdt/engine"
	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web"
)

// drainTime is how long a shutdown may take before what is left is cut; the process must have ended within 10 s.
const drainTime = 8 * time.Second

// serveSettings are the flags of serve.
type serveSettings struct {
	addr           address
	data           folder
	demo           bool
	origins        originList
	proxies        proxyList
	socketsPerUser int
	frameRate      float64
	byteRate       byteSize
	loginRate      int
	taskRate       int

	llmURL, llmModel string
}

func serveFlags(s *serveSettings) *flag.FlagSet {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	s.byteRate = 1 << 20
	s.addr, s.data = "127.0.0.1:8080", "./data"
	flags.Var(&s.addr, "addr", "address to listen on; port 0 takes any free one")
	flags.Var(&s.data, "data", "folder of the data")
	flags.BoolVar(&s.demo, "demo", false, "fill an empty data folder with made-up records and accounts")
	flags.Var(&s.origins, "origins", "further origins whose pages may use the session cookie, with commas between")
	flags.Var(&s.proxies, "proxies",
		"networks (CIDR) of the proxies whose X-Forwarded-For and -Proto are believed, with commas between")
	flags.IntVar(&s.socketsPerUser, "sockets-per-user", 5, "sockets that one user may have open; 0: any number")
	flags.Float64Var(&s.frameRate, "frame-rate", 200, "frames a second that one socket may send; 0: any number")
	flags.Var(&s.byteRate, "byte-rate", "bytes a second that one socket may send, such as 1MiB; 0: any number")
	flags.IntVar(&s.loginRate, "login-rate", 10,
		"sign-ins a minute to one account, and six times as many from one address; 0: any number")
	flags.StringVar(&s.llmURL, "llm-url", "", "address of a model server's API, such as https://api.example.com/v1")
	flags.StringVar(&s.llmModel, "llm-model", "", "name of the model there")
	flags.IntVar(&s.taskRate, "task-rate", 120, "tasks that one user may start or try again a minute; 0: any number")
	return flags
}

// serveFlagNames are the flags of serve: their variables may stand in the environment of any command.
func serveFlagNames() []string {
	var names []string
	serveFlags(&serveSettings{}).VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	return names
}

// check looks at what no flag can see by itself. Nothing has been touched by then.
func (s *serveSettings) check() error {
	for flagName, value := range map[string]float64{"sockets-per-user": float64(s.socketsPerUser),
		"frame-rate": s.frameRate, "login-rate": float64(s.loginRate),
		"task-rate": float64(s.taskRate)} {
		if !(value >= 0 && value <= 1e9) { // NaN is neither
			return fmt.Errorf("%w: --%s is a number from 0 to 1000000000", errUsage, flagName)
		}
	}
	if s.llmURL == "" && s.llmModel == "" {
		return nil
	}
	if u, err := url.Parse(s.llmURL); err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" ||
		s.llmModel == "" {
		return fmt.Errorf("%w: --llm-url is the address of a model server such as http://127.0.0.1:11434/v1, and "+
			"--llm-model the model's name", errUsage)
	}
	return nil
}

// serve runs the server until ctx ends, and then drains it.
func serve(ctx context.Context, p *Program, args []string) error {
	var settings serveSettings
	if _, err := p.parse(serveFlags(&settings), args); err != nil {
		return err
	}
	if err := settings.check(); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(p.Stderr, nil))
	secret, err := p.serverSecret(string(settings.data))
	if err != nil {
		return err
	}
	metrics := web.NewMetrics()
	data, err := p.open(ctx, string(settings.data), log, metrics)
	if err != nil {
		return err
	}
	if settings.demo {
		if err := p.fillDemo(ctx, data, log); err != nil {
			return errors.Join(err, data.Close())
		}
	}
	s := &serving{settings: settings, program: p, log: log, store: data, metrics: metrics, warmed: make(chan struct{})}
	return errors.Join(s.run(ctx, secret), data.Close())
}

// open opens the data directory; with metrics, to serve it.
func (p *Program) open(ctx context.Context, dir string, log *slog.Logger, metrics *web.Metrics) (*store.Store, error) {
	return store.Open(ctx, store.Options{Dir: dir, Serve: metrics != nil, Now: p.Now, Random: p.Random, Log: log,
		OnSync: storeHook(metrics)})
}

// serving is a running server: its parts start from the bottom up and end in reverse.
type serving struct {
	settings serveSettings
	program  *Program
	log      *slog.Logger
	store    *store.Store
	metrics  *web.Metrics
	warm     atomic.Bool   // the store's index is in memory
	warmed   chan struct{} // closed when it is
}

// ready says why the server can't serve yet.
func (s *serving) ready() error {
	if !s.warm.Load() {
		return crm.Errorf(crm.CodeUnavailable, "the index of the records is being read")
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
	s.warm.Store(true)
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

func (s *serving) run(ctx context.Context, secret []byte) error {
	listener, err := net.Listen("tcp", string(s.settings.addr))
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	auth, err := web.NewAuth(web.AuthConfig{Store: s.store, Secret: secret, Now: s.program.Now,
		Random: s.program.Random})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	// The engine and the hub outlive ctx: they finish what is under way when it ends.
	background, stop := context.WithCancel(context.WithoutCancel(ctx))
	defer stop()
	pool := engine.NewPool(engine.Config{Log: s.log, Metrics: engineHooks(s.metrics)})
	hub := realtime.New(s.hubConfig(pool, auth))
	parts, err := s.newTaskParts(secret)
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	tasks := s.newRunner(hub, parts)
	server, err := web.New(web.Config{
		Store: s.store, Hub: hub, Auth: auth, Tasks: tasks, Plugins: parts.registry, Origins: s.settings.origins,
		Proxies:      s.settings.proxies,
		MetricsToken: s.program.variable("ROOMKEY_METRICS_TOKEN"),
		LoginRate:    lifted(s.settings.loginRate), AddressRate: lifted(6 * s.settings.loginRate),
		TaskRate: lifted(s.settings.taskRate), Metrics: s.metrics,
		Ready: s.ready, Now: s.program.Now, Random: s.program.Random, Log: s.log,
	})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	var running sync.WaitGroup
	failures := make(chan error, 6)
	start := func(part func(context.Context) error) (end func()) {
		partContext, cancel := context.WithCancel(background)
		running.Add(1)
		go func() {
			defer running.Done()
			failures <- part(partContext)
		}()
		return cancel
	}
	endPool := start(pool.Run)
	endHub := start(hub.Run)
	endUpkeep := start(s.upkeep)
	endGuests := func() {}
	if parts.host != nil {
		endGuests = start(func(ctx context.Context) error {
			select {
			case <-s.warmed: // processes that nobody needs yet must not keep the index waiting
				return parts.host.Run(ctx)
			case <-ctx.Done():
				return nil
			}
		})
	}
	endTasks := start(tasks.Run)
	start(func(context.Context) error { return server.Serve(listener) })
	s.log.Info("listening", "addr", listener.Addr().String(), "data", s.settings.data)

	var failure error
	select {
	case <-ctx.Done():
	case failure = <-failures:
	}
	s.log.Info("draining")
	drain, cancel := context.WithTimeout(background, drainTime)
	defer cancel()
	endTasks() // at once: what a guest is about would be lost anyway when the time is up
	err = server.Shutdown(drain)
	endGuests()
	endUpkeep()
	endHub()
	endPool()
	running.Wait()
	close(failures)
	for other := range failures {
		err = errors.Join(err, other)
	}
	s.log.Info("stopped")
	return errors.Join(failure, err)
}

func (s *serving) hubConfig(pool *engine.Pool, auth *web.Auth) realtime.Config {
	return realtime.Config{
		Storage: s.store, Engine: pool, Now: s.program.Now, Random: s.program.Random, Log: s.log, Renew: auth.Identify,
		Ended: auth.Ended,
		Limits: realtime.Limits{
			SocketsPerUser: lifted(s.settings.socketsPerUser), FrameRate: lifted(s.settings.frameRate),
			ByteRate: lifted(float64(s.settings.byteRate)),
		},
		Metrics: hubHooks(s.metrics),
	}
}

// lifted turns a flag's 0, which lifts a limit, into what the packages say for it.
func lifted[T int | float64](flagValue T) T {
	if flagValue == 0 {
		return -1
	}
	return flagValue
}

// secretBytes is the length of the secret that sessions are signed with.
const secretBytes = 32

// serverSecret is ROOMKEY_SECRET, or the contents of the file "secret" in the data directory, which is made on first
// start and which its owner alone may read.
func (p *Program) serverSecret(dir string) ([]byte, error) {
	if secret := p.variable("ROOMKEY_SECRET"); secret != "" {
		if len(secret) < secretBytes {
			return nil, fmt.Errorf("%w: ROOMKEY_SECRET has fewer than %d bytes", errUsage, secretBytes)
		}
		return []byte(secret), nil
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	return keptSecret(dir+"/secret", p.Random)
}
