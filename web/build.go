package web

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// newHandlers gives each subject what it needs of the configuration.
func newHandlers(c *Config, rates *rates) *handlers {
	audit := newAuditLog(c)
	rights := &rightsWatch{hub: c.Hub, log: c.Log}
	signIns := signIns{store: c.Store, hub: c.Hub, auth: c.Auth, rates: rates, audit: audit, now: c.Now,
		random: c.Random}
	own := &credentialList{store: c.Store, hub: c.Hub, auth: c.Auth, audit: audit, now: c.Now, random: c.Random}
	return &handlers{
		about:     about{c.HasDemoAccounts},
		signIns:   signIns,
		invited:   invited{signIns},
		tokens:    brokerageTokens{c.Store, c.Hub, audit},
		sessions:  brokerageSessions{c.Store, own, audit},
		auditView: auditView{c.Store},
		privacy: privacy{store: c.Store, hub: c.Hub, records: records{store: c.Store, hub: c.Hub}, audit: audit,
			now: c.Now},
		stats:       adminStats{c.Store, c.Stats, c.Now},
		connections: liveConnections{c.Store, c.Hub},
		credentials: own,
		people: people{store: c.Store, auth: c.Auth, audit: audit, rights: rights, rates: rates,
			random: c.Random},
		invitations: invitations{store: c.Store, audit: audit, now: c.Now, random: c.Random},
		teams:       teams{store: c.Store, audit: audit, rights: rights},
		brokerage:   brokerage{c.Store, audit},
		catalog:     catalog{store: c.Store},
		feeds:       feeds{store: c.Store},
		preferences: preferences{c.Store},
		calendars:   calendars{store: c.Store, auth: c.Auth, audit: audit},
		savedViews:  savedViews{c.Store},
		webhooks:    webhookList{store: c.Store, sender: c.Webhooks, audit: audit, now: c.Now, random: c.Random},
		figures:     newFigures(c),
		reports:     clientErrors{metrics: c.Metrics, log: c.Log},
		records:     records{store: c.Store, hub: c.Hub},
		bulkEdits:   bulkEdits{store: c.Store, hub: c.Hub, now: c.Now, random: c.Random},
		bulkSync:    bulkSync{store: c.Store},
		exports:     exports{store: c.Store},
		tasks:       &tasks{runner: c.Tasks, store: c.Store},
		files:       files{store: c.Store, random: c.Random},
		plugins:     pluginList{registry: c.Plugins},
	}
}

// build gives Fiber the routes: those of the table, the addresses outside /api/v1, and last what answers for all
// others.
func build(app *fiber.App, d *dispatcher, routes routeList, c *Config, site *site) {
	for i := range routes {
		r := &routes[i]
		app.Add(r.method, r.pattern(), d.serve(r))
		if r.method == http.MethodGet {
			app.Add(http.MethodHead, r.pattern(), d.serve(r))
		}
	}
	health := &health{life: d.life, store: c.Store, ready: c.Ready, metrics: c.Metrics, origins: d.origins,
		proxies: d.proxies, token: c.MetricsToken}
	sockets := &socketDoor{life: d.life, auth: c.Auth, hub: c.Hub, origins: d.origins, proxies: d.proxies,
		metrics: c.Metrics, log: c.Log}
	app.Get("/api/docs", d.plain("/api/docs", newDocsPage(openAPI).show))
	app.All("/api", d.plain("/api", routes.none))
	app.All("/api/*", d.plain("/api", routes.none))
	app.Get("/healthz", d.plain("/healthz", health.alive))
	app.Get("/readyz", d.plain("/readyz", health.readiness))
	app.Get("/metrics", d.plain("/metrics", health.showMetrics))
	app.Get("/sync", d.plain("/sync", sockets.upgrade()))
	polls := &pollDoor{life: d.life, auth: c.Auth, hub: c.Hub, work: d.work, metrics: c.Metrics, random: c.Random,
		now: c.Now, log: c.Log, polls: make(map[string]*poll), closed: make(map[crm.ID][]string)}
	app.Post("/sync/poll", d.plain("/sync/poll", polls.open))
	app.Post(pollSendPath, d.plain(pollSendPath, polls.send))
	app.Post("/sync/poll/receive", d.plain("/sync/poll/receive", polls.receive))
	app.Post("/sync/poll/close", d.plain("/sync/poll/close", polls.close))
	app.Use(d.plain("page", site.page))
}

// routeList is all routes.
type routeList []route

// none tells an address that nothing serves from one that is served for other methods.
func (l routeList) none(f *fiber.Ctx) error {
	path := f.Path()
	var allowed []string
	for i := range l {
		if fiber.RoutePatternMatch(path, l[i].pattern(), fiber.Config{CaseSensitive: true, StrictRouting: true}) {
			allowed = append(allowed, l[i].method)
		}
	}
	if allowed == nil {
		return errNoRoute
	}
	f.Set(fiber.HeaderAllow, strings.Join(allowed, ", "))
	return fiber.ErrMethodNotAllowed
}
