package sync

import (
	"roomkey/crm"
	"roomkey/sync/live"
)

// Open joins a test's own subscriber to a document.
func (h *Hub) Open(who *crm.Principal, doc crm.ID, out live.Subscriber) *live.Link {
	return h.records.Open(who, doc, out)
}

// Live is the number of records in memory.
func (h *Hub) Live() int { return h.records.Live() }
