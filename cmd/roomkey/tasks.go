package main

import (
	"roomkey/plugins/runner"
	realtime "roomkey/sync"
	"roomkey/web"
)

// taskParts are what tasks need besides the store and the hub.
type taskParts struct {
	plugins runner.Registry
	guests  runner.Guests
	model   runner.Model
	web     runner.Web
}

// newRunner makes what runs tasks, and has their events told in their rooms; nil where there are no plugins.
func (s *serving) newRunner(hub *realtime.Hub, parts taskParts) *runner.Runner {
	if parts.plugins == nil {
		return nil
	}
	s.store.Announce(hub.Publish)
	return runner.New(runner.Config{
		Storage: s.store, Records: &web.TaskRecords{Hub: hub, Store: s.store}, Plugins: parts.plugins, Guests: parts.guests, Rooms: hub,
		Model: parts.model, Web: parts.web, Now: s.program.now, Random: s.program.random, Log: s.log,
	})
}
