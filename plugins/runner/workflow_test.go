package runner_test

import (
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/runner"
)

// No plugin takes the name of another's workflow: a step's own name wins, then a bundled plugin, then the first id
// (T1). Otherwise whoever installs a plugin would decide what people start by a name that they know.
func TestWorkflow_NoPluginTakesAnothersName(t *testing.T) {
	h := newFixture(t)
	add := func(id string, bundled bool, names ...string) {
		m := plugins.Manifest{ID: id, Steps: []plugins.Step{step("do")}}
		for _, name := range names {
			m.Workflows = append(m.Workflows, plugins.Workflow{Name: name, Title: "Of " + id,
				Steps: []plugins.WorkflowStep{{Step: "do"}}})
		}
		h.plugins.Add(m, nil)
		h.plugins.Change(id, func(p *plugins.Plugin) { p.Bundled = bundled })
	}
	add("acme.first", false, "import", "shared", "roomkey.import/do")
	add("acme.second", false, "shared")
	add("roomkey.import", true, "import")

	var list struct{ Items []runner.Workflow }
	h.call("agent1", "GET", "/workflows", nil).want(t, 200, &list)
	found := make(map[string]string)
	for _, w := range list.Items {
		found[w.Name] = w.Steps[0].Plugin
	}
	for name, want := range map[string]string{"import": "roomkey.import", "shared": "acme.first",
		"roomkey.import/do": "roomkey.import", "acme.first/do": "acme.first", "acme.second/do": "acme.second"} {
		if found[name] != want {
			t.Errorf("%s is the workflow of %q, want %s", name, found[name], want)
		}
	}
	if len(found) != 5 {
		t.Errorf("there are %v", found)
	}
}
