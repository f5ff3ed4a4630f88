package webhooks

import (
	"encoding/json"
	"strings"
	"time"

	"roomkey/crm"
)

// maxData bounds the data of one message, in bytes. Beyond it, changes are announced without their values.
const maxData = 64 << 10

// messageID is what all attempts of a delivery are known by.
func messageID(d *crm.WebhookDelivery) string { return "msg_" + d.ID.String() }

// body is what is sent of a delivery. It is the same at each attempt.
func body(d *crm.WebhookDelivery) ([]byte, error) {
	return json.Marshal(struct {
		Type      string          `json:"type"`
		Timestamp string          `json:"timestamp"` // of the event
		Data      json.RawMessage `json:"data"`
	}{d.Event, d.At.UTC().Format(time.RFC3339Nano), d.Data})
}

// update is the data of an update of a record.
type update struct {
	ID        crm.ID                        `json:"id"`
	Heads     []string                      `json:"heads"`
	By        crm.ID                        `json:"by"`
	Changes   map[string][2]json.RawMessage `json:"changes,omitempty"`
	Truncated bool                          `json:"truncated,omitempty"` // there were too many changes to name them
}

// merge makes one event of successive updates of a record by the same user: each field with its first value before and
// its last value after. People type, and an event for every key is of no use to a program. It also leaves out what
// texts tasks tell: how far these may go is not the store's to know.
func merge(events []crm.Event) []crm.Event {
	kept := make([]crm.Event, 0, len(events))
	open := make(map[crm.ID]int) // the update of a record that a later one may join, in kept
	for _, e := range events {
		switch {
		case strings.HasPrefix(e.Name, "ai:task:"):
			e.Data = withoutMessage(e.Data)
		case !strings.HasSuffix(e.Name, ":"+crm.Updated):
			delete(open, e.Record)
		default:
			if at, ok := open[e.Record]; ok && join(&kept[at], &e) {
				continue
			}
			open[e.Record] = len(kept)
		}
		kept = append(kept, e)
	}
	for i := range kept {
		kept[i].Data = bounded(kept[i].Data)
	}
	return kept
}

// join adds a later update to an earlier one, if both are by the same user.
func join(first, later *crm.Event) bool {
	var was, is update
	if json.Unmarshal(first.Data, &was) != nil || json.Unmarshal(later.Data, &is) != nil || was.By != is.By {
		return false
	}
	for pointer, change := range is.Changes {
		if before, ok := was.Changes[pointer]; ok {
			change[0] = before[0]
		}
		if was.Changes == nil {
			was.Changes = make(map[string][2]json.RawMessage)
		}
		was.Changes[pointer] = change
	}
	was.Heads = is.Heads
	data, err := json.Marshal(was)
	if err != nil {
		return false
	}
	first.Data, first.At = data, later.At
	return true
}

// bounded is an update's data within maxData.
func bounded(data json.RawMessage) json.RawMessage {
	var u update
	if len(data) <= maxData || json.Unmarshal(data, &u) != nil {
		return data
	}
	null := json.RawMessage("null")
	for pointer := range u.Changes {
		u.Changes[pointer] = [2]json.RawMessage{null, null}
	}
	short, err := json.Marshal(u)
	if err == nil && len(short) > maxData {
		u.Changes, u.Truncated = nil, true
		short, err = json.Marshal(u)
	}
	if err != nil {
		return json.RawMessage("{}") // can't happen: all of it came from JSON
	}
	return short
}

func withoutMessage(data json.RawMessage) json.RawMessage {
	var fields map[string]json.RawMessage
	if json.Unmarshal(data, &fields) != nil {
		return json.RawMessage("{}")
	}
	delete(fields, "message")
	rest, err := json.Marshal(fields)
	if err != nil {
		return json.RawMessage("{}") // can't happen: all of it came from JSON
	}
	return rest
}
