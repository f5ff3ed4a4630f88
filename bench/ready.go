package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"

	"golang.org/x/sys/unix"

	"roomkey/internal/demo"
)

// measureReady measures how long a process takes from its start until /readyz answers 200, and until it has answered
// with a list.
func measureReady(ctx context.Context, s *suite) error {
	for _, c := range []struct {
		records int
		name    string
		bar     time.Duration
	}{{0, "the demo", time.Second}, {s.records, fmt.Sprint(s.records, " records"), time.Second}} {
		data, err := s.filled(ctx, c.records)
		if err != nil {
			return err
		}
		var cold, warm, listed, spent []time.Duration
		for i := range 2 * s.starts {
			uncached := i%2 == 0
			if uncached {
				if err := uncache(data); err != nil {
					return err
				}
			}
			up, list, cpu, err := s.start(ctx, data)
			if err != nil {
				return err
			}
			if uncached {
				cold, listed, spent = append(cold, up), append(listed, list), append(spent, cpu)
			} else {
				warm = append(warm, up)
			}
		}
		worst := percentile(cold, 100)
		s.report.judge("start until ready, "+c.name+", median / worst", ms(percentile(cold, 50))+" / "+ms(worst),
			ms(c.bar), worst < c.bar)
		s.report.line("… the system has its files cached", ms(percentile(warm, 50))+" / "+ms(percentile(warm, 100)))
		s.report.line("… server CPU until ready", ms(percentile(spent, 50))+" / "+ms(percentile(spent, 100)))
		s.report.line("… start until it has answered with a list of 50", ms(percentile(listed,
			50))+" / "+ms(percentile(listed, 100)))
	}
	s.report.note("Ready: %d starts of a process on data made before and closed well, its data dropped from the "+
		"page cache, from the start of the process until "+
		"/readyz answers 200. Signing in before the first list takes two password hashes' time.", s.starts)
	return nil
}

// start starts a server, measures and stops it.
func (s *suite) start(ctx context.Context, data string) (up, listed, cpu time.Duration, err error) {
	began := time.Now()
	p, err := s.roomkey(ctx, data)
	if err != nil {
		return 0, 0, 0, err
	}
	defer p.stop()
	if err := p.untilReady(ctx); err != nil {
		return 0, 0, 0, err
	}
	up = time.Since(began)
	u, err := p.usage()
	if err != nil {
		return 0, 0, 0, err
	}
	accounts, err := p.signIn(ctx, demo.Agent1)
	if err != nil {
		return 0, 0, 0, err
	}
	_, _, err = accounts[0].get(ctx, "/listings?limit=50&sort=-ListPrice")
	return up, time.Since(began), u.cpu, err
}

// uncache has the system forget what it holds of a folder's files, so that they are read from the disk.
func uncache(dir string) error {
	entries, err := os.ReadDir(dir)
	if err != nil {
		return err
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		file, err := os.Open(filepath.Join(dir, entry.Name()))
		if err != nil {
			return err
		}
		err = unix.Fadvise(int(file.Fd()), 0, 0, unix.FADV_DONTNEED)
		_ = file.Close()
		if err != nil {
			return fmt.Errorf("drop %s from the page cache: %w", entry.Name(), err)
		}
	}
	return nil
}
