package projection

import (
	"encoding/json"

	"roomkey/crm"
)

// NoticeEvents returns the events that tell users about their notices.
func NoticeEvents(notices []crm.Notice) []crm.Event {
	events := make([]crm.Event, 0, len(notices))
	for _, n := range notices {
		data, err := json.Marshal(struct {
			ID     crm.ID `json:"id"`
			Kind   string `json:"kind"`
			Record crm.ID `json:"record"`
			By     crm.ID `json:"by"`
		}{n.ID, n.Kind, n.Record, n.By})
		if err != nil {
			continue // can't happen, because ids and strings always marshal
		}
		e := crm.Event{Room: crm.UserRoom(n.User), Name: crm.EventNotification, Data: data, At: n.At}
		if !crm.NoticeOutlastsRights(n.Kind) { // of others only readers of the record hear
			e.Record = n.Record
		}
		events = append(events, e)
	}
	return events
}
