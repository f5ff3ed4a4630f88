package command

import (
	"context"
	"flag"
	"fmt"
	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/store"
)

// target is where operators act: a data directory and the brokerages that are meant.
type target struct {
	data   folder
	broker string
}

func (t *target) flags(name string) *flag.FlagSet {
	flags := dataFlags("plugin "+name, &t.data)
	flags.StringVar(&t.broker, "broker", "", "name of the one brokerage that is meant; all where absent")
	return flags
}

// each opens the registry and calls do for every brokerage that is meant. guests is who tries packages; nil: nobody.
func (t *target) each(ctx context.Context, p *Program, guests plugins.Validator,
	do func(r *plugins.Registry, broker crm.ID, name string) error) error {
	return p.withData(ctx, t.data, func(s *store.Store) error {
		secret, err := p.serverSecret(string(t.data))
		if err != nil {
			return err
		}
		registry, err := newRegistry(p, s, guests, secret)
		if err != nil {
			return err
		}
		brokers, err := s.Brokerages(ctx)
		if err != nil {
			return err
		}
		met := false
		for _, broker := range brokers {
			name, err := s.BrokerageName(ctx, broker)
			if err != nil {
				return err
			}
			if t.broker != "" && t.broker != name {
				continue
			}
			met = true
			if err := do(registry, broker, name); err != nil {
				return err
			}
		}
		if !met {
			return fmt.Errorf("there is no such brokerage in %s", t.data)
		}
		return nil
	})
}
