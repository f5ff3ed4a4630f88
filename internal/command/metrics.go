package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"slices"
	"time"
)

// listeners are where a server listens.
type listeners struct {
	app     net.Listener
	metrics net.Listener // nil: metrics are shown by the app's alone
}

// listen opens the listeners, or none of them.
func listen(s *serveSettings) (l listeners, err error) {
	if l.app, err = net.Listen("tcp", string(s.addr)); err != nil {
		return listeners{}, fmt.Errorf("listen: %w", err)
	}
	if s.metricsAddr == "" {
		return l, nil
	}
	if l.metrics, err = net.Listen("tcp", string(s.metricsAddr)); err != nil {
		return listeners{}, errors.Join(fmt.Errorf("listen for metrics: %w", err), l.app.Close())
	}
	return l, nil
}

// close closes what the server has not closed when it ended.
func (l *listeners) close() error {
	err := ignoreClosed(l.app.Close())
	if l.metrics != nil {
		err = errors.Join(err, ignoreClosed(l.metrics.Close()))
	}
	return err
}

func ignoreClosed(err error) error {
	if errors.Is(err, net.ErrClosed) {
		return nil
	}
	return err
}

// scrapeTime bounds a request for metrics, from its first byte to the last of the answer.
const scrapeTime = 10 * time.Second

// serveMetrics shows metrics at /metrics to whoever reaches the listener, until ctx ends.
func serveMetrics(ctx context.Context, listener net.Listener, metrics http.Handler) error {
	mux := http.NewServeMux()
	mux.Handle("GET /metrics", metrics)
	server := &http.Server{Handler: mux, ReadTimeout: scrapeTime, WriteTimeout: scrapeTime, IdleTimeout: time.Minute,
		MaxHeaderBytes: 16 << 10}
	return serveUntil(ctx, server, listener)
}

// serveUntil answers requests until ctx ends.
func serveUntil(ctx context.Context, server *http.Server, listener net.Listener) error {
	ended := make(chan error, 1)
	go func() { ended <- server.Serve(listener) }()
	select {
	case err := <-ended:
		return err
	case <-ctx.Done():
	}
	err := server.Close()
	if failed := <-ended; !errors.Is(failed, http.ErrServerClosed) {
		err = errors.Join(err, failed)
	}
	return err
}

// warnOfMetrics logs that strangers may read the metrics: the server goes by a public name, and so by a proxy, of which
// it knows nothing. One on this machine that adds no header asks as this machine does.
func (s *serving) warnOfMetrics() {
	public := slices.ContainsFunc(s.settings.origins, func(origin string) bool {
		u, err := url.Parse(origin)
		if err != nil || u.Hostname() == "localhost" {
			return false
		}
		_, err = netip.ParseAddr(u.Hostname())
		return err != nil
	})
	if public && len(s.settings.proxies) == 0 && s.program.variable("ROOMKEY_METRICS_TOKEN") == "" {
		s.log.Warn("a proxy on this machine that adds no header reads /metrics as this machine does, and so may " +
			"strangers: name the proxy in --proxies, or set ROOMKEY_METRICS_TOKEN")
	}
}
