package command

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"roomkey/crm"
	"roomkey/store"
)

// dataFlags begins a flag set whose one flag is the data directory.
func dataFlags(name string, data *folder) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	*data = "./data"
	flags.Var(data, "data", "folder of the data")
	return flags
}

// backup writes a consistent copy, beside a running server too.
func backup(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("backup", &data), args, "FILE")
	if err != nil {
		return err
	}
	return p.withData(ctx, data, func(s *store.Store) error { return s.Backup(ctx, names[0]) })
}

// restore makes a backup the data of a directory that nobody serves. What was there is kept beside it.
func restore(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("restore", &data), args, "FILE")
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.Stderr, nil))
	return store.Restore(ctx, names[0], string(data), store.Options{Now: p.Now, Random: p.Random, Log: log})
}

// erase removes a record for ever, beside a running server too, which tells the devices that hold it.
func erase(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("erase", &data), args, "RECORD")
	if err != nil {
		return err
	}
	id, err := crm.ParseID(names[0])
	if err != nil {
		return fmt.Errorf("%w: RECORD is the UUID of a record", errUsage)
	}
	return p.withData(ctx, data, func(s *store.Store) error { return s.Erase(ctx, id) })
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
