package command

import (
	"flag"
	"fmt"
	"net/url"
	"time"
)

// serveSettings are the flags of serve.
type serveSettings struct {
	addr           address
	data           folder
	metricsAddr    address
	demo           bool
	demoDay        day
	runAs          account
	origins        originList
	proxies        proxyList
	socketsPerUser int
	frameRate      float64
	byteRate       byteSize
	loginRate      int
	taskRate       int
	workRate       time.Duration
	commitInterval time.Duration
	insecureHooks  bool
	selfCheck      time.Duration
	otlp           collectorURL
	traceShare     float64
	auditDays      int
	drain          time.Duration
	drillEvery     time.Duration

	llmURL, llmModel string

	regionSettings
}

// maxDrillEvery is a year and a little.
const maxDrillEvery = 9_000 * time.Hour

// maxAuditDays is a hundred years.
const maxAuditDays = 36_500

// maxDrain bounds --drain.
const maxDrain = 10 * time.Minute

func serveFlags(s *serveSettings) *flag.FlagSet {
	flags := flag.NewFlagSet("serve", flag.ContinueOnError)
	s.byteRate = 1 << 20
	s.addr, s.data = "127.0.0.1:8080", "./data"
	flags.Var(&s.addr, "addr", "`address` to listen on; port 0 takes any free one")
	flags.Var(&s.metricsAddr, "metrics-addr",
		"`address` where /metrics is shown to everybody, such as 127.0.0.1:9091; for a private network")
	flags.Var(&s.data, "data", "`folder` of the data")
	flags.BoolVar(&s.demo, "demo", false, "fill an empty data folder with made-up records and accounts; of several "+
		"regions, the first one's")
	flags.Var(&s.runAs, "run-as", "`user:group`, by number, that a server which root starts gives the data to and "+
		"becomes; for containers")
	flags.Var(&s.demoDay, "demo-day",
		"`date`, such as 2026-11-02, around which the demo's records lie; today unless set")
	flags.Var(&s.origins, "origins",
		"`origins` of the app, such as https://crm.example.com, with commas between; not needed for addresses")
	flags.Var(&s.proxies, "proxies",
		"`networks` (CIDR) of the proxies whose X-Forwarded-For and -Proto are believed, with commas between")
	flags.IntVar(&s.socketsPerUser, "sockets-per-user", 5, "`number` of sockets that one user may have open; 0: "+
		"any number")
	flags.Float64Var(&s.frameRate, "frame-rate", 200, "`number` of frames a second that one socket may send; 0: "+
		"any number")
	flags.Var(&s.byteRate, "byte-rate",
		"`bytes` a second that one socket may send, and a quarter of what it may be answered, such as 1MiB; 0: any")
	flags.IntVar(&s.loginRate, "login-rate", 10,
		"`number` of sign-ins a minute to one account, and six times as many from one address; 0: any number")
	flags.DurationVar(&s.commitInterval, "commit-interval", 8*time.Millisecond,
		"`time` that an edit from a socket, which others see at once, may wait on its way to the disk for others; "+
			"0: not")
	flags.IntVar(&s.auditDays, "audit-days", 0, "days for which lines of the audit log are kept; 0: for ever")
	flags.DurationVar(&s.drillEvery, "drill-every", 0, "`time` after which a backup is made, restored and checked "+
		"again (roomkey drill), such as 24h; 0: never")
	flags.DurationVar(&s.drain, "drain", 0,
		"`time` for which a server that is to end goes on, not ready any more, while its sockets are told one after "+
			"the other to come back elsewhere; 0: all at once")
	flags.StringVar(&s.llmURL, "llm-url", "", "`address` of a model server's API, such as https://api.example.com/v1")
	flags.StringVar(&s.llmModel, "llm-model", "", "`name` of the model there")
	flags.BoolVar(&s.insecureHooks, "webhook-insecure", false,
		"let webhooks use http and reach this machine and its network; for development alone")
	flags.IntVar(&s.taskRate, "task-rate", 120, "`number` of tasks that one user may start or try again a minute; "+
		"0: any number")
	flags.DurationVar(&s.workRate, "work-rate", 100*time.Millisecond,
		"`time` of a processor a second that one user, or a quarter of a brokerage, may have before others go "+
			"first; 0: any")
	flags.DurationVar(&s.selfCheck, "self-check", time.Minute,
		"`time` between two checks of the server by itself, by edits of a record that nobody sees; 0: none")
	flags.Var(&s.otlp, "otlp", "`address` of an OpenTelemetry collector that takes OTLP over HTTP, such as "+
		"http://127.0.0.1:4318; without it nothing is traced")
	flags.Float64Var(&s.traceShare, "trace-share", 0.01, "`part` of the edits that are traced, from 0 to 1")
	s.regionSettings.add(flags)
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
		"task-rate": float64(s.taskRate), "audit-days": float64(s.auditDays)} {
		if !(value >= 0 && value <= 1e9) { // NaN is neither
			return fmt.Errorf("%w: --%s is a number from 0 to 1000000000", errUsage, flagName)
		}
	}
	if !s.demo && !s.demoDay.IsZero() {
		return fmt.Errorf("%w: --demo-day is for --demo", errUsage)
	}
	if s.workRate < 0 || s.workRate > time.Minute {
		return fmt.Errorf("%w: --work-rate is a time from 0 to 1m, such as 100ms", errUsage)
	}
	if !(s.traceShare >= 0 && s.traceShare <= 1) { // NaN is neither
		return fmt.Errorf("%w: --trace-share is a number from 0 to 1", errUsage)
	}
	if s.selfCheck != 0 && (s.selfCheck < time.Second || s.selfCheck > time.Hour) {
		return fmt.Errorf("%w: --self-check is a time from 1s to 1h, or 0", errUsage)
	}
	if s.auditDays > maxAuditDays {
		return fmt.Errorf("%w: --audit-days is at most %d; 0 keeps all", errUsage, maxAuditDays)
	}
	if s.drain < 0 || s.drain > maxDrain {
		return fmt.Errorf("%w: --drain is a time from 0 to %s", errUsage, maxDrain)
	}
	if s.commitInterval < 0 || s.commitInterval > time.Second {
		return fmt.Errorf("%w: --commit-interval is a time from 0 to 1s", errUsage)
	}
	if s.drillEvery < 0 || s.drillEvery > maxDrillEvery {
		return fmt.Errorf("%w: --drill-every is a time from 0 to %v", errUsage, maxDrillEvery)
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
