package plugins

import (
	"context"

	"roomkey/crm"
)

// Logs stores what programs of plugins wrote in attempts that failed.
type Logs interface {
	AddPluginLog(ctx context.Context, broker, by crm.ID, log crm.PluginLog) error
	PluginLogs(ctx context.Context, broker crm.ID, plugin string) ([]crm.PluginLog, error)
}

// KeepLog keeps the log of an attempt that failed, for by, who had installed the plugin when the attempt began (zero:
// the operator). Of a plugin that has been removed since, or that somebody else has installed since, it keeps nothing.
func (r *Registry) KeepLog(ctx context.Context, broker, by crm.ID, log crm.PluginLog) error {
	return r.config.Storage.AddPluginLog(ctx, broker, by, log)
}

// Logs returns the logs of a plugin's attempts that failed, the newest first: the twenty newest of the last fourteen
// days. They are for who installed the plugin and for nobody else. by is who asks, a user of the brokerage who may read
// all its records; zero for the operator. Errors: not_found; forbidden for everybody else, and for a plugin that comes
// with the server.
func (r *Registry) Logs(ctx context.Context, broker, by crm.ID, id string) ([]crm.PluginLog, error) {
	bundled, err := r.bundled()
	if err != nil {
		return nil, err
	}
	if bundled[id] != nil {
		return nil, crm.Errorf(crm.CodeForbidden, "the plugin %s comes with the server: no log is kept of it", id)
	}
	row, err := r.config.Storage.Plugin(ctx, broker, id)
	switch {
	case crm.CodeOf(err) == crm.CodeNotFound:
		return nil, errNoPlugin
	case err != nil:
		return nil, err
	case row.By != by:
		return nil, crm.Errorf(crm.CodeForbidden, "somebody else has installed the plugin %s: only they read its log",
			id)
	}
	return r.config.Storage.PluginLogs(ctx, broker, id)
}
