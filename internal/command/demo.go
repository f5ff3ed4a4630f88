package command

import (
	"context"
	"log/slog"

	"roomkey/internal/demo"
	"roomkey/store"
	"roomkey/web"
)

// fillDemo fills an empty store with the demo; one that holds anything is left alone, with a line in the log.
func (p *Program) fillDemo(ctx context.Context, s *store.Store, log *slog.Logger) error {
	empty, err := s.Empty(ctx)
	if err != nil {
		return err
	}
	if !empty {
		log.Info("the data directory is not empty: --demo is ignored")
		return nil
	}
	specs, err := demo.Specs()
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
	if err := demo.Fill(ctx, s, specs); err != nil {
		return err
	}
	log.Info("filled with the demo", "records", len(specs))
	return nil
}
