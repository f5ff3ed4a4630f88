package web

import (
	"strings"
	"time"

	"github.com/gofiber/fiber/v2"
)

// refreshCookie holds the refresh token. It is sent with every request to this host (the socket's upgrade is at /sync),
// and read by three of them: refresh, logout and the upgrade.
const refreshCookie = "roomkey_refresh"

// setRefresh gives the client its refresh token. The cookie is for https alone where the page came by https, whether TLS
// ends here or at a proxy before us: the Origin, checked before, says so.
func (s *Server) setRefresh(c *call, token string, expires time.Time) {
	c.fiber.Cookie(&fiber.Cookie{
		Name: refreshCookie, Value: token, Path: "/", Expires: expires, HTTPOnly: true, Secure: s.secure(c),
		SameSite: fiber.CookieSameSiteStrictMode,
	})
}

func (s *Server) clearRefresh(c *call) {
	c.fiber.Cookie(&fiber.Cookie{
		Name: refreshCookie, Path: "/", Expires: time.Unix(1, 0), HTTPOnly: true, Secure: s.secure(c),
		SameSite: fiber.CookieSameSiteStrictMode,
	})
}

func (s *Server) secure(c *call) bool {
	return s.schemeOf(c.fiber) == "https" || strings.HasPrefix(c.header(fiber.HeaderOrigin), "https://")
}
