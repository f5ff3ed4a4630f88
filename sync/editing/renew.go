package editing

import (
	"context"

	"roomkey/crm"
	"roomkey/sync/live"
)

// Renew gives new documents to those halves of a record whose history is long, see live.Registry.Renew. It is for those
// who may read and write both halves: the record's owner and the broker role. Errors also: conflict if no history is
// long.
func (ed *Editor) Renew(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return ed.records.Renew(ctx, id, user, func(v *live.Visit) error {
		if ed.when != nil && v.Exists() {
			if err := ed.when(v.Projection()); err != nil {
				return err
			}
		}
		return authorize(v, user, crm.ActionPrivate)
	})
}
