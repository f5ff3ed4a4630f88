package runner

import (
	"cmp"
	"context"
	"encoding/json"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins"
)

// Workflow is what a user may run: a workflow that a plugin declares, or a single step.
type Workflow struct {
	Name   string          `json:"name"`
	Title  string          `json:"title"`
	Policy string          `json:"policy"`
	Steps  []WorkflowStep  `json:"steps"`
	Input  json.RawMessage `json:"input"` // JSON Schema

	resolved []resolved
}

// WorkflowStep describes a step of a workflow to people.
type WorkflowStep struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Plugin string `json:"plugin"`
}

// Workflows lists the workflows that users of a brokerage may run, by name: those that its plugins declare, and each
// step as a workflow of its own. It leaves out workflows of suspended plugins, and workflows that name a step which
// does not exist.
func (r *Runner) Workflows(ctx context.Context, broker crm.ID) ([]Workflow, error) {
	installed, err := r.Plugins.Installed(ctx, broker)
	if err != nil {
		return nil, err
	}
	return workflowsOf(slices.DeleteFunc(slices.Clone(installed), func(p *plugins.Plugin) bool { return p.Suspended })),
		nil
}

// workflowsOf lists the workflows of plugins. It reorders installed.
func workflowsOf(installed []*plugins.Plugin) []Workflow {
	// If two workflows have the same name, a bundled plugin's wins, then the first by id: no plugin may replace
	// another's.
	slices.SortStableFunc(installed, func(a, b *plugins.Plugin) int {
		if a.Bundled != b.Bundled {
			return cmp.Compare(rank(a), rank(b))
		}
		return strings.Compare(a.Manifest.ID, b.Manifest.ID)
	})
	known := make(map[string]Workflow)
	add := func(w Workflow, ok bool) {
		if _, taken := known[w.Name]; ok && !taken {
			known[w.Name] = w
		}
	}
	for _, p := range installed { // first, because nobody may hide a step behind a workflow of its name
		for i := range p.Manifest.Steps {
			add(single(p, &p.Manifest.Steps[i]), true)
		}
	}
	for _, p := range installed {
		for i := range p.Manifest.Workflows {
			add(declared(installed, p, &p.Manifest.Workflows[i]))
		}
	}
	list := make([]Workflow, 0, len(known))
	for _, w := range known {
		list = append(list, w)
	}
	slices.SortFunc(list, func(a, b Workflow) int { return strings.Compare(a.Name, b.Name) })
	return list
}

func rank(p *plugins.Plugin) int {
	if p.Bundled {
		return 0
	}
	return 1
}

// single returns a step as a workflow of its own.
func single(p *plugins.Plugin, step *plugins.Step) Workflow {
	w := Workflow{Name: p.Manifest.ID + "/" + step.Name, Title: step.Title, Policy: crm.PolicyReview}
	w.add(resolved{plugin: p, declared: step})
	w.Input = orAny(step.Input)
	return w
}

// declared returns a workflow of a manifest; false if one of its steps does not exist.
func declared(installed []*plugins.Plugin, p *plugins.Plugin, d *plugins.Workflow) (Workflow, bool) {
	w := Workflow{Name: d.Name, Title: d.Title, Policy: d.Policy}
	if w.Policy != crm.PolicyApply {
		w.Policy = crm.PolicyReview
	}
	for _, step := range d.Steps {
		of, name := p, step.Step
		if id, its, foreign := strings.Cut(step.Step, "/"); foreign {
			at := slices.IndexFunc(installed, func(other *plugins.Plugin) bool { return other.Manifest.ID == id })
			if at < 0 {
				return w, false
			}
			of, name = installed[at], its
		}
		found := of.Manifest.Step(name)
		if found == nil {
			return w, false
		}
		w.add(resolved{plugin: of, declared: found, mapping: step.Input})
	}
	w.Input = inputSchema(w.resolved)
	return w, len(w.resolved) > 0
}

func (w *Workflow) add(step resolved) {
	w.resolved = append(w.resolved, step)
	w.Steps = append(w.Steps, WorkflowStep{step.declared.Name, step.declared.Title, step.plugin.Manifest.ID})
}

// workflow finds a workflow by its name. For one of a suspended plugin the error is forbidden.
func (r *Runner) workflow(ctx context.Context, broker crm.ID, name string) (*Workflow, error) {
	list, err := r.Workflows(ctx, broker)
	if err != nil {
		return nil, err
	}
	if w := named(list, name); w != nil {
		return w, nil
	}
	installed, err := r.Plugins.Installed(ctx, broker)
	if err != nil {
		return nil, err
	}
	if named(workflowsOf(slices.Clone(installed)), name) != nil {
		return nil, &crm.Error{Code: crm.CodeForbidden, Field: "workflow", Message: suspendedMessage}
	}
	return nil, noWorkflow(installed, name)
}

// named finds a workflow in a list by name; nil if there is none.
func named(list []Workflow, name string) *Workflow {
	at, ok := slices.BinarySearchFunc(list, name, func(w Workflow, name string) int {
		return strings.Compare(w.Name, name)
	})
	if !ok {
		return nil
	}
	return &list[at]
}
