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
)

// dataFlags begins a flag set whose one flag is the data directory.
func dataFlags(name string, data *folder) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	*data = "./data"
	flags.Var(data, "data", "`folder` of the data")
	return flags
}

// open opens the data directory, by the program's clock and chance.
func (p *Program) open(ctx context.Context, o store.Options) (*store.Store, error) {
	o.Now, o.Random = p.Now, p.Random
	return store.Open(ctx, o)
}

// withStore opens the data directory for one task, beside a server that may be running. It makes what is absent.
func (p *Program) withStore(ctx context.Context, dir folder, do func(*store.Store) error) (err error) {
	s, err := p.open(ctx, store.Options{Dir: string(dir), Log: p.log()})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, s.Close()) }()
	if err := orderThroughServer(ctx, s, string(dir)); err != nil {
		return err
	}
	return do(s)
}

// withData is withStore for what makes no sense without data: a misspelt folder is not made.
func (p *Program) withData(ctx context.Context, dir folder, do func(*store.Store) error) error {
	if err := dir.hasData(); err != nil {
		return err
	}
	return p.withStore(ctx, dir, do)
}

// hasData is an error where a folder holds no data.
func (f folder) hasData() error {
	if _, err := os.Stat(filepath.Join(string(f), store.FileName)); err != nil {
		return fmt.Errorf("there is no data in %s", f)
	}
	return nil
}

// log is where a command that is no server tells of what it does.
func (p *Program) log() *slog.Logger { return slog.New(slog.NewTextHandler(p.Stderr, nil)) }
