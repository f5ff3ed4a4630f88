package command

import (
	"context"
	"errors"
	"fmt"
	"net"
	"net/http"
	"time"
)

// doors are where a server listens.
type doors struct {
	app     net.Listener
	metrics net.Listener // nil: metrics are shown by the app's alone
}

// listen opens the doors, or none of them.
func listen(s *serveSettings) (d doors, err error) {
	if d.app, err = net.Listen("tcp", string(s.addr)); err != nil {
		return doors{}, fmt.Errorf("listen: %w", err)
	}
	if s.metricsAddr == "" {
		return d, nil
	}
	if d.metrics, err = net.Listen("tcp", string(s.metricsAddr)); err != nil {
		return doors{}, errors.Join(fmt.Errorf("listen for metrics: %w", err), d.app.Close())
	}
	return d, nil
}

// close closes what the server has not closed when it ended.
func (d *doors) close() error {
	err := ignoreClosed(d.app.Close())
	if d.metrics != nil {
		err = errors.Join(err, ignoreClosed(d.metrics.Close()))
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
