package command

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"sync"
	"time"

	"roomkey/store"
	"roomkey/sync/cluster"
)

// lookEvery is how often a region that began empty looks whether it has all that the others have.
const lookEvery = time.Second

// fillingFile is in the data folder of a region that began empty, until it has all that the others have.
const fillingFile = "filling"

// lacksAll reports whether a region of several is empty, or was when it began and has not had all that the others have
// since: a server that ended on the way has left some of it.
func lacksAll(ctx context.Context, s *store.Store, dir string, layout cluster.Layout) (bool, error) {
	if !layout.Several() {
		return false, nil
	}
	name := filepath.Join(dir, fillingFile)
	empty, err := s.Empty(ctx)
	if err != nil {
		return false, err
	}
	if empty {
		return true, os.WriteFile(name, nil, 0o600)
	}
	_, err = os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return false, nil
	}
	return err == nil, err
}

// fillAndRun is this region's part in several, and notes when it has all that the others have.
func (s *serving) fillAndRun(r *regions) func(context.Context) error {
	return func(ctx context.Context) error {
		var filling sync.WaitGroup
		defer filling.Wait()
		ctx, cancel := context.WithCancel(ctx)
		defer cancel()
		filling.Go(func() { s.fill(ctx, r.joined.CaughtUp) })
		return r.run(ctx)
	}
}

// fill waits until this region, which began empty, has all that the others have, twice in a row. Then it can serve.
func (s *serving) fill(ctx context.Context, caughtUp func() bool) {
	tick := time.NewTicker(lookEvery)
	defer tick.Stop()
	for times := 0; s.lacksAll.Load(); {
		select {
		case <-tick.C:
		case <-ctx.Done():
			return
		}
		if times++; !caughtUp() {
			times = 0
		}
		if times < 2 {
			continue
		}
		if err := os.Remove(filepath.Join(string(s.settings.data), fillingFile)); err != nil {
			s.log.Warn("the next start waits once more until this region has what the others have", "err", err)
		}
		s.lacksAll.Store(false)
		s.log.Info("this region has all that the others have")
	}
}
