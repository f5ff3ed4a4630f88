package main

import (
	"context"
	"flag"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"

	"roomkey/crm"
	"roomkey/store"
)

// dataFlags begins a flag set whose one flag is the data directory.
func dataFlags(name string, data *string) *flag.FlagSet {
	flags := flag.NewFlagSet(name, flag.ContinueOnError)
	flags.StringVar(data, "data", "./data", "folder of the data")
	return flags
}

// backup writes a consistent copy, beside a running server too.
func backup(ctx context.Context, p *program, args []string) error {
	var data string
	names, err := p.parse(dataFlags("backup", &data), args, "FILE")
	if err != nil {
		return err
	}
	return p.withStore(ctx, data, func(s *store.Store) error { return s.Backup(ctx, names[0]) })
}

// restore makes a backup the data of a directory that nobody serves. What was there is kept beside it.
func restore(ctx context.Context, p *program, args []string) error {
	var data string
	names, err := p.parse(dataFlags("restore", &data), args, "FILE")
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(p.stderr, nil))
	return store.Restore(ctx, names[0], data, store.Options{Now: p.now, Random: p.random, Log: log})
}

// erase removes a record for ever, beside a running server too, which tells the devices that hold it.
func erase(ctx context.Context, p *program, args []string) error {
	var data string
	names, err := p.parse(dataFlags("erase", &data), args, "RECORD")
	if err != nil {
		return err
	}
	id, err := crm.ParseID(names[0])
	if err != nil {
		return fmt.Errorf("%w: RECORD is the UUID of a record", errUsage)
	}
	return p.withStore(ctx, data, func(s *store.Store) error { return s.Erase(ctx, id) })
}

// existing refuses a data directory that has no database: most commands must not make one of a misspelt name.
func existing(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, store.FileName)); err != nil {
		return fmt.Errorf("there is no data in %s", dir)
	}
	return nil
}
