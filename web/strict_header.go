package web

import (
	"bytes"

	"github.com/valyala/fasthttp"

	"roomkey/crm"
)

// errHeader answers a request that two servers may read differently: a proxy in front of us one way, we another.
var errHeader = crm.Errorf(crm.CodeInvalid,
	"the header is ambiguous: one Host, either Content-Length or Transfer-Encoding, and no folded lines")

// strict refuses what fasthttp lets pass and RFC 9112 forbids: a Host header that is missing or there twice (3.2),
// folded lines (5.2), and Content-Length beside Transfer-Encoding (6.3).
func strict(header *fasthttp.RequestHeader) error {
	hosts, lengths, codings := 0, 0, 0
	for rest := header.RawHeaders(); len(rest) > 0; {
		var line []byte
		line, rest, _ = bytes.Cut(rest, []byte{'\n'})
		if len(line) == 0 {
			continue
		}
		if line[0] == ' ' || line[0] == '\t' {
			return errHeader
		}
		name, _, _ := bytes.Cut(line, []byte{':'})
		switch {
		case bytes.EqualFold(name, []byte("Host")):
			hosts++
		case bytes.EqualFold(name, []byte("Content-Length")):
			lengths++
		case bytes.EqualFold(name, []byte("Transfer-Encoding")):
			codings++
		}
	}
	if hosts > 1 || hosts == 0 && header.IsHTTP11() || lengths > 0 && codings > 0 {
		return errHeader
	}
	return nil
}
