package runner

import (
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
)

// noWorkflow returns the error for an unknown workflow. A damaged package of a plugin that it needs may be the reason.
func noWorkflow(installed []*plugins.Plugin, name string) error {
	var damaged []string
	for _, p := range installed {
		if p.Damage == nil {
			continue
		}
		if needs(installed, name, p.Manifest.ID) {
			return about("workflow", plugins.DamagedError(p.Manifest.ID, p.Damage))
		}
		damaged = append(damaged, p.Manifest.ID)
	}
	if len(damaged) > 0 && !strings.Contains(name, "/") { // the workflows of damaged packages are unknown
		return crm.Invalid("workflow",
			"there is no such workflow, or it belongs to a plugin whose stored package is damaged: %s",
			strings.Join(damaged, ", "))
	}
	return crm.Invalid("workflow", "there is no such workflow")
}

// needs reports whether a workflow is a step of a plugin, or is declared by another plugin and has such a step.
func needs(installed []*plugins.Plugin, workflow, id string) bool {
	its := func(step string) bool { return strings.HasPrefix(step, id+"/") }
	return its(workflow) || slices.ContainsFunc(installed, func(p *plugins.Plugin) bool {
		return slices.ContainsFunc(p.Manifest.Workflows, func(w plugins.Workflow) bool {
			return w.Name == workflow && slices.ContainsFunc(w.Steps, func(s plugins.WorkflowStep) bool {
				return its(s.Step)
			})
		})
	})
}
