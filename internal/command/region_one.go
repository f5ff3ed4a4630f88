package command

import (
	"context"
	"errors"
	"net"
	"net/http"
	"time"

	"roomkey/sync/cluster"
	"roomkey/sync/cluster/beat"
	"roomkey/sync/cluster/wire"
)

// nameOfOne is what the only region is called that was given no name.
const nameOfOne = "local"

// listenAlone opens the socket by which commands ask the server of one region; nil where that can't be: it serves all
// the same.
func (s *serving) listenAlone() net.Listener {
	control, err := listenControl(string(s.settings.data))
	if err != nil {
		s.log.Warn("commands can't ask this server", "err", err)
		return nil
	}
	return control
}

// answerAlone answers them until ctx ends.
func (s *serving) answerAlone(ctx context.Context, control net.Listener) error {
	if control == nil {
		<-ctx.Done()
		return nil
	}
	mux := http.NewServeMux()
	answerJSON(mux, "/region", func() beat.Status { return s.statusAlone(ctx) })
	answerRebuild(mux, func(context.Context, bool) (cluster.Rebuild, error) { return cluster.Rebuild{}, errAlone })
	return serveControl(ctx, string(s.settings.data), control, mux)
}

// errAlone is the answer of one region that is asked to make the order of several again.
var errAlone = errors.New("this is one region alone, which needs no order of rows")

// statusAlone is how one region sees itself: it leads the order of rows, and lacks nothing.
func (s *serving) statusAlone(ctx context.Context) beat.Status {
	name := s.layout.Region
	if name == "" {
		name = nameOfOne
	}
	ctx, cancel := context.WithTimeout(ctx, controlTime)
	defer cancel()
	r := beat.Region{Name: name, State: beat.StateHere, Connected: true, Member: true, Version: wire.Version}
	// What can't be read is 0, and its cause is in the reason.
	var unready string
	schema, err := s.store.Schema(ctx)
	if err == nil {
		r.Schema = schema
		r.Position, err = s.store.LedgerEnd(ctx)
	}
	if err == nil {
		err = s.store.Failed()
	}
	if err != nil {
		unready = plain(err)
	}
	status := beat.Status{Region: name, Regions: []beat.Region{r}, Problem: unready, Network: beat.NetworkNone,
		Since: s.program.Now().Add(-time.Since(s.began)).UTC().Format(time.RFC3339)}
	status.Order(name, unready)
	return status
}
