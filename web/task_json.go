package web

import (
	"encoding/json"
	"time"

	"roomkey/crm"
	"roomkey/plugins/runner"
)

// taskJSON is a task as the API shows it.
type taskJSON struct {
	ID         crm.ID          `json:"id"`
	Workflow   string          `json:"workflow"`
	Title      string          `json:"title"`
	User       crm.ID          `json:"user"`
	Room       crm.Room        `json:"room"`
	Status     crm.TaskStatus  `json:"status"`
	Progress   int             `json:"progress"` // percent
	Message    string          `json:"message"`
	Steps      []stepJSON      `json:"steps"`
	Output     json.RawMessage `json:"output"`
	Partial    json.RawMessage `json:"partial,omitempty"` // of the step under way
	Error      *crm.TaskError  `json:"error"`
	Proposed   int             `json:"proposed"` // proposals made so far
	Pending    int             `json:"pending"`  // those of them that wait
	Proposals  []proposalJSON  `json:"proposals"`
	CreatedAt  string          `json:"createdAt"`
	StartedAt  *string         `json:"startedAt"`
	FinishedAt *string         `json:"finishedAt"`
}

type stepJSON struct {
	Name    string          `json:"name"`
	Plugin  string          `json:"plugin"`
	Version string          `json:"version"`
	Status  crm.TaskStatus  `json:"status"`
	Attempt int             `json:"attempt"`
	Output  json.RawMessage `json:"output"`
}

// proposalJSON is one record's change. Status sums up the decisions, which are there for fields that somebody has decided on.
type proposalJSON struct {
	Record    crm.ID                  `json:"record"`
	Type      string                  `json:"type"`
	New       bool                    `json:"new"`
	Step      string                  `json:"step"`
	Changes   map[string]crm.Change   `json:"changes"`
	Status    string                  `json:"status"`
	Decisions map[string]crm.Decision `json:"decisions"`
	Reasons   map[string]string       `json:"reasons,omitempty"`
}

// newSeenJSON is a task with all that somebody may see of it.
func newSeenJSON(seen *runner.Seen) taskJSON {
	shown := newTaskJSON(seen.Task, seen.Proposals)
	shown.Partial = seen.Partial
	return shown
}

func newTaskJSON(t *crm.Task, proposals []crm.Proposal) taskJSON {
	shown := taskJSON{
		ID: t.ID, Workflow: t.Workflow, Title: t.Title, User: t.User, Room: t.Room, Status: t.Status, Progress: t.Progress, Message: t.Message,
		Output: t.Output, Error: t.Error, Proposed: t.Proposed, Pending: t.Pending, Steps: make([]stepJSON, len(t.Steps)), Proposals: make([]proposalJSON, len(proposals)),
		CreatedAt: stamp(t.CreatedAt), StartedAt: stampOrNull(t.StartedAt), FinishedAt: stampOrNull(t.FinishedAt),
	}
	for i, step := range t.Steps {
		shown.Steps[i] = stepJSON{step.Name, step.Plugin, step.Version, step.Status, step.Attempt, step.Output}
	}
	for i := range proposals {
		p := &proposals[i]
		shown.Proposals[i] = proposalJSON{p.Edit.Record, p.Edit.Type, p.Edit.New, t.Steps[p.Step].Name, p.Changes, p.Status(), p.Decisions, p.Reasons}
		if p.Decisions == nil {
			shown.Proposals[i].Decisions = map[string]crm.Decision{}
		}
	}
	return shown
}

func stampOrNull(at time.Time) *string {
	if at.IsZero() {
		return nil
	}
	text := stamp(at)
	return &text
}
