package otlp_test

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/internal/otlp"
)

// collector takes requests as a collector does that reads OTLP strictly: a member that the protocol does not know is
// refused, and so are ids of other lengths.
type collector struct {
	*httptest.Server
	t      *testing.T
	status atomic.Int64 // that it answers; 0: 200
	busy   atomic.Int64 // requests that it answers with 503 first
	mu     sync.Mutex
	about  map[string]string // of the resource
	spans  []collected
	header http.Header
}

type collected struct {
	TraceID, SpanID, ParentSpanID, Name string
	Kind                                int
	StartTimeUnixNano, EndTimeUnixNano  string
	Attributes                          []keyValue
	Status                              *struct {
		Message string
		Code    int
	}
}

type keyValue struct {
	Key   string
	Value struct{ StringValue, IntValue string }
}

func collect(t *testing.T) *collector {
	c := &collector{t: t}
	c.Server = httptest.NewServer(http.HandlerFunc(c.take))
	t.Cleanup(c.Close)
	return c
}

func (c *collector) take(w http.ResponseWriter, r *http.Request) {
	if c.busy.Add(-1) >= 0 {
		w.WriteHeader(http.StatusServiceUnavailable)
		return
	}
	if status := c.status.Load(); status != 0 {
		w.WriteHeader(int(status))
		return
	}
	var body struct {
		ResourceSpans []struct {
			Resource   struct{ Attributes []keyValue }
			ScopeSpans []struct {
				Scope struct{ Name string }
				Spans []collected
			}
		}
	}
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil || r.Method != "POST" || r.URL.Path != "/v1/traces" ||
		r.Header.Get("Content-Type") != "application/json" {
		c.t.Errorf("the collector gets %s %s, %v", r.Method, r.URL, err)
		w.WriteHeader(http.StatusBadRequest)
		return
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	c.header = r.Header
	c.about = make(map[string]string)
	for _, resource := range body.ResourceSpans {
		for _, a := range resource.Resource.Attributes {
			c.about[a.Key] = a.Value.StringValue
		}
		for _, scope := range resource.ScopeSpans {
			for _, span := range scope.Spans {
				for id, size := range map[string]int{span.TraceID: 16, span.SpanID: 8} {
					if raw, err := hex.DecodeString(id); err != nil || len(raw) != size {
						c.t.Errorf("an id is %q", id)
					}
				}
				c.spans = append(c.spans, span)
			}
		}
	}
	_, _ = w.Write([]byte("{}"))
}

// export sends spans and returns when all were told of.
func export(t *testing.T, config otlp.Config, spans ...crm.Span) (sent, dropped int64) {
	t.Helper()
	var took, lost atomic.Int64
	config.Sent, config.Dropped = func(n int) { took.Add(int64(n)) }, func(n int) { lost.Add(int64(n)) }
	e := otlp.New(config)
	for _, s := range spans {
		e.Span(s)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	if err := e.Run(ctx); err != nil {
		t.Error(err)
	}
	return took.Load(), lost.Load()
}

var (
	change = crm.Hash{0xa1, 0xb2, 15: 0x0f, 16: 0xc3, 23: 0x17, 31: 0x7f}
	began  = time.Date(2026, 11, 30, 9, 41, 0, 5, time.UTC)
)

func TestExporter_ACollectorReadsOneTraceOfTwoRegions(t *testing.T) {
	c := collect(t)
	edit := crm.Span{Of: change, Name: "edit", Root: true, Start: began, End: began.Add(time.Millisecond), Changes: 2,
		Ops: 5, Peers: 3}
	engine := crm.Span{Of: change, Name: "engine", Start: began, End: began.Add(time.Microsecond)}
	sent, dropped := export(t, otlp.Config{URL: c.URL + "/", Region: "fra", Version: "v1",
		Header: map[string]string{"X-Key": "k"}}, edit, engine)
	if sent != 2 || dropped != 0 || c.header.Get("X-Key") != "k" || c.about["service.name"] != "roomkey" ||
		c.about["service.version"] != "v1" || c.about["service.instance.id"] != "fra" {
		t.Errorf("sent %d, dropped %d, with %v and %v", sent, dropped, c.about, c.header)
	}
	failed := crm.Span{Of: change, Name: "import", Start: began, End: began.Add(time.Second), Code: crm.CodeUnavailable}
	export(t, otlp.Config{URL: c.URL, Region: "iad"}, failed)
	if len(c.spans) != 3 {
		t.Fatalf("the collector has %+v", c.spans)
	}
	root, within, other := c.spans[0], c.spans[1], c.spans[2]
	if root.TraceID != "a1b2000000000000000000000000000f" || root.SpanID != "c300000000000017" ||
		root.ParentSpanID != "" || root.Kind != 2 ||
		root.StartTimeUnixNano != strconv.FormatInt(began.UnixNano(), 10) ||
		root.EndTimeUnixNano != strconv.FormatInt(began.UnixNano()+1e6, 10) {
		t.Errorf("the root is %+v", root)
	}
	for _, span := range []collected{within, other} {
		if span.TraceID != root.TraceID || span.ParentSpanID != root.SpanID || span.SpanID == root.SpanID {
			t.Errorf("%+v is not within %+v", span, root)
		}
	}
	if within.SpanID == other.SpanID || other.Status == nil || other.Status.Code != 2 ||
		other.Status.Message != "unavailable" || within.Status != nil {
		t.Errorf("got %+v and %+v", within, other)
	}
	numbers := map[string]string{}
	for _, a := range root.Attributes {
		numbers[a.Key] = a.Value.IntValue
	}
	if len(numbers) != 3 || numbers["roomkey.changes"] != "2" || numbers["roomkey.operations"] != "5" ||
		numbers["roomkey.peers"] != "3" {
		t.Errorf("the root's attributes are %v", root.Attributes)
	}
}

func TestExporter_CountsWhatItCanNotSend(t *testing.T) {
	c := collect(t)
	c.status.Store(http.StatusBadRequest)
	spans := make([]crm.Span, 5_000)
	for i := range spans {
		spans[i] = crm.Span{Of: change, Name: "engine", Start: began, End: began}
	}
	if sent, dropped := export(t, otlp.Config{URL: c.URL}, spans...); sent != 0 || dropped != 5_000 {
		t.Errorf("sent %d, dropped %d", sent, dropped)
	}
	c.status.Store(0)
	if sent, dropped := export(t, otlp.Config{URL: c.URL}, spans...); sent != 4_096 || dropped != 5_000-4_096 {
		t.Errorf("of a queue that is full, sent %d, dropped %d", sent, dropped)
	}
}

// All regions decide alike, whatever the others say: by the end of the hash alone.
func TestExporter_TracesAShare(t *testing.T) {
	for _, c := range []struct {
		share       float64
		least, most int
	}{{0, 0, 0}, {0.01, 50, 150}, {0.5, 4_700, 5_300}, {1, 10_000, 10_000}} {
		e, same := otlp.New(otlp.Config{Share: c.share}), otlp.New(otlp.Config{Share: c.share, Region: "iad"})
		traced := 0
		for i := range 10_000 {
			hash := crm.Hash(sha256.Sum256([]byte(strconv.Itoa(i))))
			if e.Traces(hash) != same.Traces(hash) {
				t.Fatal("two regions differ")
			}
			if e.Traces(hash) {
				traced++
			}
		}
		if traced < c.least || traced > c.most {
			t.Errorf("of a share of %v, %d of 10,000 are traced", c.share, traced)
		}
	}
}

// A collector that is busy is asked again.
func TestExporter_TriesAgain(t *testing.T) {
	c := collect(t)
	c.busy.Store(2)
	took := make(chan int, 8)
	e := otlp.New(otlp.Config{URL: c.URL, Every: time.Millisecond, Retry: time.Millisecond,
		Sent: func(n int) { took <- n }})
	ctx, cancel := context.WithCancel(t.Context())
	ended := make(chan error, 1)
	go func() { ended <- e.Run(ctx) }()
	e.Span(crm.Span{Of: change, Name: "engine", Start: began, End: began})
	if n := <-took; n != 1 {
		t.Errorf("it sent %d", n)
	}
	cancel()
	if err := <-ended; err != nil {
		t.Error(err)
	}
}
