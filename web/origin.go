package web

import (
	"net/url"
	"strings"

	"roomkey/crm"
)

// origins decides which pages may speak to the server with the cookie. An origin is compared whole: scheme, host and
// port, as RFC 6454 writes it.
type origins struct{ allowed map[string]bool }

// CheckOrigins says what is wrong with a list that Config.Origins is to be; the error is invalid.
func CheckOrigins(list []string) error {
	_, err := newOrigins(list)
	return err
}

// newOrigins checks the operator's list. "*", "null" and whatever is not exactly an origin is refused.
func newOrigins(list []string) (*origins, error) {
	o := &origins{allowed: make(map[string]bool, len(list))}
	for _, origin := range list {
		u, err := url.Parse(origin)
		if err != nil || u.Scheme != "http" && u.Scheme != "https" || u.Host == "" || strings.Contains(u.Host, "*") ||
			u.Scheme+"://"+u.Host != origin || origin != strings.ToLower(origin) {
			return nil, crm.Invalid("origins", "%q is not an origin such as https://crm.example.com", clip(origin))
		}
		o.allowed[origin] = true
	}
	return o, nil
}

// allow reports whether a page of this origin may use the cookie: it is on the list, or it is this server's own, that
// is the scheme and host (with port) which the request itself was sent to. scheme is "http" or "https".
func (o *origins) allow(origin, scheme, host string) bool {
	if origin == "" {
		return false
	}
	return o.allowed[origin] || host != "" && origin == scheme+"://"+strings.ToLower(host)
}

// errOrigin answers a page of another site.
var errOrigin = crm.Errorf(crm.CodeForbidden, "this origin may not do this")
