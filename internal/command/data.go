package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"roomkey/store"
	"roomkey/web"
)

// dataFlags begins a flag set whose one flag is the data directory.
func dataFlags(name string, data *folder) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	*data = "./data"
	flags.Var(data, "data", "folder of the data")
	return flags
}

// open opens the data directory; with metrics, to serve it.
func (p *Program) open(ctx context.Context, dir string, log *slog.Logger, metrics *web.Metrics) (*store.Store, error) {
	return store.Open(ctx, store.Options{Dir: dir, Serve: metrics != nil, Now: p.Now, Random: p.Random, Log: log,
		OnSync: storeHook(metrics)})
}

// withStore opens the data directory for one task, beside a server that may be running. It makes what is absent.
func (p *Program) withStore(ctx context.Context, dir folder, do func(*store.Store) error) (err error) {
	s, err := p.open(ctx, string(dir), slog.New(slog.NewTextHandler(p.Stderr, nil)), nil)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	return do(s)
}

// withData is withStore for what makes no sense without data: a misspelt folder is not made.
func (p *Program) withData(ctx context.Context, dir folder, do func(*store.Store) error) error {
	if _, err := os.Stat(filepath.Join(string(dir), store.FileName)); err != nil {
		return fmt.Errorf("there is no data in %s", dir)
	}
	return p.withStore(ctx, dir, do)
}
