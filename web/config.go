package web

import (
	"context"
	"io"
	"log/slog"
	"net/netip"
	"time"

	"roomkey/internal/fair"
	"roomkey/plugins"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/webhooks"
)

// Config is what a Server needs. Store, Hub and Auth are required; the zero value of anything else works.
type Config struct {
	Store        *store.Store
	Hub          *realtime.Hub
	Auth         *Auth
	Tasks        *runner.Runner    // nil: there are no workflows here
	Plugins      *plugins.Registry // nil: none are kept here
	Webhooks     *webhooks.Sender  // whoever brings it runs it. nil: there are no webhooks here
	Origins      []string          // whose pages may use the cookie; those of Host, localhost and any address may too
	Host         string            // a name by which the server goes, besides those of Origins; "" for none
	Proxies      []netip.Prefix    // of whom X-Forwarded-For and X-Forwarded-Proto are believed; see ParseProxies
	MetricsToken string            // lets /metrics be read, and nobody without it; "" for this machine alone
	LoginRate    int               // sign-ins a minute and account; 0: 10, negative: unlimited
	AddressRate  int               // sign-ins a minute and address; 0: 60, negative: unlimited
	TaskRate     int               // tasks that a user may start or try again a minute; 0: 120, negative: unlimited
	Budget       *fair.Budget      // of work, by user and brokerage; nil: unlimited
	Metrics      *Metrics          // nil: its own
	Stats        *Stats            // of Metrics; whoever brings it runs it. nil: its own, which takes no samples
	// HasDemoAccounts says whether somebody can sign in with the demo's password, which is public; nil: nobody can.
	HasDemoAccounts func(context.Context) (bool, error)
	Ready           func() error     // says why the server can't serve yet; nil: it can
	Now             func() time.Time // nil: time.Now
	Random          io.Reader        // nil: crypto/rand
	Log             *slog.Logger     // nil: discard
}

func defaults(c *Config) {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = defaultRandom
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Metrics == nil {
		c.Metrics = NewMetrics()
	}
	if c.Stats == nil {
		c.Stats = NewStats(c.Metrics, c.Now)
	}
	if c.Ready == nil {
		c.Ready = func() error { return nil }
	}
	if c.LoginRate == 0 {
		c.LoginRate = loginsPerAccount
	}
	if c.AddressRate == 0 {
		c.AddressRate = loginsPerAddress
	}
	if c.TaskRate == 0 {
		c.TaskRate = tasksPerMinute
	}
}
