package runner

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// event returns an event for a task's room. data is a struct of texts and valid JSON.
func event(t *crm.Task, name string, at time.Time, data any) crm.Event {
	raw, err := json.Marshal(data)
	if err != nil {
		raw = json.RawMessage("{}") // data can always be encoded
	}
	return crm.Event{Room: t.Room, Name: name, Data: raw, At: at}
}

// onlyTask is the data of events that only name their task.
type onlyTask struct {
	Task crm.ID `json:"task"`
}

// startedData is the data of ai:task:started.
type startedData struct {
	Task     crm.ID `json:"task"`
	Workflow string `json:"workflow"`
	Title    string `json:"title"`
	User     crm.ID `json:"user"`
	DryRun   bool   `json:"dryRun,omitempty"`
}

// started returns the event of a task's first claim, or of its first claim after a retry.
func started(t *crm.Task) []crm.Event {
	return []crm.Event{event(t, crm.EventTaskStarted, t.StartedAt, startedData{t.ID, t.Workflow, t.Title, t.User,
		t.DryRun})}
}

// progressData is the data of ai:task:progress.
type progressData struct {
	Task    crm.ID          `json:"task"`
	Percent int             `json:"percent"` // of the whole task
	Step    string          `json:"step"`
	Message string          `json:"message,omitempty"`
	Partial json.RawMessage `json:"partial,omitempty"`
}

// reviewData is the data of ai:task:review.
type reviewData struct {
	Task      crm.ID `json:"task"`
	Proposals int    `json:"proposals"` // that await a decision
}

// failedData is the data of ai:task:failed.
type failedData struct {
	Task    crm.ID `json:"task"`
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// mayTell reports whether a task's texts may be sent to its room: everybody there must have the right to read
// everything that its guest was given.
func mayTell(ctx context.Context, storage Storage, t *crm.Task) bool {
	kind, id, err := t.Room.Parse()
	switch {
	case err != nil:
		return false
	case t.Reach == "" || kind == "user" && id == t.User:
		return true
	case kind == "team":
		return t.Reach == crm.Reach("team:"+id.String())
	case kind == "record":
		waiting, err := storage.RowChanges(ctx, id)
		if err != nil || len(waiting) > 0 { // other regions may have taken it in
			return false
		}
		records, err := storage.Records(ctx, []crm.ID{id})
		return err == nil && len(records) == 1 && t.Reach != crm.ReachPrivate &&
			crm.Reach("").With(records[0].Row, false) == t.Reach
	}
	return false
}
