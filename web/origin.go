package web

import (
	"log/slog"
	"net/netip"
	"net/url"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// origins decides which pages may speak to the server with the cookie. An origin is compared whole: scheme, host and
// port, as RFC 6454 writes it.
type origins struct {
	allowed map[string]bool
	names   map[string]bool // by which the server goes, without ports: those of allowed, and more
	public  map[string]bool // those of allowed that lead here from elsewhere
}

// CheckOrigins says what is wrong with a list that Config.Origins is to be; the error is invalid.
func CheckOrigins(list []string) error {
	_, err := newOrigins(list, "")
	return err
}

// newOrigins checks the operator's list. "*", "null" and whatever is not exactly an origin is refused. name is one by
// which the server goes too; "" for none.
func newOrigins(list []string, name string) (*origins, error) {
	o := &origins{allowed: make(map[string]bool, len(list)), public: make(map[string]bool),
		names: map[string]bool{"localhost": true, strings.ToLower(name): true}}
	for _, origin := range list {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "*") ||
			u.Scheme+"://"+u.Host != origin || origin != strings.ToLower(origin) {
			return nil, crm.Invalid("origins", "%q is not an origin such as https://crm.example.com", clip(origin))
		}
		o.allowed[origin], o.names[u.Hostname()] = true, true
		if _, err := netip.ParseAddr(u.Hostname()); err != nil && u.Hostname() != "localhost" {
			o.public[u.Hostname()] = true
		}
	}
	return o, nil
}

// check refuses a page of this origin, unless it may use the cookie: the origin is on the list, or it is this server's
// own, that is the scheme and host (with port) which the request itself was sent to. scheme is "http" or "https".
func (o *origins) check(origin, scheme, host string) error {
	switch {
	case o.allowed[origin]:
		return nil
	case host == "" || origin != scheme+"://"+strings.ToLower(host):
		return errOrigin
	case !o.ours(host):
		return crm.Errorf(crm.CodeForbidden,
			"this server does not go by the name %q; its operator lists its origins in --origins", clip(host))
	}
	return nil
}

// ours reports whether the server goes by the host of a request, which may have a port. Anybody can have a name of
// theirs point to the address of this server, and make their page's requests to it those of its own origin (DNS
// rebinding). An address points nowhere else, and localhost is nobody's.
func (o *origins) ours(host string) bool {
	u := url.URL{Host: host}
	name := strings.ToLower(u.Hostname())
	if _, err := netip.ParseAddr(name); err == nil {
		return true
	}
	return name != "" && o.names[name]
}

// isPublic reports whether a host is a name on the operator's list, by which the server is asked from elsewhere.
func (o *origins) isPublic(host string) bool {
	u := url.URL{Host: host}
	return o.public[strings.ToLower(u.Hostname())]
}

// noteOrigin logs whose page was refused, so that an operator finds a name that --origins lacks.
func noteOrigin(log *slog.Logger, f *fiber.Ctx) {
	log.Warn("origin refused", "request", requestOf(f), "origin", clip(f.Get(fiber.HeaderOrigin)), "host",
		clip(string(f.Request().Host())))
}

// errOrigin answers a page of another site.
var errOrigin = crm.Errorf(crm.CodeForbidden, "this origin may not do this")
