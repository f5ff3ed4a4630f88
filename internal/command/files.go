package command

import (
	"context"
	"encoding/json"
	"sync/atomic"

	"roomkey/crm"
	"roomkey/store"
)

// filesOfRegions is the store of tasks, which looks for files that people have sent in other regions too: who sends a
// file and starts a task with it may reach two of them.
type filesOfRegions struct {
	*store.Store
	others atomic.Pointer[taskAsker] // nil: there are none
}

// taskAsker are the other regions, which can be asked about what users have in them.
type taskAsker interface {
	Ask(ctx context.Context, q *crm.TaskQuestion) ([]byte, error)
}

// ReadUpload is part of runner.Storage. A file that another region has is kept here from then on.
func (f *filesOfRegions) ReadUpload(ctx context.Context, user, id crm.ID, offset, limit int) (piece []byte, size int,
	err error) {
	piece, size, err = f.Store.ReadUpload(ctx, user, id, offset, limit)
	others := f.others.Load()
	if others == nil || crm.CodeOf(err) != crm.CodeNotFound {
		return piece, size, err
	}
	if fetched := f.fetch(ctx, *others, user, id); fetched != nil {
		if crm.CodeOf(fetched) != crm.CodeNotFound {
			err = fetched
		}
		return nil, 0, err
	}
	return f.Store.ReadUpload(ctx, user, id, offset, limit)
}

// fetch has another region give a user's file. Errors: not_found where none has it; unavailable where one may have it
// that does not answer.
func (f *filesOfRegions) fetch(ctx context.Context, others taskAsker, user, id crm.ID) error {
	of, err := f.UserByID(ctx, user)
	if err != nil {
		return err
	}
	rows, err := f.LedgerEnd(ctx)
	if err != nil {
		return err
	}
	answer, err := others.Ask(ctx, &crm.TaskQuestion{Act: crm.TaskFile, Broker: of.Broker, User: user, Task: id})
	if crm.CodeOf(err) == crm.CodeUnavailable {
		return &crm.Error{Code: crm.CodeUnavailable, Err: err,
			Message: "another region may have the file, and does not answer now: try again, or send it again"}
	}
	if crm.CodeOf(err) == crm.CodeRateLimited { // decisions on tasks take the same places
		return &crm.Error{Code: crm.CodeUnavailable, Err: err,
			Message: "other files or decisions of yours are on their way between regions: try again"}
	}
	if err != nil {
		return err
	}
	var sent crm.SentFile
	if err := json.Unmarshal(answer, &sent); err != nil {
		return err
	}
	return f.KeepUpload(ctx, id, of, &sent, rows)
}
