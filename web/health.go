package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	"roomkey/store"
)

// health answers whoever looks after the server.
type health struct {
	life    *lifetime
	store   *store.Store
	ready   func() error
	metrics *Metrics
	origins *origins
	proxies proxies
	token   string // lets metrics be read, from this machine too; "" for this machine alone
}

// showMetrics serves who has the token; without a token, this machine. What a proxy passed on is not from this machine,
// even if the proxy is and says nothing of it, nor is what a page of a stranger's name has a browser here ask for. A
// proxy here that says nothing, is not on the operator's list and asks by an address looks like this machine: only a
// token tells it apart, and so nobody is served without one where there is one.
func (h *health) showMetrics(f *fiber.Ctx) error {
	local := h.token == "" && f.Context().RemoteIP().IsLoopback() && !h.isForwarded(f) && h.origins.ours(string(f.Request().Host()))
	token, _ := strings.CutPrefix(f.Get(fiber.HeaderAuthorization), "Bearer ")
	known := h.token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(h.token)) == 1
	if !local && !known {
		return crm.Errorf(crm.CodeForbidden, "metrics are for this machine, or for who has the token")
	}
	return h.metrics.handler(f)
}

// passing are headers by which proxies tell that they passed a request on.
var passing = []string{"X-Forwarded-For", "X-Forwarded-Host", "X-Forwarded-Proto", "X-Real-Ip", "Forwarded", "Via"}

// isForwarded reports whether a request may come from elsewhere by a proxy: it says so, or a proxy on the operator's
// list has this address, or it asks for a public name of the server, which this machine need not use.
func (h *health) isForwarded(f *fiber.Ctx) bool {
	return h.proxies.trust(peerOf(f)) || h.origins.isPublic(string(f.Request().Host())) ||
		slices.ContainsFunc(passing, func(name string) bool { return f.Get(name) != "" })
}

// errStarting is why a server is not ready that has just begun. Whoever looks after it asks until it is, so that is no
// failure.
var errStarting = errors.New("the server is starting")

// alive says that the process answers; readiness that it can serve.
func (h *health) alive(f *fiber.Ctx) error {
	return f.Status(http.StatusOK).SendString("ok\n")
}

func (h *health) readiness(f *fiber.Ctx) error {
	if h.life.draining.Load() || h.life.leaving.Load() {
		return errDraining
	}
	if err := h.store.Failed(); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "not ready any more", Err: err}
	}
	if err := h.ready(); err != nil {
		return &crm.Error{Code: crm.CodeUnavailable, Message: "not ready yet",
			Err: fmt.Errorf("%w: %w", errStarting, err)}
	}
	return f.Status(http.StatusOK).SendString("ready\n")
}
