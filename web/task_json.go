package web

import (
	"roomkey/crm"
	"roomkey/plugins/runner"
	"roomkey/web/api"
)

func workflowOf(w *runner.Workflow) api.Workflow {
	shown := api.Workflow{Name: w.Name, Title: w.Title, Policy: w.Policy, Input: w.Input,
		Steps: make([]api.WorkflowStep, len(w.Steps))}
	for i, step := range w.Steps {
		shown.Steps[i] = api.WorkflowStep(step)
	}
	return shown
}

func taskOf(t *crm.Task, proposals []crm.Proposal) api.Task {
	shown := api.Task{
		ID: t.ID, Workflow: t.Workflow, Title: t.Title, User: t.User, Room: t.Room, DryRun: t.DryRun,
		Status: t.Status, Progress: t.Progress,
		Message: t.Message, Output: t.Output, Proposed: t.Proposed, Pending: t.Pending,
		Steps:     make([]api.TaskStep, len(t.Steps)),
		Proposals: make([]api.Proposal, len(proposals)), CreatedAt: api.TimeOf(t.CreatedAt),
		StartedAt:  api.TimeOrNull(t.StartedAt),
		FinishedAt: api.TimeOrNull(t.FinishedAt),
	}
	if t.Error != nil {
		shown.Error = &api.TaskError{Code: t.Error.Code, Message: t.Error.Message}
	}
	for i, step := range t.Steps {
		shown.Steps[i] = api.TaskStep{Name: step.Name, Plugin: step.Plugin, Version: step.Version, Status: step.Status,
			Attempt: step.Attempt, Output: step.Output}
	}
	for i := range proposals {
		p := &proposals[i]
		shown.Proposals[i] = api.Proposal{Record: p.Edit.Record, Type: p.Edit.Type, New: p.Edit.New,
			Step:    t.Steps[p.Step].Name,
			Changes: p.Changes, Status: p.Status(), Decisions: p.Decisions, Reasons: p.Reasons}
		if p.Decisions == nil {
			shown.Proposals[i].Decisions = map[string]crm.Decision{}
		}
	}
	return shown
}
