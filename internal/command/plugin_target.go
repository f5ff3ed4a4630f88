package command

import (
	"context"
	"flag"
	"fmt"
	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/store"
	"strings"
)

// target is where operators act: a data directory and the brokerages that are meant.
type target struct {
	data   folder
	broker string
}

// flags begins a flag set; absent says which brokerage is meant without --broker.
func (t *target) flags(name, absent string) *flag.FlagSet {
	flags := dataFlags("plugin "+name, &t.data)
	flags.StringVar(&t.broker, "broker", "", "`name` of the one brokerage that is meant; "+absent)
	return flags
}

// Which brokerage is meant without --broker.
const (
	allMeant = "all where absent"
	oneMeant = "where absent, the one that has the plugin"
)

// brokerage is one that a command may act on.
type brokerage struct {
	id   crm.ID
	name string
}

// each opens the registry and calls do for every brokerage that is meant. guests is who tries packages; nil: nobody.
func (t *target) each(ctx context.Context, p *Program, guests plugins.Validator,
	do func(r *plugins.Registry, broker crm.ID, name string) error) error {
	return t.open(ctx, p, guests, func(r *plugins.Registry, meant []brokerage) error {
		for _, b := range meant {
			if err := do(r, b.id, b.name); err != nil {
				return err
			}
		}
		return nil
	})
}

// theOne calls do for the one brokerage that has a plugin, or the one that is meant. Where several have it, nothing is
// done: the error names them.
func (t *target) theOne(ctx context.Context, p *Program, plugin string,
	do func(r *plugins.Registry, broker crm.ID, name string) error) error {
	return t.open(ctx, p, nil, func(r *plugins.Registry, meant []brokerage) error {
		var having []brokerage
		var names []string
		for _, b := range meant {
			if _, err := r.Find(ctx, b.id, plugin); crm.CodeOf(err) == crm.CodeNotFound {
				continue // one that is damaged is had, and can be removed
			}
			having, names = append(having, b), append(names, fmt.Sprintf("%q", b.name))
		}
		switch len(having) {
		case 0:
			return crm.Errorf(crm.CodeNotFound, "there is no such plugin: %s", plugin)
		case 1:
			return do(r, having[0].id, having[0].name)
		}
		return fmt.Errorf("%w: several brokerages have %s: say which by --broker, of %s", errUsage, plugin,
			strings.Join(names, ", "))
	})
}

// open opens the registry and finds the brokerages that are meant, at least one.
func (t *target) open(ctx context.Context, p *Program, guests plugins.Validator,
	do func(*plugins.Registry, []brokerage) error) error {
	return p.withData(ctx, t.data, func(s *store.Store) error {
		keys, err := p.secrets(string(t.data))
		if err != nil {
			return err
		}
		registry, err := newRegistry(p, s, guests, keys)
		if err != nil {
			return err
		}
		ids, err := s.Brokerages(ctx)
		if err != nil {
			return err
		}
		var meant []brokerage
		for _, id := range ids {
			name, err := s.BrokerageName(ctx, id)
			if err != nil {
				return err
			}
			if t.broker == "" || t.broker == name {
				meant = append(meant, brokerage{id, name})
			}
		}
		if len(meant) == 0 {
			return fmt.Errorf("there is no such brokerage in %s", t.data)
		}
		return do(registry, meant)
	})
}
