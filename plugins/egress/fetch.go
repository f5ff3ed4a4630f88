package egress

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"maps"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"time"

	"roomkey/crm"
	"roomkey/internal/publicnet"
)

// Time limits of one exchange.
const (
	connectTime = 5 * time.Second
	fetchTime   = 30 * time.Second // including all redirects
	idleTime    = 30 * time.Second // of an idle connection
)

// Config configures a Client. Its zero value is right for a server.
type Config struct {
	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // nil: the system's
	Networks []netip.Prefix // special networks that the operator allows; nil: none
}

// Client makes requests. It is safe for concurrent use.
type Client struct{ http *http.Client }

// New returns a client.
func New(config Config) *Client {
	// The host in Rules includes the port.
	dialer := publicnet.Dialer(publicnet.Config{Timeout: connectTime, Resolver: config.Resolver,
		Networks: config.Networks})
	return &Client{http: &http.Client{
		Timeout: fetchTime,
		Transport: &http.Transport{
			DialContext:         dialer.DialContext,
			TLSClientConfig:     &tls.Config{RootCAs: config.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: fetchTime, IdleConnTimeout: idleTime,
			MaxIdleConnsPerHost:    2,
			MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close closes idle connections.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Fetch sends a request and follows redirects within the rules. The error is a crm.Error: invalid or too_large with the
// field at fault, forbidden if the rules or the address forbid the request, unavailable if the host can't be reached.
// No error contains an address or a secret.
func (c *Client) Fetch(ctx context.Context, rules Rules, r Request) (*Response, error) {
	body, err := r.check()
	if err != nil {
		return nil, err
	}
	target, err := rules.target(r.URL)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, fetchTime)
	defer cancel()
	hop := hop{rules: &rules, method: r.Method, url: target, headers: r.Headers, body: body}
	for range maxRedirects + 1 {
		answer, err := c.exchange(ctx, &hop)
		if err != nil {
			return nil, err
		}
		next := answer.Header.Get("Location")
		if !redirects(answer.StatusCode) || next == "" {
			return c.read(&rules, answer)
		}
		_ = answer.Body.Close()
		if err := hop.follow(answer.StatusCode, next); err != nil {
			return nil, err
		}
	}
	return nil, crm.Errorf(crm.CodeUnavailable, "the host redirects too often")
}

// exchange sends one request and does not follow redirects.
func (c *Client) exchange(ctx context.Context, h *hop) (*http.Response, error) {
	request, err := h.request(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(request)
	switch {
	case err == nil:
		return answer, nil
	case publicnet.Refused(err):
		return nil, crm.Errorf(crm.CodeForbidden, "the host is at a private address")
	}
	return nil, unreachable(err)
}

// unreachable hides the cause's text, which contains the address.
func unreachable(err error) error {
	message := "the host can't be reached"
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
		message = "the host takes too long"
	}
	return &crm.Error{Code: crm.CodeUnavailable, Message: message}
}

// read reads the answer, up to its limit.
func (c *Client) read(rules *Rules, answer *http.Response) (*Response, error) {
	defer answer.Body.Close()
	body, err := io.ReadAll(io.LimitReader(answer.Body, maxAnswerBytes+1))
	switch {
	case err != nil:
		return nil, unreachable(err)
	case len(body) > maxAnswerBytes:
		return nil, crm.Errorf(crm.CodeTooLarge, "the answer has more than %d bytes", maxAnswerBytes)
	}
	return rules.respond(answer, body), nil
}

func redirects(status int) bool {
	switch status {
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect,
		http.StatusPermanentRedirect:
		return true
	}
	return false
}

// hop is one request of a chain of redirects. It still has the names of secrets in it.
type hop struct {
	rules   *Rules
	method  string
	url     *url.URL
	headers map[string]string
	body    []byte
}

// request inserts the secrets.
func (h *hop) request(ctx context.Context) (*http.Request, error) {
	plain := func(s string) string { return s }
	address, err := h.rules.fillURL(h.url.String(), h.url.Host)
	if err != nil {
		return nil, err
	}
	body, err := h.rules.fill(string(h.body), h.url.Host, plain)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, h.method, address, bytes.NewReader([]byte(body)))
	if err != nil || request.URL.Host != h.url.Host {
		return nil, crm.Invalid("url", "is not an absolute address")
	}
	for name, value := range h.headers {
		filled, err := h.rules.fill(value, h.url.Host, plain)
		if err != nil {
			return nil, err
		}
		request.Header.Set(name, filled)
	}
	if request.Header.Get("User-Agent") == "" {
		request.Header.Set("User-Agent", "roomkey")
	}
	return request, nil
}

// follow turns h into the request that a redirect asks for. If the host changes, the new request has no header that
// names a secret or holds a credential; browsers do the same.
func (h *hop) follow(status int, location string) error {
	next, err := url.Parse(location)
	// the answering host does not decide where secrets go
	if err != nil || hasPlaceholder(unescaped.Replace(next.String())) {
		return crm.Errorf(crm.CodeUnavailable, "the host redirects to an invalid address")
	}
	target, err := h.rules.target(h.url.ResolveReference(next).String())
	if err != nil {
		return &crm.Error{Code: crm.CodeForbidden,
			Message: "the host redirects to an address that the plugin may not request"}
	}
	if status == http.StatusSeeOther && h.method != http.MethodHead || status < http.StatusSeeOther &&
		h.method == http.MethodPost {
		h.method, h.body = http.MethodGet, nil
	}
	if target.Host != h.url.Host {
		h.headers = maps.Clone(h.headers)
		maps.DeleteFunc(h.headers, func(name, value string) bool {
			return hasPlaceholder(value) || http.CanonicalHeaderKey(name) == "Authorization"
		})
	}
	h.url = target
	return nil
}
