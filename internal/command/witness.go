package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"net/http"
	"os"

	"roomkey/internal/parts"
	"roomkey/sync/cluster"
	"roomkey/sync/cluster/beat"
	"roomkey/web"
)

// witnessSettings are the flags of witness.
type witnessSettings struct {
	regionSettings
	data        folder
	metricsAddr address
}

// witnessCommand is the third machine of two regions, which orders rows with them and holds no content, until ctx ends.
func witnessCommand(ctx context.Context, p *Program, args []string) error {
	var s witnessSettings
	flags := flag.NewFlagSet("witness", flag.ContinueOnError)
	s.data = "./data"
	flags.Var(&s.data, "data", "`folder` of this machine's share of the rows' order")
	flags.Var(&s.metricsAddr, "metrics-addr", "`address` where /metrics is shown, such as 127.0.0.1:9091")
	s.add(flags)
	if _, err := p.parse(flags, args); err != nil {
		return err
	}
	layout, err := s.layout()
	if err != nil {
		return err
	}
	listed := layout.Witness.Name == "" && len(layout.Regions) == 3
	if layout.Region == "" || !listed && layout.Region != layout.Witness.Name {
		return fmt.Errorf("%w: wants --cluster of two regions and the witness, and --region the witness", errUsage)
	}
	secret, err := p.sharedSecret()
	if err != nil {
		return err
	}
	other, err := p.otherSecret()
	if err != nil {
		return err
	}
	if err := os.MkdirAll(string(s.data), 0o700); err != nil {
		return err
	}
	log := slog.New(slog.NewJSONHandler(p.Stderr, nil))
	joined, err := cluster.Open(ctx, s.config(p, layout, secrets{own: secret, other: other}, string(s.data), log))
	if err != nil {
		return err
	}
	defer joined.Close()
	return runWitness(ctx, &s, joined, log)
}

func runWitness(ctx context.Context, s *witnessSettings, joined *cluster.Cluster, log *slog.Logger) error {
	control, err := listenControl(string(s.data))
	if err != nil {
		return err
	}
	all := []func(context.Context) error{joined.Run, func(ctx context.Context) error {
		return serveControl(ctx, string(s.data), control, regionControl(joined))
	}}
	if s.metricsAddr != "" {
		open, err := listen(&serveSettings{addr: s.metricsAddr})
		if err != nil {
			return errors.Join(err, control.Close())
		}
		metrics := web.NewMetrics()
		metrics.Regions(func() web.RegionMetrics { return regionMetrics(joined.Status()) })
		all = append(all, func(ctx context.Context) error { return serveMetrics(ctx, open.app, metrics.Handler()) })
	}
	log.Info("listening", "addr", s.routeAddr.String(), "data", s.data)
	return parts.Run(ctx, all...)
}

// regionControl answers roomkey region.
func regionControl(joined *cluster.Cluster) *http.ServeMux {
	mux := http.NewServeMux()
	answerJSON(mux, "/region", func() beat.Status { return joined.Status() })
	answerRebuild(mux, joined.Rebuild)
	return mux
}

// regionMetrics are the numbers of a status.
func regionMetrics(s beat.Status) web.RegionMetrics {
	m := web.RegionMetrics{Region: s.Region, Problem: s.Problem, Routes: s.Routes,
		Majority: s.Rows == beat.RowsAvailable, Imported: s.Imported, Dropped: s.Dropped,
		Compared: s.Compared, Mismatched: s.Mismatched, Pulled: s.Pulled, Leader: s.Leader,
		Refused: make(map[string]uint64)}
	for _, count := range s.Refused {
		m.Refused[count.Reason] = count.Times
	}
	for _, r := range s.Regions {
		m.Regions = append(m.Regions, web.RegionMetric{Name: r.Name, State: string(r.State), Witness: r.Witness,
			Connected: r.Connected, There: r.State == beat.StateHere || r.State == beat.StateThere,
			Silent: r.Silent, Lacks: r.Lacks, Ahead: r.Missing, Ledger: r.Position, LedgerBehind: r.Behind,
			Schema: r.Schema})
	}
	return m
}
