package command

import (
	"roomkey/plugins"
	"roomkey/plugins/dist"
	"roomkey/store"
)

// newRegistry knows the plugins of a store and those that are in the binary.
func newRegistry(p *Program, s *store.Store, guests plugins.Validator, keys secrets) (*plugins.Registry, error) {
	return plugins.NewRegistry(plugins.Config{Storage: s, Guests: guests, Bundled: dist.Packages, Secret: keys.own,
		Other: keys.other, Now: p.Now, Random: p.Random})
}
