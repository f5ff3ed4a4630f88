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

	"code.dny.dev/ssrf"

	"roomkey/crm"
)

// Times of one exchange.
const (
	connectTime = 5 * time.Second
	fetchTime   = 30 * time.Second // with all redirects
	idleTime    = 30 * time.Second // of a connection that is kept
)

// Config says how the world is reached. Its zero value is right for a server.
type Config struct {
	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // nil: the system's
	Networks []netip.Prefix // special networks that may be reached all the same, by an operator's will; nil: none
}

// Client makes requests. It may be used by many goroutines.
type Client struct{ http *http.Client }

// New makes a client.
func New(config Config) *Client {
	var four, six []netip.Prefix
	for _, network := range config.Networks {
		if network.Addr().Is4() {
			four = append(four, network)
		} else {
			six = append(six, network)
		}
	}
	// Which port may be asked is part of the host in Rules. Addresses follow IANA's registries of special-purpose ones.
	guard := ssrf.New(ssrf.WithAnyPort(), ssrf.WithAllowedV4Prefixes(four...), ssrf.WithAllowedV6Prefixes(six...))
	dialer := &net.Dialer{Timeout: connectTime, Resolver: config.Resolver, Control: guard.Safe}
	return &Client{http: &http.Client{
		Timeout: fetchTime,
		Transport: &http.Transport{
			DialContext: dialer.DialContext, TLSClientConfig: &tls.Config{RootCAs: config.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: fetchTime, IdleConnTimeout: idleTime, MaxIdleConnsPerHost: 2,
			MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}}
}

// Close drops connections that are kept for later.
func (c *Client) Close() { c.http.CloseIdleConnections() }

// Fetch asks for something and follows redirects within the rules. Errors are of code invalid and too_large with the field
// at fault, forbidden for what the rules or the address forbid, and unavailable where the host can't be had; none
// holds an address or a secret.
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
	return nil, crm.Errorf(crm.CodeUnavailable, "the host redirects for ever")
}

// exchange makes one request without following anything.
func (c *Client) exchange(ctx context.Context, h *hop) (*http.Response, error) {
	request, err := h.request(ctx)
	if err != nil {
		return nil, err
	}
	answer, err := c.http.Do(request)
	switch {
	case err == nil:
		return answer, nil
	case errors.Is(err, ssrf.ErrProhibitedIP) || errors.Is(err, ssrf.ErrProhibitedNetwork):
		return nil, crm.Errorf(crm.CodeForbidden, "the host is at a private address")
	}
	return nil, unreachable(err)
}

// unreachable keeps the cause's text, which names the address, from whoever asked.
func unreachable(err error) error {
	message := "the host can't be reached"
	if timeout := net.Error(nil); errors.As(err, &timeout) && timeout.Timeout() {
		message = "the host takes too long"
	}
	return &crm.Error{Code: crm.CodeUnavailable, Message: message}
}

// read takes the answer in, up to its bound.
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
	case http.StatusMovedPermanently, http.StatusFound, http.StatusSeeOther, http.StatusTemporaryRedirect, http.StatusPermanentRedirect:
		return true
	}
	return false
}

// hop is one request of a chain of redirects, with the names of secrets still in place.
type hop struct {
	rules   *Rules
	method  string
	url     *url.URL
	headers map[string]string
	body    []byte
}

// request puts the secrets in.
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
		return nil, crm.Invalid("url", "is no absolute address")
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

// follow turns h into the request that an answer sends to. Another host gets no header that names a secret or a
// credential, as browsers do it.
func (h *hop) follow(status int, location string) error {
	next, err := url.Parse(location)
	if err != nil || hasPlaceholder(unescaped.Replace(next.String())) { // who answers does not say where secrets go
		return crm.Errorf(crm.CodeUnavailable, "the host redirects to no address")
	}
	target, err := h.rules.target(h.url.ResolveReference(next).String())
	if err != nil {
		return &crm.Error{Code: crm.CodeForbidden, Message: "the host redirects to where the plugin may not go"}
	}
	if status == http.StatusSeeOther && h.method != http.MethodHead || status < http.StatusSeeOther && h.method == http.MethodPost {
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
