package web

import (
	"roomkey/plugins"
	"roomkey/web/api"
)

func pluginOf(p *plugins.Plugin) *api.Plugin {
	m := &p.Manifest
	shown := &api.Plugin{
		ID: m.ID, Version: m.Version, Runtime: m.Runtime, Bundled: p.Bundled, Suspended: p.Suspended, Digest: p.Digest,
		Steps: make([]api.PluginStep, len(m.Steps)), Workflows: make([]api.PluginWorkflow, len(m.Workflows)),
		Capabilities: capabilitiesOf(m.Capabilities), Granted: capabilitiesOf(p.Granted),
		Asks:        m.Capabilities.Words(),
		Missing:     capabilitiesOf(p.Missing()),
		InstalledBy: p.By,
	}
	for i, step := range m.Steps {
		shown.Steps[i] = api.PluginStep(step)
	}
	for i, workflow := range m.Workflows {
		shown.Workflows[i] = pluginWorkflowOf(&workflow)
	}
	if p.Key != nil {
		shown.SignedBy = plugins.FormatKey(p.Key)
	}
	if p.Damage != nil {
		shown.Damaged, shown.Reason = true, p.Damage.Reason
	}
	if !p.Installed.IsZero() {
		shown.InstalledAt = api.TimeOf(p.Installed)
	}
	return shown
}

func pluginWorkflowOf(w *plugins.Workflow) api.PluginWorkflow {
	shown := api.PluginWorkflow{Name: w.Name, Title: w.Title, Policy: w.Policy,
		Steps: make([]api.PluginWorkflowStep, len(w.Steps))}
	for i, step := range w.Steps {
		shown.Steps[i] = api.PluginWorkflowStep(step)
	}
	return shown
}

func capabilitiesOf(c plugins.Capabilities) api.Capabilities {
	shown := api.Capabilities{Read: c.Read, Propose: c.Propose, HTTP: c.HTTP, Secrets: c.Secrets}
	if c.LLM != nil {
		shown.LLM = &api.LLM{MaxTokens: c.LLM.MaxTokens}
	}
	return shown
}
