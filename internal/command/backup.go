package command

import (
	"context"
	"fmt"
	"os"

	"roomkey/crm"
	"roomkey/store"
)

// secretsEnd is what comes of a server that has another secret than before.
const secretsEnd = "sign-ins, calendar addresses and the secrets of plugins and webhooks end"

// backupCommand writes a consistent copy, beside a running server too.
func backupCommand(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("backup", &data), args, "FILE")
	if err != nil {
		return err
	}
	if err := p.withData(ctx, data, func(s *store.Store) error { return s.Backup(ctx, names[0]) }); err != nil {
		return err
	}
	if p.variable("ROOMKEY_SECRET") == "" {
		fmt.Fprintf(p.Stderr, "%s is not in the backup: keep a copy of it apart. Without it, %s.\n",
			secretFile(string(data)), secretsEnd)
	}
	return nil
}

// restoreCommand makes a backup the data of a directory that nobody serves. What was there is kept beside it.
func restoreCommand(ctx context.Context, p *Program, args []string) error {
	var data folder
	names, err := p.parse(dataFlags("restore", &data), args, "FILE")
	if err != nil {
		return err
	}
	if err := store.Restore(ctx, names[0], string(data), store.Options{Now: p.Now, Random: p.Random,
		Log: p.log()}); err != nil {
		return err
	}
	if _, err := os.Stat(secretFile(string(data))); err != nil && p.variable("ROOMKEY_SECRET") == "" {
		fmt.Fprintf(p.Stderr, "there is no %s: put the one there that the backup's server had. "+
			"Otherwise the next start makes a new one, and %s.\n", secretFile(string(data)), secretsEnd)
	}
	return nil
}

// eraseCommand removes a record for ever, beside a running server too, which tells the devices that hold it.
func eraseCommand(ctx context.Context, p *Program, args []string) error {
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
