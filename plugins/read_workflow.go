package plugins

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// Limits of a manifest's workflows.
const (
	maxWorkflows     = 16
	maxWorkflowSteps = 16
	maxMembers       = 64 // of a step's mapping
	maxPointerSteps  = 16 // of a JSON Pointer
)

func (m *Manifest) checkWorkflows() error {
	if len(m.Workflows) > maxWorkflows {
		return crm.Invalid("/workflows", "has at most %d items", maxWorkflows)
	}
	seen := map[string]bool{}
	for i := range m.Workflows {
		w, at := &m.Workflows[i], "/workflows/"+strconv.Itoa(i)
		switch {
		case !namePattern.MatchString(w.Name) || seen[w.Name] || m.Step(w.Name) != nil:
			return crm.Invalid(at+"/name",
				"is a word of lower-case letters, digits and hyphens, each once and no step's")
		case !titled(w.Title):
			return badTitle(at)
		case w.Policy != crm.PolicyReview && w.Policy != crm.PolicyApply:
			return crm.Invalid(at+"/policy", `is "review" or "apply"`)
		case len(w.Steps) == 0 || len(w.Steps) > maxWorkflowSteps:
			return crm.Invalid(at+"/steps", "has 1 to %d items", maxWorkflowSteps)
		}
		seen[w.Name] = true
		if err := m.checkWorkflowSteps(w, at); err != nil {
			return err
		}
	}
	return nil
}

func (m *Manifest) checkWorkflowSteps(w *Workflow, at string) error {
	var before []string // names of the steps so far
	for i, step := range w.Steps {
		at := at + "/steps/" + strconv.Itoa(i)
		plugin, name, foreign := strings.Cut(step.Step, "/")
		switch {
		case !foreign && m.Step(step.Step) == nil, foreign &&
			!(idPattern.MatchString(plugin) && namePattern.MatchString(name)):
			return crm.Invalid(at+"/step", `is a step of this plugin, or another's as "id/step"`)
		case foreign && plugin != m.ID && w.Policy == crm.PolicyApply:
			// Otherwise the workflow would write with the other plugin's grant, and nobody would review the change.
			return crm.Invalid(at+"/step",
				`is another plugin's, whose changes are reviewed: the policy must be "review"`)
		}
		if err := step.checkMapping(before, at+"/input"); err != nil {
			return err
		}
		before = append(before, step.Name())
	}
	return nil
}

// Name returns the name by which later steps refer to this one.
func (s WorkflowStep) Name() string {
	return s.Step[strings.Index(s.Step, "/")+1:]
}

func (s WorkflowStep) checkMapping(before []string, at string) error {
	if len(s.Input) > maxMembers {
		return crm.Invalid(at, "has at most %d members", maxMembers)
	}
	for member, from := range s.Input {
		path, ok := Pointer(from)
		if !ok {
			continue
		}
		at := at + "/" + crm.Escape(member)
		switch {
		case len(path) > maxPointerSteps:
			return crm.Invalid(at, "is a pointer of at most %d steps", maxPointerSteps)
		case path[0] == "input", path[0] == "steps" && len(path) > 1 && slices.Contains(before, path[1]):
		default:
			return crm.Invalid(at,
				`points to /input or to /steps/ and the name of a step before; a text that is no pointer is `+
					`{"const": "/…"}`)
		}
	}
	return nil
}

// Pointer returns the reference tokens of a member of a mapping that is a JSON Pointer (RFC 6901), at least one. It
// returns false if the member stands for a value.
func Pointer(from json.RawMessage) (path []string, ok bool) {
	var text string
	if json.Unmarshal(from, &text) != nil || !strings.HasPrefix(text, "/") {
		return nil, false
	}
	path = strings.Split(text[1:], "/")
	for i := range path {
		path[i] = crm.Unescape(path[i])
	}
	return path, true
}
