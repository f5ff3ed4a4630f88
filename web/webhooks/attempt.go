package webhooks

import (
	"bytes"
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"net/netip"
	"strconv"
	"time"

	"roomkey/crm"
	"roomkey/internal/publicnet"
)

// Bounds of one attempt.
const (
	connectTime = 5 * time.Second
	attemptTime = 10 * time.Second
	readBytes   = 4 << 10 // of an answer
	shownBytes  = 1 << 10 // of an answer, that are kept
)

// Network says how a Sender reaches the world. The zero value is right for a server.
type Network struct {
	Resolver *net.Resolver  // nil: the system's
	Roots    *x509.CertPool // nil: the system's
	Networks []netip.Prefix // special networks that the operator allows; nil: none
	Insecure bool           // lets addresses be http:// and in any network: for development
}

func (n Network) client() *http.Client {
	dialer := &net.Dialer{Timeout: connectTime, Resolver: n.Resolver}
	if !n.Insecure {
		dialer = publicnet.Dialer(publicnet.Config{Timeout: connectTime, Resolver: n.Resolver, Networks: n.Networks})
	}
	return &http.Client{
		Timeout: attemptTime,
		Transport: &http.Transport{
			DialContext:         dialer.DialContext,
			TLSClientConfig:     &tls.Config{RootCAs: n.Roots, MinVersion: tls.VersionTLS12},
			TLSHandshakeTimeout: connectTime, ResponseHeaderTimeout: attemptTime, IdleConnTimeout: 30 * time.Second,
			MaxIdleConns: inFlight, MaxIdleConnsPerHost: 1, DisableCompression: true,
			MaxResponseHeaderBytes: 64 << 10, ForceAttemptHTTP2: true,
		},
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
	}
}

// attempt sends a delivery once. What comes of it for the delivery is not decided here.
func (s *Sender) attempt(ctx context.Context, w *crm.Webhook, d *crm.WebhookDelivery) crm.WebhookAttempt {
	a := crm.WebhookAttempt{Delivery: d.ID, Earlier: d.Attempts, Due: d.Next, At: s.now()}
	request, err := s.request(ctx, w, d, a.At)
	if err != nil {
		a.Error = "it could not be sent"
		return a
	}
	if request.URL.Scheme != "https" && !s.network.Insecure {
		a.Error = "the address is not https"
		return a
	}
	answer, err := s.client.Do(request)
	if err == nil {
		a.Code = answer.StatusCode
		var start []byte
		start, err = io.ReadAll(io.LimitReader(answer.Body, readBytes))
		_ = answer.Body.Close()
		a.Response = crm.Legible(string(start[:min(len(start), shownBytes)]), "\n")
	}
	a.Took = s.now().Sub(a.At)
	switch {
	case err != nil:
		a.Error = explain(err)
	case a.Code >= 300 && a.Code < 400:
		a.Error = "it redirects (" + strconv.Itoa(a.Code) + "), which is not followed"
	case a.Code < 200 || a.Code >= 300:
		a.Error = "it answered " + strconv.Itoa(a.Code)
	}
	return a
}

func (s *Sender) request(ctx context.Context, w *crm.Webhook, d *crm.WebhookDelivery, at time.Time) (*http.Request,
	error) {
	content, err := body(d)
	if err != nil {
		return nil, err
	}
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, w.URL, bytes.NewReader(content))
	if err != nil {
		return nil, err
	}
	for name, value := range map[string]string{
		"Content-Type": "application/json", "User-Agent": "roomkey",
		"webhook-id":        messageID(d),
		"webhook-timestamp": strconv.FormatInt(at.Unix(), 10),
		"webhook-signature": s.secrets.signatures(w, messageID(d), at, content),
	} {
		request.Header.Set(name, value)
	}
	return request, nil
}

// explain says in words what went wrong. The error's own text may hold addresses of this network.
func explain(err error) string {
	var timeout net.Error
	var name *net.DNSError
	var certificate *tls.CertificateVerificationError
	switch {
	case publicnet.Refused(err):
		return "the address is not a public one"
	case errors.As(err, &timeout) && timeout.Timeout():
		return "there was no answer within " + attemptTime.String()
	case errors.As(err, &name):
		return "the name of the host can't be found"
	case errors.As(err, &certificate):
		return "the host's certificate is not valid"
	}
	return "the connection failed"
}
