// Package publicnet connects to public addresses alone: no name that a stranger chose leads to this machine, its
// network or a cloud's metadata service. It looks at the address itself, after the name was resolved and before the
// connection is made, so a name that changes its address in between gains nothing. An IPv6 address that stands for one
// of IPv4 is judged like that one.
//
// The package knows nothing of HTTP. For example:
//
//	dial := publicnet.Dialer(publicnet.Config{Timeout: 5 * time.Second})
//	conn, err := dial.DialContext(ctx, "tcp", "hooks.example.com:443")
//	if publicnet.Refused(err) { … }
package publicnet

import (
	"errors"
	"net"
	"net/netip"
	"time"

	"code.dny.dev/ssrf"
)

// Config configures a dialer. Its zero value is right for a server, but for the missing Timeout.
type Config struct {
	Timeout  time.Duration  // of a connection, with the look-up of the name
	Resolver *net.Resolver  // nil: the system's
	Networks []netip.Prefix // special networks that the operator allows; nil: none
}

// Dialer returns a dialer that refuses every address in IANA's registries of special-purpose addresses, except those in
// c.Networks. Any port will do. It is safe for concurrent use.
func Dialer(c Config) *net.Dialer {
	var four, six []netip.Prefix
	for _, network := range c.Networks {
		if network.Addr().Is4() {
			four = append(four, network)
		} else {
			six = append(six, network)
		}
	}
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(four...), ssrf.WithAllowedV6Prefixes(six...))
	return &net.Dialer{Timeout: c.Timeout, Resolver: c.Resolver, Control: guard.Safe}
}

// Refused reports whether an error of a dialer, or of what uses it, says that the address is not a public one.
func Refused(err error) bool {
	return errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork)
}
