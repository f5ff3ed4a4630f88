package web

import (
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// newHandlers gives each subject what it needs of the configuration.
func (s *Server) newHandlers(c *Config) *handlers {
	audit := &auditLog{store: c.Store, now: c.Now, log: c.Log}
	rights := &rightsWatch{hub: c.Hub, log: c.Log}
	return &handlers{
		signIns:     signIns{store: c.Store, hub: c.Hub, auth: c.Auth, rates: s.rates, now: c.Now, random: c.Random},
		credentials: credentialList{store: c.Store, hub: c.Hub, audit: audit, now: c.Now, random: c.Random},
		people:      people{store: c.Store, auth: c.Auth, audit: audit, rights: rights, random: c.Random},
		teams:       teams{store: c.Store, audit: audit, rights: rights},
		catalog:     catalog{store: c.Store},
		feeds:       feeds{store: c.Store},
		reports:     clientErrors{metrics: c.Metrics, log: c.Log},
		records:     records{store: c.Store, hub: c.Hub},
		bulkEdits:   bulkEdits{store: c.Store, hub: c.Hub, now: c.Now, random: c.Random},
		bulkSync:    bulkSync{store: c.Store},
		exports:     exports{store: c.Store},
		tasks:       tasks{runner: c.Tasks},
		plugins:     pluginList{registry: c.Plugins},
	}
}

// build gives Fiber the routes: those of the table, the addresses outside /api/v1, and last what answers for all
// others.
func (s *Server) build(c *Config) error {
	s.routes = expand(table(s.newHandlers(c)))
	s.sizes = sizesOf(s.routes)
	for i := range s.routes {
		r := &s.routes[i]
		s.app.Add(r.method, r.pattern(), s.serve(r))
		if r.method == http.MethodGet {
			s.app.Add(http.MethodHead, r.pattern(), s.serve(r))
		}
	}
	docs, err := newDocsPage(openAPI)
	if err != nil {
		return err
	}
	health := &health{life: s.life, store: c.Store, ready: c.Ready, metrics: c.Metrics, token: c.MetricsToken}
	sockets := &socketDoor{life: s.life, auth: c.Auth, hub: c.Hub, origins: s.origins, proxies: s.proxies,
		metrics: c.Metrics, log: c.Log}
	s.app.Get("/api/docs", s.plain("/api/docs", docs.show))
	s.app.All("/api", s.plain("/api", s.noRoute))
	s.app.All("/api/*", s.plain("/api", s.noRoute))
	s.app.Get("/healthz", s.plain("/healthz", health.alive))
	s.app.Get("/readyz", s.plain("/readyz", health.readiness))
	s.app.Get("/metrics", s.plain("/metrics", health.showMetrics))
	s.app.Get("/sync", s.plain("/sync", sockets.upgrade()))
	s.app.Use(s.plain("page", s.site.page))
	return nil
}

// noRoute tells an address that nothing serves from one that is served for other methods.
func (s *Server) noRoute(f *fiber.Ctx) error {
	path := f.Path()
	var allowed []string
	for i := range s.routes {
		if fiber.RoutePatternMatch(path, s.routes[i].pattern(), fiber.Config{CaseSensitive: true, StrictRouting: true}) {
			allowed = append(allowed, s.routes[i].method)
		}
	}
	if allowed == nil {
		return errNoRoute
	}
	f.Set(fiber.HeaderAllow, strings.Join(allowed, ", "))
	return fiber.ErrMethodNotAllowed
}
