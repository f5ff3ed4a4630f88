package command

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// A server that is told of a collector sends it the ways of edits, those of its checks of itself among them, with the
// header that the collector wants. It says nothing of people or records.
func TestServe_SendsTraces(t *testing.T) {
	bodies := make(chan string, 100)
	collector := httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body json.RawMessage
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil || r.URL.Path != "/v1/traces" ||
			r.Header.Get("Authorization") != "Bearer key" {
			t.Errorf("it sends %s with %v: %s, %v", r.URL, r.Header, body, err)
		}
		select {
		case bodies <- string(body):
		default:
		}
	}))
	defer collector.Close()
	_, _, end := started(t, []string{"OTEL_EXPORTER_OTLP_ENDPOINT=" + collector.URL,
		"OTEL_EXPORTER_OTLP_HEADERS=Authorization=Bearer%20key"}, "--addr", "127.0.0.1:0", "--data",
		filepath.Join(t.TempDir(), "data"), "--self-check", "1s", "--trace-share", "1")
	var body string
	select {
	case body = <-bodies:
	case <-time.After(60 * time.Second):
		t.Fatal("no trace came")
	}
	for _, want := range []string{`"edit"`, `"frame"`, `"judge"`, `"engine"`, `"fan-out"`, `"commit"`, `"traceId"`} {
		if !strings.Contains(body, want) {
			t.Errorf("%s has no %s", body, want)
		}
	}
	for _, private := range []string{"Self", "Referred", "client", "/tmp"} {
		if strings.Contains(body, private) {
			t.Errorf("%s tells of %q", body, private)
		}
	}
	if status := end(); status != 0 {
		t.Errorf("it ends with %d", status)
	}
}

func TestServe_RefusesWrongSettingsOfTraces(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{{"--otlp", "collector:4318"}, {"--otlp", "http://a:b@c"}, {"--trace-share", "1.5"},
		{"--trace-share", "NaN"}, {"--self-check", "1ms"}} {
		if status, _, failed := said(t, append([]string{"serve", "--data", dir}, args...)...); status != 2 {
			t.Errorf("%v: %d %s", args, status, failed)
		}
	}
	for _, text := range []string{"x", "=y", "a b=c", "a=%zz", "a=b%0ac"} {
		if got, err := readHeaders(text); err == nil {
			t.Errorf("%q gives %v", text, got)
		}
	}
	if got, err := readHeaders(" a=b , c = d%2Ce,"); err != nil || got["a"] != "b" || got["c"] != "d,e" {
		t.Errorf("got %v, %v", got, err)
	}
}
