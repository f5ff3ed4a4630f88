package otlp

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"io"
	"log/slog"
	"math"
	"net/http"
	"strings"
	"time"

	"roomkey/crm"
)

// Config configures an Exporter. URL is required.
type Config struct {
	URL     string            // of the collector: /v1/traces is added
	Header  map[string]string // of each request
	Share   float64           // of changes that are traced, from 0 to 1
	Region  string            // "" where the server is alone
	Version string            // of the program
	Every   time.Duration     // how long spans wait for others; 0: five seconds
	Retry   time.Duration     // until a busy collector is asked again, and twice as long the next time; 0: one second
	Sent    func(spans int)   // counts spans that the collector took; nil: nobody
	Dropped func(spans int)   // counts spans that found no room, or that it did not take; nil: nobody
	Log     *slog.Logger      // nil: nothing is logged
}

// Bounds.
const (
	queueSpans  = 4_096
	batchSpans  = 512
	requestTime = 10 * time.Second
	tries       = 3
	maxAnswer   = 64 << 10
)

// Exporter is a crm.Tracer that sends what it is given. Its methods may be called concurrently.
type Exporter struct {
	config Config
	below  uint64 // hashes whose end is lower are traced
	queue  chan crm.Span
	client http.Client
	failed bool // the log has it; Run's goroutine alone uses it
}

// New makes an exporter. It starts nothing: see Run.
func New(config Config) *Exporter {
	if config.Every == 0 {
		config.Every = 5 * time.Second
	}
	if config.Retry == 0 {
		config.Retry = time.Second
	}
	if config.Log == nil {
		config.Log = slog.New(slog.DiscardHandler)
	}
	e := &Exporter{config: config, queue: make(chan crm.Span, queueSpans)}
	switch {
	case config.Share >= 1:
		e.below = math.MaxUint64
	case config.Share > 0:
		e.below = uint64(config.Share * math.MaxUint64)
	}
	return e
}

// Traces is part of crm.Tracer. It looks at the end of the hash, whose bytes are evenly spread.
func (e *Exporter) Traces(change crm.Hash) bool {
	return binary.BigEndian.Uint64(change[len(change)-8:]) < e.below
}

// Span is part of crm.Tracer.
func (e *Exporter) Span(s crm.Span) {
	select {
	case e.queue <- s:
	default:
		count(e.config.Dropped, 1)
	}
}

// Run sends spans until ctx ends, and then what is left, once.
func (e *Exporter) Run(ctx context.Context) error {
	defer e.client.CloseIdleConnections()
	var batch []crm.Span
	tick := time.NewTicker(e.config.Every)
	defer tick.Stop()
	for {
		full := false
		select {
		case s := <-e.queue:
			batch = append(batch, s)
			full = len(batch) == batchSpans
		case <-tick.C:
			full = len(batch) > 0
		case <-ctx.Done():
			e.sendRest(batch)
			return nil
		}
		if full {
			e.send(ctx, batch)
			batch = batch[:0]
		}
	}
}

// lastTime is how long the collector has for what is left at the end.
const lastTime = time.Second

func (e *Exporter) sendRest(batch []crm.Span) {
	for more := true; more; {
		select {
		case s := <-e.queue:
			batch = append(batch, s)
		default:
			more = false
		}
	}
	if len(batch) == 0 {
		return
	}
	ctx, cancel := context.WithTimeout(context.Background(), lastTime)
	defer cancel()
	if _, err := e.post(ctx, encode(&e.config, batch)); err != nil {
		count(e.config.Dropped, len(batch))
		return
	}
	count(e.config.Sent, len(batch))
}

// send sends a batch, more than once where the collector says that it may take it later.
func (e *Exporter) send(ctx context.Context, batch []crm.Span) {
	body := encode(&e.config, batch)
	wait := e.config.Retry
	for try := 1; ; try++ {
		again, err := e.post(ctx, body)
		if err == nil {
			e.failed = false
			count(e.config.Sent, len(batch))
			return
		}
		if !again || try == tries || ctx.Err() != nil {
			count(e.config.Dropped, len(batch))
			if !e.failed && ctx.Err() == nil {
				e.config.Log.Warn("traces can't be sent; more of this is counted only", "error", err)
			}
			e.failed = true
			return
		}
		select {
		case <-time.After(wait):
		case <-ctx.Done():
		}
		wait *= 2
	}
}

// post makes one request. again says that another one may succeed.
func (e *Exporter) post(ctx context.Context, body []byte) (again bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, requestTime)
	defer cancel()
	url := strings.TrimSuffix(e.config.URL, "/") + "/v1/traces"
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return false, err
	}
	request.Header.Set("Content-Type", "application/json")
	for name, value := range e.config.Header {
		request.Header.Set(name, value)
	}
	response, err := e.client.Do(request)
	if err != nil {
		return true, err
	}
	defer response.Body.Close()
	_, _ = io.Copy(io.Discard, io.LimitReader(response.Body, maxAnswer)) // so that the connection can be used again
	switch response.StatusCode {
	case http.StatusOK:
		return false, nil
	case http.StatusTooManyRequests, http.StatusBadGateway, http.StatusServiceUnavailable, http.StatusGatewayTimeout:
		return true, fmt.Errorf("the collector answers %s", response.Status)
	}
	return false, fmt.Errorf("the collector answers %s", response.Status)
}

func count(hook func(int), n int) {
	if hook != nil {
		hook(n)
	}
}
