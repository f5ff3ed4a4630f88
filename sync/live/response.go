package live

import (
	"context"
	"encoding/json"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/projection"
)

// ResponsePatch is a merge patch that notes the first response to a lead.
func ResponsePatch(at time.Time) json.RawMessage {
	return json.RawMessage(`{"firstResponseAt":"` + at.UTC().Format(time.RFC3339) + `"}`)
}

// noteResponse has the first response to a lead, which a device has sent, noted in a turn of its own: by a change of
// the server's for the user. Whoever has noted one meanwhile was first.
func (r *Record) noteResponse(old *crm.Record, by crm.ID) {
	if !projection.Responds(old, r.record, by) {
		return
	}
	at := r.now()
	r.hold()
	r.post(func(ctx context.Context, r *Record) bool {
		defer r.release()
		if !r.exists() || len(r.record.Fields["firstResponseAt"]) > 0 || r.record.Owner != by {
			return false
		}
		user := r.records.directory.user(ctx, r.record.Broker, by)
		if user == nil {
			return false
		}
		if _, err := r.shared.authorChange(ctx, user, crdt.Draft{Patch: ResponsePatch(at)}); err != nil {
			r.records.config.Log.Warn("the first response to a lead is not noted", "doc", r.shared.ID, "error", err)
		}
		return false
	})
}
