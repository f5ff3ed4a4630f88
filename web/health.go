package web

import (
	"crypto/subtle"
	"errors"
	"fmt"
	"net/http"
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
	token   string // lets metrics be read from elsewhere than this machine; "" for nobody
}

// showMetrics serves this machine, and elsewhere who has the token. What a proxy passed on is not from this machine,
// even if the proxy is, nor is what a page of a stranger's name has a browser here ask for.
func (h *health) showMetrics(f *fiber.Ctx) error {
	forwarded := f.Get("X-Forwarded-For") != "" || f.Get("Forwarded") != ""
	local := f.Context().RemoteIP().IsLoopback() && !forwarded && h.origins.ours(string(f.Request().Host()))
	token, _ := strings.CutPrefix(f.Get(fiber.HeaderAuthorization), "Bearer ")
	known := h.token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(h.token)) == 1
	if !local && !known {
		return crm.Errorf(crm.CodeForbidden, "metrics are for this machine, or for who has the token")
	}
	return h.metrics.handler(f)
}

// errStarting is why a server is not ready that has just begun. Whoever looks after it asks until it is, so that is no
// failure.
var errStarting = errors.New("the server is starting")

// alive says that the process answers; readiness that it can serve.
func (h *health) alive(f *fiber.Ctx) error {
	return f.Status(http.StatusOK).SendString("ok\n")
}

func (h *health) readiness(f *fiber.Ctx) error {
	if h.life.draining.Load() {
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
