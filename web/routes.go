package web

import (
	"context"
	"net/http"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// access is what a route asks of the credential, before the handler asks [crm.User.May] of the record.
type access int

const (
	open    access = iota // nobody needs to be known
	reads                 // any credential
	writes                // an access token, or a personal token with the scope write
	owns                  // an access token: who signed in with a password
	manages               // the broker role, by any credential for reading and one that may write for the rest
)

// route is one line of the table: an address, who may call it and what answers.
type route struct {
	method string
	path   string // below /api/v1; {type} stands for each plural of the schema
	access access
	handle func(*Server, context.Context, *call) error
	slow   bool            // may take minutes rather than seconds
	secret bool            // the answer holds a secret, and is never stored for its Idempotency-Key
	kind   *crm.RecordType // what {type} stands for
}

// table is every route under /api/v1. What it doesn't name answers 404.
var table = []route{
	{method: "POST", path: "/auth/login", access: open, handle: (*Server).login, secret: true},
	{method: "POST", path: "/auth/refresh", access: open, handle: (*Server).refresh, secret: true},
	{method: "POST", path: "/auth/logout", access: open, handle: (*Server).logout, secret: true},
	{method: "GET", path: "/me", access: reads, handle: (*Server).me},
	{method: "GET", path: "/tokens", access: reads, handle: (*Server).listTokens},
	{method: "POST", path: "/tokens", access: owns, handle: (*Server).createToken, secret: true},
	{method: "DELETE", path: "/tokens/{id}", access: owns, handle: (*Server).deleteToken},
	{method: "GET", path: "/sessions", access: reads, handle: (*Server).listSessions},
	{method: "DELETE", path: "/sessions/{id}", access: owns, handle: (*Server).deleteSession},
	{method: "GET", path: "/schema", access: reads, handle: (*Server).schema},
	{method: "GET", path: "/openapi.json", access: open, handle: (*Server).showOpenAPI},

	{method: "GET", path: "/users", access: manages, handle: (*Server).listUsers},
	{method: "POST", path: "/users", access: manages, handle: (*Server).createUser},
	{method: "GET", path: "/users/{id}", access: manages, handle: (*Server).getUser},
	{method: "PATCH", path: "/users/{id}", access: manages, handle: (*Server).patchUser},
	{method: "DELETE", path: "/users/{id}", access: manages, handle: (*Server).deleteUser},
	{method: "GET", path: "/teams", access: manages, handle: (*Server).listTeams},
	{method: "POST", path: "/teams", access: manages, handle: (*Server).createTeam},
	{method: "GET", path: "/teams/{id}", access: manages, handle: (*Server).getTeam},
	{method: "PATCH", path: "/teams/{id}", access: manages, handle: (*Server).patchTeam},
	{method: "DELETE", path: "/teams/{id}", access: manages, handle: (*Server).deleteTeam},
	{method: "GET", path: "/people", access: reads, handle: (*Server).listPeople},

	{method: "GET", path: "/catalog", access: reads, handle: (*Server).catalog},
	{method: "POST", path: "/sync/bulk", access: reads, handle: (*Server).syncBulk, slow: true, secret: true},
	{method: "GET", path: "/activity", access: reads, handle: (*Server).activity},
	{method: "GET", path: "/notifications", access: reads, handle: (*Server).listNotifications},
	{method: "POST", path: "/notifications/read", access: writes, handle: (*Server).readNotifications},
	{method: "GET", path: "/export/{type}.csv", access: reads, handle: (*Server).export, slow: true},
	{method: "POST", path: "/client-errors", access: reads, handle: (*Server).clientErrors, secret: true},
	{method: "POST", path: "/bulk", access: writes, handle: (*Server).bulk, slow: true},
	{method: "POST", path: "/undo/{token}", access: writes, handle: (*Server).undo, slow: true},

	{method: "GET", path: "/workflows", access: reads, handle: (*Server).listWorkflows},
	{method: "GET", path: "/tasks", access: reads, handle: (*Server).listTasks},
	{method: "POST", path: "/tasks", access: writes, handle: (*Server).startTask},
	{method: "GET", path: "/tasks/{id}", access: reads, handle: (*Server).getTask},
	{method: "POST", path: "/tasks/{id}/cancel", access: writes, handle: (*Server).cancelTask},
	{method: "POST", path: "/tasks/{id}/retry", access: writes, handle: (*Server).retryTask},
	{method: "POST", path: "/tasks/{id}/accept", access: writes, handle: (*Server).acceptTask, slow: true},
	{method: "POST", path: "/tasks/{id}/reject", access: writes, handle: (*Server).rejectTask, slow: true},
	{method: "POST", path: "/tasks/{id}/undo", access: writes, handle: (*Server).undoTask, slow: true},

	{method: "GET", path: "/plugins", access: manages, handle: (*Server).listPlugins},
	{method: "POST", path: "/plugins", access: manages, handle: (*Server).installPlugin, slow: true},
	{method: "DELETE", path: "/plugins/{id}", access: manages, handle: (*Server).removePlugin},
	{method: "POST", path: "/plugins/{id}/grants", access: manages, handle: (*Server).grantPlugin},

	{method: "GET", path: "/{type}", access: reads, handle: (*Server).listRecords},
	{method: "POST", path: "/{type}", access: writes, handle: (*Server).createRecord},
	{method: "GET", path: "/{type}/{id}", access: reads, handle: (*Server).getRecord},
	{method: "PATCH", path: "/{type}/{id}", access: writes, handle: (*Server).patchRecord},
	{method: "DELETE", path: "/{type}/{id}", access: writes, handle: (*Server).deleteRecord},
	{method: "POST", path: "/{type}/{id}/archive", access: writes, handle: (*Server).archiveRecord},
	{method: "POST", path: "/{type}/{id}/restore", access: writes, handle: (*Server).restoreRecord},
	{method: "POST", path: "/{type}/{id}/transfer", access: writes, handle: (*Server).transferRecord},
	{method: "GET", path: "/{type}/{id}/history", access: reads, handle: (*Server).recordHistory},
	{method: "GET", path: "/{type}/{id}/at/{heads}", access: reads, handle: (*Server).recordAt},
	{method: "POST", path: "/{type}/{id}/revert", access: writes, handle: (*Server).revertRecord},
	{method: "POST", path: "/{type}/{id}/notes", access: writes, handle: (*Server).addNote},
}

// expand makes one route per record type of those that name {type}.
func expand(table []route) []route {
	var routes []route
	for _, r := range table {
		if !strings.Contains(r.path, "{type}") {
			routes = append(routes, r)
			continue
		}
		for _, kind := range crm.Types {
			typed := r
			typed.kind, typed.path = kind, strings.ReplaceAll(r.path, "{type}", kind.Plural)
			routes = append(routes, typed)
		}
	}
	return routes
}

// pattern is the route's address as Fiber writes it.
func (r *route) pattern() string {
	return apiPath + strings.NewReplacer("{", ":", "}", "").Replace(r.path)
}

// build gives Fiber the routes: those of the table and their description, the addresses outside /api/v1, and last what
// answers for all others.
func (s *Server) build() (err error) {
	s.routes = expand(table)
	if s.openAPI, err = openAPI(s.routes); err != nil {
		return err
	}
	if s.docs, err = newDocsPage(s.openAPI); err != nil {
		return err
	}
	for i := range s.routes {
		r := &s.routes[i]
		s.app.Add(r.method, r.pattern(), s.serve(r))
		if r.method == http.MethodGet {
			s.app.Add(http.MethodHead, r.pattern(), s.serve(r))
		}
	}
	s.app.Get("/api/docs", s.plain("/api/docs", s.showDocs))
	s.app.All("/api", s.plain("/api", s.noRoute))
	s.app.All("/api/*", s.plain("/api", s.noRoute))
	s.app.Get("/healthz", s.plain("/healthz", s.healthz))
	s.app.Get("/readyz", s.plain("/readyz", s.readyz))
	s.app.Get("/metrics", s.plain("/metrics", s.showMetrics))
	s.app.Get("/sync", s.plain("/sync", s.upgrade()))
	s.app.Use(s.plain("page", s.page))
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
