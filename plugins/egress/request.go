package egress

import (
	"encoding/base64"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/net/http/httpguts"

	"roomkey/crm"
)

// Limits of one exchange.
const (
	maxURLBytes     = 8 << 10
	maxHeaders      = 64
	maxHeaderBytes  = 8 << 10 // of one value
	maxRequestBytes = 1 << 20
	maxAnswerBytes  = 4 << 20 // after decompression
	maxRedirects    = 5
)

// Request is a request of a guest. In the URL's path and query, in header values and in the body, {{secret:NAME}}
// stands for a secret.
type Request struct {
	Method   string            `json:"method,omitempty"` // default GET
	URL      string            `json:"url"`              // https
	Headers  map[string]string `json:"headers,omitempty"`
	Body     string            `json:"body,omitempty"`
	Encoding string            `json:"encoding,omitempty"` // "base64": of Body
}

// Response is the answer. Encoding is "base64" if the body is not UTF-8 text.
type Response struct {
	Status   int               `json:"status"`
	Headers  map[string]string `json:"headers"` // by lower-case names; repeated ones are joined with commas
	Body     string            `json:"body"`
	Encoding string            `json:"encoding,omitempty"`
}

var methods = []string{http.MethodGet, http.MethodHead, http.MethodPost, http.MethodPut, http.MethodPatch,
	http.MethodDelete}

// ours are header fields that belong to the connection. A guest may not set them.
var ours = []string{"Host", "Connection", "Content-Length", "Transfer-Encoding", "Te", "Trailer", "Upgrade",
	"Keep-Alive", "Expect",
	"Proxy-Authorization", "Proxy-Connection", "Accept-Encoding", "Cookie", "Forwarded", "X-Forwarded-For",
	"X-Forwarded-Host", "X-Forwarded-Proto"}

// check validates the request except for its host, and returns its body's bytes.
func (r *Request) check() (body []byte, err error) {
	if r.Method == "" {
		r.Method = http.MethodGet
	}
	switch {
	case !slices.Contains(methods, r.Method):
		return nil, crm.Invalid("method", "must be one of %s", strings.Join(methods, ", "))
	case len(r.URL) > maxURLBytes:
		return nil, tooLarge("url")
	case len(r.Headers) > maxHeaders:
		return nil, tooLarge("headers")
	case len(r.Body) > maxRequestBytes:
		return nil, tooLarge("body")
	}
	for name, value := range r.Headers {
		at := "headers/" + crm.Escape(name)
		switch {
		case !httpguts.ValidHeaderFieldName(name) || !httpguts.ValidHeaderFieldValue(value):
			return nil, crm.Invalid(at, "is not a header field")
		case slices.Contains(ours, http.CanonicalHeaderKey(name)):
			return nil, crm.Invalid(at, "may not be set by plugins")
		case len(value) > maxHeaderBytes:
			return nil, tooLarge(at)
		}
	}
	switch r.Encoding {
	case "":
		return []byte(r.Body), nil
	case "base64":
		body, err := base64.StdEncoding.DecodeString(r.Body)
		if err != nil {
			return nil, crm.Invalid("body", "is not base64")
		}
		return body, nil
	}
	return nil, crm.Invalid("encoding", `must be "base64" or be left out`)
}

func tooLarge(field string) error {
	return &crm.Error{Code: crm.CodeTooLarge, Field: field, Message: "is too large"}
}

// target parses an address and checks that the rules allow requests to it.
func (rules *Rules) target(address string) (*url.URL, error) {
	u, err := url.Parse(address)
	switch {
	case err != nil || u.Opaque != "" || u.Hostname() == "":
		return nil, crm.Invalid("url", "is not an absolute address")
	case u.Scheme != "https":
		return nil, crm.Errorf(crm.CodeForbidden, "only https is allowed")
	case u.User != nil:
		return nil, crm.Errorf(crm.CodeForbidden, "an address may not contain credentials")
	}
	u.Host, u.Fragment = strings.ToLower(u.Host), ""
	if u.Port() == "443" {
		u.Host = strings.TrimSuffix(u.Host, ":443")
	}
	if !slices.Contains(rules.Hosts, u.Host) {
		return nil, crm.Errorf(crm.CodeForbidden, "the plugin may not send requests to this host")
	}
	return u, nil
}

// respond makes a Response of the answer, without secrets.
func (rules *Rules) respond(answer *http.Response, body []byte) *Response {
	r := &Response{Status: answer.StatusCode, Headers: make(map[string]string, len(answer.Header))}
	for name, values := range answer.Header {
		if name == "Set-Cookie" {
			continue
		}
		r.Headers[strings.ToLower(name)] = rules.redact(strings.ToValidUTF8(strings.Join(values, ", "), "\uFFFD"))
	}
	text := rules.redact(string(body))
	if utf8.ValidString(text) {
		r.Body = text
		return r
	}
	r.Body, r.Encoding = base64.StdEncoding.EncodeToString([]byte(text)), "base64"
	return r
}
