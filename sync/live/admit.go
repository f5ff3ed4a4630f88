package live

import (
	"context"
	"time"

	"roomkey/crdt"
)

// accept takes in changes that a link has sent, and does what follows for the record: a draft may have become one, and the
// server repairs what the changes have left. An error means that the engine or the storage is unavailable: nothing more was
// accepted then.
func (r *Record) accept(ctx context.Context, d *document, l *Link, changes []*crdt.Change, came time.Time) error {
	for len(changes) > 0 {
		by := r.submission(l, d)
		by.Came = came
		b, n, err := r.take(ctx, d, changes, by)
		if err != nil {
			return err
		}
		changes = changes[n:]
		if len(b.Changes) == 0 {
			continue
		}
		if r.record == nil {
			r.considerDraft(ctx, d, l.user, true)
		}
		r.repair(ctx, d)
	}
	return nil
}
