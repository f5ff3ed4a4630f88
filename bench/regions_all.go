package main

import (
	"context"
	"fmt"
	"os"
)

// measureRegions measures three regions with delays of 40, 90 and 125 ms between them.
func measureRegions(ctx context.Context, s *suite) error {
	alone, idle, err := s.aloneEdits(ctx)
	if err != nil {
		return err
	}
	r, err := s.startRegions(ctx)
	defer r.stop()
	if err != nil {
		return err
	}
	if err := settle(ctx); err != nil {
		return err
	}
	one, err := r.servers[0].usage()
	if err != nil {
		return err
	}
	for _, measure := range []func(context.Context) error{r.seen, r.rows, r.revocations, r.healed, r.behind,
		func(ctx context.Context) error { return r.across(ctx, alone) }} {
		if err := measure(ctx); err != nil {
			return err
		}
	}
	size, err := os.Stat(s.binary)
	if err != nil {
		return err
	}
	s.report.compare("memory of the serving process, idle", fmt.Sprintf("%.0f MB", megabytes(one.resident)),
		fmt.Sprintf("%.0f MB alone", megabytes(idle)), fmt.Sprintf("%.2f", ratio(one.resident, idle)))
	s.report.line("the program", fmt.Sprintf("%.1f MB", megabytes(size.Size())))
	s.report.note("Regions: three servers on this machine, with one-way delays of 40 ms (a, b), 90 ms (a, c) and 125 " +
		"ms (b, c). Each share of the load, and each edit three times, is done by the same two processors.")
	return nil
}
