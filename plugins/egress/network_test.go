package egress_test

import (
	"context"
	"crypto/x509"
	"net"
	"net/http"
	"net/http/httptest"
	"net/netip"
	"strings"
	"sync"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"roomkey/plugins/egress"
)

// network is a name server, and a web server that answers by https under every name.
type network struct {
	testing.TB
	port   string
	client *egress.Client

	mu    sync.Mutex
	names map[string]netip.Addr // guarded by mu
}

// point sets the address of a name.
func (w *network) point(name, address string) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.names[name] = netip.MustParseAddr(address)
}

func (w *network) address(name string) netip.Addr {
	w.mu.Lock()
	defer w.mu.Unlock()
	if address, ok := w.names[name]; ok {
		return address
	}
	return netip.MustParseAddr("127.0.0.1")
}

// newNetwork lets the client reach the given networks in addition to public ones.
func newNetwork(t testing.TB, handler http.HandlerFunc, networks ...netip.Prefix) *network {
	t.Helper()
	server := httptest.NewTLSServer(handler) // its certificate is for example.com and *.example.com
	t.Cleanup(server.Close)
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	if err != nil {
		t.Fatal(err)
	}
	roots := x509.NewCertPool()
	roots.AddCert(server.Certificate())
	w := &network{TB: t, port: port, names: map[string]netip.Addr{}}
	w.client = egress.New(egress.Config{Resolver: w.resolver(), Roots: roots, Networks: networks})
	t.Cleanup(w.client.Close)
	return w
}

var loopback = netip.MustParsePrefix("127.0.0.0/8")

// host returns a name with the port, as URLs and rules have it.
func (w *network) host(name string) string { return name + ":" + w.port }

func (w *network) url(name, path string) string { return "https://" + w.host(name) + path }

// resolver returns a resolver with a name server on this machine that knows w.names. Any other name resolves to
// 127.0.0.1.
func (w *network) resolver() *net.Resolver {
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		w.Fatal(err)
	}
	served := make(chan struct{})
	go func() { defer close(served); w.serveNames(conn) }()
	w.Cleanup(func() { conn.Close(); <-served })
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		return new(net.Dialer).DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

func (w *network) serveNames(conn net.PacketConn) {
	buffer := make([]byte, 1500)
	for {
		n, from, err := conn.ReadFrom(buffer)
		if err != nil {
			return
		}
		var query dnsmessage.Message
		if query.Unpack(buffer[:n]) != nil || len(query.Questions) != 1 {
			continue
		}
		asked := query.Questions[0]
		address := w.address(strings.TrimSuffix(asked.Name.String(), "."))
		answer := dnsmessage.Message{Header: dnsmessage.Header{ID: query.ID, Response: true, Authoritative: true},
			Questions: query.Questions}
		head := dnsmessage.ResourceHeader{Name: asked.Name, Class: dnsmessage.ClassINET, TTL: 1}
		switch {
		case asked.Type == dnsmessage.TypeA && address.Is4():
			answer.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AResource{A: address.As4()}}}
		case asked.Type == dnsmessage.TypeAAAA && address.Is6():
			answer.Answers = []dnsmessage.Resource{{Header: head, Body: &dnsmessage.AAAAResource{AAAA: address.As16()}}}
		}
		packed, err := answer.Pack()
		if err == nil {
			_, _ = conn.WriteTo(packed, from)
		}
	}
}
