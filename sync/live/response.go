package live

import (
	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// observeResponse tells of the first response to a lead, if a user's changes were that. The record was as before says,
// or none.
func (d *document) observeResponse(before *crm.Record, by crm.ID) {
	now := d.r.record
	responds := projection.Responds(before, now, by) || before == nil && projection.RespondsFrom(now, by)
	if !d.Private && responds {
		observe2(d.r.records.config.Responded, now.ID, by)
	}
}
