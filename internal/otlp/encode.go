package otlp

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"strconv"
	"time"

	"roomkey/crm"
)

// What follows is the JSON of ExportTraceServiceRequest: ids in hex, 64-bit integers as text.

type request struct {
	ResourceSpans []resourceSpans `json:"resourceSpans"`
}

type resourceSpans struct {
	Resource   resource     `json:"resource"`
	ScopeSpans []scopeSpans `json:"scopeSpans"`
}

type resource struct {
	Attributes []attribute `json:"attributes"`
}

type scopeSpans struct {
	Scope scope  `json:"scope"`
	Spans []span `json:"spans"`
}

type scope struct {
	Name string `json:"name"`
}

type span struct {
	TraceID    string      `json:"traceId"`
	SpanID     string      `json:"spanId"`
	ParentID   string      `json:"parentSpanId,omitempty"`
	Name       string      `json:"name"`
	Kind       int         `json:"kind"`
	Start      string      `json:"startTimeUnixNano"`
	End        string      `json:"endTimeUnixNano"`
	Attributes []attribute `json:"attributes,omitempty"`
	Status     *status     `json:"status,omitempty"`
}

type attribute struct {
	Key   string `json:"key"`
	Value value  `json:"value"`
}

type value struct {
	String *string `json:"stringValue,omitempty"`
	Int    *string `json:"intValue,omitempty"`
}

type status struct {
	Message string `json:"message,omitempty"`
	Code    int    `json:"code"`
}

// Numbers of OTLP.
const (
	kindInternal = 1
	kindServer   = 2
	statusError  = 2
)

// encode writes a request. Everything in it is a constant of this program, a number or an id made of a hash, but for
// the region's name and the version.
func encode(c *Config, batch []crm.Span) []byte {
	about := []attribute{text("service.name", "roomkey")}
	if c.Version != "" {
		about = append(about, text("service.version", c.Version))
	}
	if c.Region != "" {
		about = append(about, text("service.instance.id", c.Region), text("cloud.region", c.Region))
	}
	spans := make([]span, len(batch))
	for i := range batch {
		spans[i] = spanOf(c.Region, &batch[i])
	}
	body, err := json.Marshal(request{[]resourceSpans{{Resource: resource{about},
		ScopeSpans: []scopeSpans{{Scope: scope{"roomkey"}, Spans: spans}}}}})
	if err != nil {
		panic("otlp: " + err.Error()) // it holds texts and numbers
	}
	return body
}

func spanOf(region string, s *crm.Span) span {
	trace := s.Of.TraceID()
	out := span{TraceID: hex.EncodeToString(trace[:]), Name: s.Name, Kind: kindInternal, Start: nanoseconds(s.Start),
		End: nanoseconds(s.End)}
	root := rootID(s.Of)
	if s.Root {
		out.SpanID, out.Kind = hex.EncodeToString(root[:]), kindServer
	} else {
		id := spanID(region, s)
		out.SpanID, out.ParentID = hex.EncodeToString(id[:]), hex.EncodeToString(root[:])
	}
	for _, n := range []struct {
		key   string
		value int
	}{{"roomkey.changes", s.Changes}, {"roomkey.operations", s.Ops}, {"roomkey.peers", s.Peers}} {
		if n.value != 0 {
			out.Attributes = append(out.Attributes, number(n.key, n.value))
		}
	}
	if s.Code != "" {
		out.Status = &status{Message: string(s.Code), Code: statusError}
	}
	return out
}

// rootID is the id of the span that the others of a change are within: the same in each region, so that none has to
// tell it.
func rootID(of crm.Hash) [8]byte { return [8]byte(of[16:24]) }

// spanID is the id of another span. Two spans of one name and start in one region would be the same.
func spanID(region string, s *crm.Span) [8]byte {
	sum := sha256.Sum256([]byte(region + "\x00" + s.Name + "\x00" + nanoseconds(s.Start) + string(s.Of[:])))
	return [8]byte(sum[:8])
}

func nanoseconds(at time.Time) string { return strconv.FormatInt(at.UnixNano(), 10) }

func text(key, s string) attribute { return attribute{key, value{String: &s}} }

func number(key string, n int) attribute {
	s := strconv.Itoa(n)
	return attribute{key, value{Int: &s}}
}
