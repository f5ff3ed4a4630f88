package web

import (
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"
)

// refreshCookie holds the refresh token. It is sent with every request to this host (the socket's upgrade is at /sync),
// and read by three of them: refresh, logout and the upgrade.
const refreshCookie = "roomkey_refresh"

// source is where a request came from. What its methods give was copied out of Fiber's memory.
type source struct {
	fiber   *fiber.Ctx
	proxies proxies
}

// address is that of who sent the request.
func (s source) address() netip.Addr { return s.proxies.clientOf(s.fiber) }

// agent is what the browser calls itself.
func (s source) agent() string { return strings.Clone(s.fiber.Get(fiber.HeaderUserAgent)) }

// cookie is the refresh cookie; "" where there is none.
func (s source) cookie() string { return strings.Clone(s.fiber.Cookies(refreshCookie)) }

// deviceMarks is the cookie of the device; "" where there is none.
func (s source) deviceMarks() string { return strings.Clone(s.fiber.Cookies(deviceCookie)) }

// secure says whether the page came by https, whether TLS ends here or at a proxy before us: the Origin, checked
// before, says so.
func (s source) secure() bool {
	return s.proxies.schemeOf(s.fiber) == "https" || strings.HasPrefix(s.fiber.Get(fiber.HeaderOrigin), "https://")
}
