package sync

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/editing"
)

const (
	responsesWaiting = 256 // further ones are not noted
	responseTime     = 10 * time.Second
)

// responses notes the first responses to leads that devices have sent: after them, by changes of the server's for their
// users. Over REST they are noted with the edit itself.
type responses struct {
	editor *editing.Editor
	users  interface {
		UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	}
	now  func() time.Time
	log  *slog.Logger
	came chan response
}

type response struct {
	lead, user crm.ID
	at         time.Time
}

// add never blocks.
func (r *responses) add(lead, user crm.ID) {
	select {
	case r.came <- response{lead, user, r.now()}:
	default:
		r.log.Warn("the first response to a lead is not noted: too many wait", "doc", lead)
	}
}

// run notes them until ctx ends.
func (r *responses) run(ctx context.Context) {
	for {
		select {
		case next := <-r.came:
			if err := r.note(ctx, next); err != nil {
				r.log.Warn("the first response to a lead is not noted", "doc", next.lead, "error", err)
			}
		case <-ctx.Done():
			return
		}
	}
}

func (r *responses) note(ctx context.Context, next response) error {
	ctx, cancel := context.WithTimeout(ctx, responseTime)
	defer cancel()
	user, err := r.users.UserByID(ctx, next.user)
	if err != nil {
		return err
	}
	return r.editor.NoteResponse(ctx, user, next.lead, next.at)
}
