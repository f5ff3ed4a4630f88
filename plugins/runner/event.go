package runner

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crm"
)

// event makes one event for a task's room. data is a struct of texts and JSON that is valid.
func event(t *crm.Task, name string, at time.Time, data any) crm.Event {
	raw, err := json.Marshal(data)
	if err != nil {
		raw = json.RawMessage("{}") // it can't be
	}
	return crm.Event{Room: t.Room, Name: name, Data: raw, At: at}
}

// onlyTask is the data of events that say no more than which task they are about.
type onlyTask struct {
	Task crm.ID `json:"task"`
}

// startedData is the data of ai:task:started.
type startedData struct {
	Task     crm.ID `json:"task"`
	Workflow string `json:"workflow"`
	Title    string `json:"title"`
	User     crm.ID `json:"user"`
}

// started tells that a task was claimed for the first time, or since somebody had it tried again.
func started(t *crm.Task) []crm.Event {
	return []crm.Event{event(t, crm.EventTaskStarted, t.StartedAt, startedData{t.ID, t.Workflow, t.Title, t.User})}
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
	Proposals int    `json:"proposals"` // that wait
}

// failedData is the data of ai:task:failed.
type failedData struct {
	Task    crm.ID `json:"task"`
	Code    string `json:"code"`
	Message string `json:"message,omitempty"`
}

// audible reports whether what a task tells in words may be said in its room: everybody there may read all that its guest
// was given.
func (r *Runner) audible(ctx context.Context, t *crm.Task) bool {
	kind, id, err := t.Room.Parse()
	switch {
	case err != nil:
		return false
	case t.Reach == "" || kind == "user" && id == t.User:
		return true
	case kind == "team":
		return t.Reach == crm.Reach("team:"+id.String())
	case kind == "record":
		records, err := r.Storage.Records(ctx, []crm.ID{id})
		return err == nil && len(records) == 1 && t.Reach != crm.ReachPrivate && crm.Reach("").With(records[0].Row, false) == t.Reach
	}
	return false
}
