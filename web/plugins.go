package web

import (
	"context"

	"roomkey/crm"
	"roomkey/plugins"
	"roomkey/web/api"
)

// errNoPlugins answers where the server was made without a registry.
var errNoPlugins = crm.Errorf(crm.CodeUnavailable, "plugins are not kept here")

// pluginList is what the caller's brokerage has installed.
type pluginList struct{ registry *plugins.Registry } // nil: none are kept here

func (l *pluginList) list(ctx context.Context, who *principal, _ *api.Empty) (*api.PluginsAnswer, error) {
	if l.registry == nil {
		return nil, errNoPlugins
	}
	installed, err := l.registry.Installed(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.Plugin, len(installed))
	for i, p := range installed {
		items[i] = *pluginOf(p)
	}
	return &api.PluginsAnswer{Items: items}, nil
}

// install installs the package of a form.
func (l *pluginList) install(ctx context.Context, who *principal, asked *api.InstallPluginRequest) (*api.Plugin,
	error) {
	if l.registry == nil {
		return nil, errNoPlugins
	}
	p, err := l.registry.Install(ctx, who.user().Broker, who.user().ID, asked.Package, asked.Unsigned)
	if err != nil {
		return nil, err
	}
	return pluginOf(p), nil
}

func (l *pluginList) remove(ctx context.Context, who *principal, asked *api.PluginRequest) (*api.Empty, error) {
	if l.registry == nil {
		return nil, errNoPlugins
	}
	return nil, l.registry.Remove(ctx, who.user().Broker, who.user().ID, asked.ID)
}

// logs answers with what a plugin's program wrote in runs that failed, to who installed it.
func (l *pluginList) logs(ctx context.Context, who *principal, asked *api.PluginRequest) (*api.PluginLogsAnswer,
	error) {
	if l.registry == nil {
		return nil, errNoPlugins
	}
	logs, err := l.registry.Logs(ctx, who.user().Broker, who.user().ID, asked.ID)
	if err != nil {
		return nil, err
	}
	items := make([]api.PluginLog, len(logs))
	for i, log := range logs {
		items[i] = api.PluginLog{At: api.TimeOf(log.At), Task: log.Task, Step: log.Step, Version: log.Version,
			Attempt: log.Attempt, Code: log.Code, Message: log.Message, Log: log.Text}
	}
	return &api.PluginLogsAnswer{Items: items}, nil
}

// grant says what a plugin may do from now on.
func (l *pluginList) grant(ctx context.Context, who *principal, asked *api.GrantPluginRequest) (*api.Plugin, error) {
	if l.registry == nil {
		return nil, errNoPlugins
	}
	granted := plugins.Capabilities{Read: asked.Capabilities.Read, Propose: asked.Capabilities.Propose,
		HTTP: asked.Capabilities.HTTP, Secrets: asked.Capabilities.Secrets}
	if llm := asked.Capabilities.LLM; llm != nil {
		granted.LLM = &plugins.LLM{MaxTokens: llm.MaxTokens}
	}
	p, err := l.registry.Grant(ctx, who.user().Broker, who.user().ID, asked.ID, granted)
	if err != nil {
		return nil, err
	}
	return pluginOf(p), nil
}
