package command

import (
	"context"
	"path/filepath"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/plugins/egress"
	"roomkey/plugins/guest"
	"roomkey/plugins/model"
	"roomkey/plugins/runner"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web"
)

// compiledFolder is where, in the data directory, compiled code of plugins is kept.
const compiledFolder = "compiled"

// taskParts are what tasks need besides the store and the hub.
type taskParts struct {
	registry *plugins.Registry // nil where the program brings its own plugins
	host     *guest.Host       // nil there
	plugins  runner.Registry
	guests   runner.Guests
	model    runner.Model
	web      runner.Web
}

// newTaskParts makes them of what the program brings, or of the installed plugins.
func (s *serving) newTaskParts(keys secrets) (taskParts, error) {
	if own := s.program.Tasks; own != nil {
		return taskParts{plugins: own.Registry, guests: own.Guests}, nil
	}
	host := guest.NewHost(guest.Config{CacheDir: filepath.Join(string(s.settings.data), compiledFolder), Log: s.log})
	registry, err := newRegistry(s.program, s.store, host, keys)
	if err != nil {
		return taskParts{}, err
	}
	asked := model.New(model.Config{URL: s.settings.llmURL, Key: s.program.variable("ROOMKEY_LLM_KEY"),
		Name: s.settings.llmModel})
	return taskParts{
		registry: registry, host: host, plugins: registry, guests: host, model: languageModel{asked},
		web: outside{egress.New(s.program.Egress), registry},
	}, nil
}

// newRunner makes what runs tasks.
func (s *serving) newRunner(hub *realtime.Hub, parts taskParts, files *filesOfRegions) *runner.Runner {
	return runner.New(runner.Config{
		Storage: files, Records: &web.TaskRecords{Hub: hub, Store: s.store}, Plugins: parts.plugins,
		Guests: timedGuests{parts.guests, s.metrics.PluginStep}, Rooms: hub,
		Model: parts.model, Web: parts.web, Now: s.program.Now, Random: s.program.Random, Log: s.log,
	})
}

// ownTasks are the tasks of this region, as the others ask about them.
type ownTasks struct {
	*web.Server
	runner *runner.Runner
	store  *store.Store
	files  *filesOfRegions
}

// TasksNow is part of cluster.Tasks.
func (t *ownTasks) TasksNow(ctx context.Context, ids []crm.ID, lately bool) ([]crm.TaskNews, error) {
	rows, err := t.store.LedgerEnd(ctx) // before they are read
	if err != nil {
		return nil, err
	}
	list, err := t.runner.TasksNow(ctx, ids, lately)
	for i := range list {
		list[i].Rows = rows
	}
	return list, err
}

// TakeTaskNews is part of cluster.Tasks.
func (t *ownTasks) TakeTaskNews(ctx context.Context, news *crm.TaskNews) error {
	return t.store.TakeTaskNews(ctx, news)
}

// ShareTasks is part of cluster.Tasks.
func (t *ownTasks) ShareTasks(tell func(crm.TaskNews)) { t.store.ShareTasks(tell) }
