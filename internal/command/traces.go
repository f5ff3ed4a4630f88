package command

import (
	"fmt"
	"log/slog"
	"net/url"
	"strings"

	"roomkey/internal/otlp"
	"roomkey/sync/cluster"
	"roomkey/web"
)

// newTraces makes what sends traces, to --otlp or else to where OpenTelemetry's own variable says; nil where neither
// names a collector. Errors: a variable can't be read.
func (p *Program) newTraces(s *serveSettings, layout *cluster.Layout, m *web.Metrics,
	log *slog.Logger) (*otlp.Exporter, error) {
	to := s.otlp
	if to == "" {
		if err := to.Set(p.variable("OTEL_EXPORTER_OTLP_ENDPOINT")); err != nil {
			return nil, fmt.Errorf("%w: OTEL_EXPORTER_OTLP_ENDPOINT %w", errUsage, err)
		}
	}
	if to == "" || s.traceShare == 0 {
		return nil, nil
	}
	header, err := readHeaders(p.variable("OTEL_EXPORTER_OTLP_HEADERS"))
	if err != nil {
		return nil, err
	}
	return otlp.New(otlp.Config{URL: string(to), Header: header, Share: s.traceShare, Region: layout.Region,
		Version: Version(), Log: log,
		Sent:    func(n int) { m.Spans("sent", n) },
		Dropped: func(n int) { m.Spans("dropped", n) }}), nil
}

// readHeaders reads OTEL_EXPORTER_OTLP_HEADERS: name=value pairs with commas between, percent-encoded.
func readHeaders(text string) (map[string]string, error) {
	header := make(map[string]string)
	for pair := range strings.SplitSeq(text, ",") {
		name, value, ok := strings.Cut(strings.TrimSpace(pair), "=")
		if name == "" && !ok {
			continue
		}
		value, err := url.PathUnescape(strings.TrimSpace(value))
		name = strings.TrimSpace(name)
		if err != nil || !ok || name == "" || strings.ContainsAny(name, " :\r\n") ||
			strings.ContainsAny(value, "\r\n") {
			return nil, fmt.Errorf("%w: OTEL_EXPORTER_OTLP_HEADERS is name=value, with commas between", errUsage)
		}
		header[name] = value
	}
	return header, nil
}
