package command

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"strings"

	"roomkey/internal/demo"
	"roomkey/store"
	"roomkey/sync/cluster"
	"roomkey/web"
)

// fillDemoOf fills the first of several regions with the demo, where no region has data, and one that is alone.
func (p *Program) fillDemoOf(ctx context.Context, s *store.Store, settings *serveSettings, layout cluster.Layout,
	keys secrets, log *slog.Logger) error {
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty || !layout.Several() {
		return p.fillDemo(ctx, s, settings.demoDay, log)
	}
	if layout.Region != layout.Regions[0].Name {
		log.Info("--demo is ignored: it fills the first region of the list", "first", layout.Regions[0].Name)
		return nil
	}
	others, err := cluster.OthersHaveData(ctx, settings.config(p, layout, keys, string(settings.data), log))
	if err != nil {
		return err
	}
	if others {
		log.Info("--demo is ignored: another region has data")
		return nil
	}
	return p.fillDemo(ctx, s, settings.demoDay, log)
}

// fillDemo fills an empty store with the demo as it is on a day, today unless that is set. A store that holds anything
// is left alone, with a line in the log.
func (p *Program) fillDemo(ctx context.Context, s *store.Store, on day, log *slog.Logger) error {
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		log.Info("the data directory is not empty: --demo is ignored")
		return nil
	}
	if on.IsZero() {
		on.Time = p.Now()
	}
	specs, err := demo.Specs(on.Time)
	if err != nil {
		return err
	}
	hash, err := web.HashPassword(p.Random, demo.Password)
	if err != nil {
		return err
	}
	if err := demo.Accounts(ctx, s, hash); err != nil {
		return err
	}
	if err := errors.Join(demo.Fill(ctx, s, specs), demo.Tell(ctx, s, specs)); err != nil {
		return err
	}
	log.Info("filled with the demo", "records", len(specs))
	return nil
}

// warnOfAccounts logs what an operator should know of the accounts in the data: that there are none, and which command
// adds the first, or that some are the demo's, whose password is public.
func (p *Program) warnOfAccounts(ctx context.Context, s *store.Store, dir string, log *slog.Logger) error {
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if empty {
		log.Warn("there are no accounts yet: add the first with this command, beside the running server",
			"command", quoted(cmp.Or(p.Name, "roomkey"))+" user add --data "+quoted(dir)+
				` --email you@example.com --name "Your Name" --role broker --broker "Your Brokerage"`)
		return nil
	}
	is, err := hasDemoAccounts(ctx, s)
	if is {
		log.Warn("the data holds accounts of the demo, whose password is public: " +
			"for real work, serve another folder with --data, or disable them with roomkey user disable")
	}
	return err
}

// hasDemoAccounts reports whether somebody can sign in to an account of the demo.
func hasDemoAccounts(ctx context.Context, s *store.Store) (bool, error) {
	emails := make([]string, len(demo.Users))
	for i, account := range demo.Users {
		emails[i] = account.Email
	}
	return s.HasActive(ctx, emails)
}

// quoted is a folder's name as people paste it to a shell.
func quoted(dir string) string {
	if strings.ContainsAny(dir, " '\"\\$&;()*?") {
		return "'" + strings.ReplaceAll(dir, "'", `'\''`) + "'"
	}
	return dir
}
