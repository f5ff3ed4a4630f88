package web

import (
	"bytes"
	"net"
	"net/netip"
	"strings"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
)

// maxHops is how many proxies a request is believed to have passed.
const maxHops = 16

// proxies are the networks of the proxies before this server. Only what they say of a request is believed, and of that
// only what a client can't have written: X-Forwarded-For is read from its end, where the nearest proxy adds whom it
// heard, up to the first that is no proxy of ours. Anybody may have sent what stands before that.
type proxies []netip.Prefix

// ParseProxies reads networks (CIDR) and addresses with commas between, as Config.Proxies takes them; "" is none. The
// error is invalid. A network of all addresses is refused: then anybody could be anybody.
func ParseProxies(text string) ([]netip.Prefix, error) {
	if text == "" {
		return nil, nil
	}
	var list []netip.Prefix
	for item := range strings.SplitSeq(text, ",") {
		network, err := netip.ParsePrefix(item)
		if addr, lone := netip.ParseAddr(item); lone == nil && addr.Zone() == "" {
			network, err = netip.PrefixFrom(addr, addr.BitLen()), nil
		}
		if err != nil || network.Bits() == 0 || network.Addr().Is4In6() || network.Masked() != network {
			return nil, crm.Invalid("proxies", "%q is not a network such as 10.0.0.0/8", clip(item))
		}
		list = append(list, network)
	}
	return list, nil
}

func (p proxies) trust(addr netip.Addr) bool {
	for _, network := range p {
		if network.Contains(addr) {
			return true
		}
	}
	return false
}

// client is whose request it is that came from peer with this X-Forwarded-For: peer's own, or where that is a proxy,
// that of the last hop which is none. What can't be read ends the search at the proxy that passed it on.
func (p proxies) client(peer netip.Addr, forwarded string) netip.Addr {
	at := peer
	for range maxHops {
		if !p.trust(at) || forwarded == "" {
			break
		}
		rest, last := cutLast(forwarded)
		hop, ok := parseHop(last)
		if !ok {
			break
		}
		at, forwarded = hop, rest
	}
	return at
}

// cutLast takes the last item off a list with commas between.
func cutLast(list string) (rest, last string) {
	at := strings.LastIndexByte(list, ',')
	return list[:max(at, 0)], strings.TrimSpace(list[at+1:])
}

// parseHop reads an address, with or without a port, as proxies write it.
func parseHop(text string) (netip.Addr, bool) {
	if with, err := netip.ParseAddrPort(text); err == nil {
		return plainAddr(with.Addr()), true
	}
	addr, err := netip.ParseAddr(text)
	return plainAddr(addr), err == nil
}

func plainAddr(addr netip.Addr) netip.Addr { return addr.Unmap().WithZone("") }

// scheme is how the client's own request was sent: secure says it of peer's, and where that is a proxy, its word on
// X-Forwarded-Proto counts, which is the last one.
func (p proxies) scheme(peer netip.Addr, secure bool, forwarded string) string {
	if p.trust(peer) {
		switch _, word := cutLast(strings.ToLower(forwarded)); word {
		case "http", "https":
			return word
		}
	}
	if secure {
		return "https"
	}
	return "http"
}

// peerOf is the address at the other end of a request's connection.
func peerOf(f *fiber.Ctx) netip.Addr {
	if tcp, ok := f.Context().RemoteAddr().(*net.TCPAddr); ok {
		return plainAddr(tcp.AddrPort().Addr())
	}
	return netip.Addr{}
}

// clientOf is the address of who sent a request.
func (p proxies) clientOf(f *fiber.Ctx) netip.Addr {
	return p.client(peerOf(f), joined(f, fiber.HeaderXForwardedFor))
}

// schemeOf is how who sent a request reached us, or a proxy of ours: "http" or "https".
func (p proxies) schemeOf(f *fiber.Ctx) string {
	return p.scheme(peerOf(f), f.Context().IsTLS(), joined(f, fiber.HeaderXForwardedProto))
}

// joined is a header that may have several lines as the one list that they stand for.
func joined(f *fiber.Ctx, name string) string {
	return string(bytes.Join(f.Request().Header.PeekAll(name), []byte(",")))
}
