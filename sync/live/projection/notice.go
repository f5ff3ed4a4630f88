package projection

import "roomkey/crm"

// NoticeEvents returns the events that tell users about their notices.
func NoticeEvents(notices []crm.Notice) []crm.Event {
	events := make([]crm.Event, len(notices))
	for i := range notices {
		events[i] = notices[i].Event()
	}
	return events
}
