package api

import (
	"encoding/json"

	"roomkey/crm"
)

// Workflow is something that the caller may run.
type Workflow struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Policy string `json:"policy" enum:"review,apply"`
	// In order.
	Steps []WorkflowStep `json:"steps"`
	// The JSON Schema of its input.
	Input json.RawMessage `json:"input" ref:"Object"`
}

// WorkflowStep is a step of a workflow, for people.
type WorkflowStep struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Plugin string `json:"plugin"`
}

// WorkflowsAnswer lists what the caller may run.
type WorkflowsAnswer struct {
	Items []Workflow `json:"items"`
}

// TasksRequest asks for a page of tasks.
type TasksRequest struct {
	Cursor string `query:"cursor"` // The next of an earlier answer.
	Limit  int    `query:"limit" minimum:"1" maximum:"500" default:"100"`
}

// TasksAnswer is a page of tasks, the newest first, without what they put out and propose.
type TasksAnswer struct {
	Items []Task `json:"items"`
	// The cursor of the page that follows; null at the end.
	Next *string `json:"next"`
	// Of several regions, those that have not answered: their tasks are missing.
	Silent []string `json:"silent,omitempty"`
}

// StartTaskRequest runs a workflow.
type StartTaskRequest struct {
	Workflow string `json:"workflow"`
	// As the workflow's input schema has it; an empty object unless told.
	Input json.RawMessage `json:"input,omitempty"`
	// Where its events are told; the caller's own room unless told.
	Room crm.Room `json:"room,omitempty"`
	// A trial run: its output says what it would do, and nothing that it proposes is kept.
	DryRun bool `json:"dryRun,omitempty"`
}

// Task is one run of a workflow.
type Task struct {
	ID       crm.ID   `json:"id"`
	Workflow string   `json:"workflow"`
	Title    string   `json:"title"`
	User     crm.ID   `json:"user"`
	Room     crm.Room `json:"room"`
	// Of several regions, the one that has the task: it runs there, and goes on there.
	Region string `json:"region,omitempty"`
	// Whether it was a trial run.
	DryRun bool           `json:"dryRun,omitempty"`
	Status crm.TaskStatus `json:"status"`
	// Percent.
	Progress int             `json:"progress" minimum:"0" maximum:"100"`
	Message  string          `json:"message"`
	Steps    []TaskStep      `json:"steps"`
	Output   json.RawMessage `json:"output"`
	// What the step under way has told so far: as in its last event, and of streamed text all that was said, or the end
	// of it.
	Partial json.RawMessage `json:"partial,omitempty"`
	Error   *TaskError      `json:"error"`
	// Proposals made so far.
	Proposed int `json:"proposed" minimum:"0"`
	// Those of them that nobody has decided on.
	Pending    int        `json:"pending" minimum:"0"`
	Proposals  []Proposal `json:"proposals"`
	CreatedAt  Time       `json:"createdAt"`
	StartedAt  *Time      `json:"startedAt"`
	FinishedAt *Time      `json:"finishedAt"`
}

// TaskStep is a step of a task, and how far it has come.
type TaskStep struct {
	Name    string          `json:"name"`
	Plugin  string          `json:"plugin"`
	Version string          `json:"version"`
	Status  crm.TaskStatus  `json:"status"`
	Attempt int             `json:"attempt" minimum:"0"`
	Output  json.RawMessage `json:"output"`
}

// TaskError is why a task failed, in words for its user.
type TaskError struct {
	Code    string `json:"code"`
	Message string `json:"message"`
}

// Proposal is what a task wants to change in one record.
type Proposal struct {
	Record crm.ID `json:"record"`
	Type   string `json:"type"`
	// Whether the record is made by it.
	New  bool   `json:"new"`
	Step string `json:"step"`
	// By JSON Pointer: the value before and after, null where there is none.
	Changes map[string]crm.Change `json:"changes"`
	// Sums up the decisions.
	Status string `json:"status" enum:"pending,accepted,rejected,undone,refused"`
	// By JSON Pointer, for fields that somebody has decided on.
	Decisions map[string]crm.Decision `json:"decisions"`
	// By JSON Pointer: why a field was left as it is.
	Reasons map[string]string `json:"reasons,omitempty"`
}

// Place names a part of a record.
type Place struct {
	Record crm.ID `json:"record"`
	// All of the record where there is none.
	Pointer Pointer `json:"pointer,omitempty"`
}

// DecideRequest accepts or rejects what a task proposes.
type DecideRequest struct {
	ByID
	// Which proposals are meant: all that wait unless told.
	Changes []Place `json:"changes,omitempty" nullable:"true" minItems:"1" maxItems:"10000"`
}

// Skip is a part of a record that was left as it is.
type Skip struct {
	Record  crm.ID  `json:"record"`
	Pointer Pointer `json:"pointer,omitempty"`
	Reason  string  `json:"reason"`
}

// AcceptAnswer is the task as it is then, and what was not applied.
type AcceptAnswer struct {
	Task
	Skipped []Skip `json:"skipped"`
}

// UndoTaskAnswer says what was taken back, and what was left.
type UndoTaskAnswer struct {
	Undone  []Place `json:"undone"`
	Skipped []Skip  `json:"skipped"`
}
