package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
	"roomkey/web/api"
)

// records are those of one type, which the route names.
type records struct {
	store *store.Store
	hub   *realtime.Hub
}

// find finds the record of an address as the caller may see it: one of another type is as absent as one that the caller
// may not read.
func (r *records) find(ctx context.Context, who *principal, asked *api.RecordRequest) (*crm.View, error) {
	found, err := r.store.Record(ctx, asked.ID)
	if err != nil {
		return nil, err
	}
	seen := found.For(who.user())
	if seen == nil || seen.Type() != asked.Type.Name {
		return nil, crm.ErrNotFound
	}
	return seen, nil
}

// change does something to the record of an address, and answers with what it is then.
func (r *records) change(ctx context.Context, who *principal, asked *api.RecordRequest,
	act func(user *crm.User, id crm.ID) (*crm.Record, error),
) (*api.RecordAnswer, error) {
	found, err := r.find(ctx, who, asked)
	if err != nil {
		return nil, err
	}
	return shownTo(who)(act(who.user(), found.ID()))
}

// shownTo answers with a record as who may see it, and with nothing where a transfer has taken it from them.
func shownTo(who *principal) func(record *crm.Record, err error) (*api.RecordAnswer, error) {
	return func(record *crm.Record, err error) (*api.RecordAnswer, error) {
		if err != nil {
			return nil, err
		}
		return answerOf(record.For(who.user())), nil
	}
}

// answerOf answers with a record, and with nothing where the caller may not see it.
func answerOf(seen *crm.View) *api.RecordAnswer {
	if seen == nil {
		return nil
	}
	return &api.RecordAnswer{ETag: etagOf(seen), Written: recordJSON{seen}}
}

func (r *records) get(ctx context.Context, who *principal, asked *api.RecordRequest) (*api.RecordAnswer, error) {
	seen, err := r.find(ctx, who, asked)
	if err != nil {
		return nil, err
	}
	return answerOf(seen), nil
}

// create makes a record of the caller's. One that has the client's id already, and is theirs, is left as it is.
func (r *records) create(ctx context.Context, who *principal, asked *api.CreateRecordRequest) (*api.RecordAnswer,
	error) {
	made := realtime.NewRecord{Type: asked.Type.Name, Fields: asked.Fields, Private: asked.Private,
		Visibility: asked.Visibility}
	if asked.ID != nil {
		made.ID = *asked.ID
	}
	answer, err := shownTo(who)(r.hub.Create(ctx, who.user(), made))
	if made.ID.IsZero() || crm.CodeOf(err) != crm.CodeConflict {
		return answer, err
	}
	there, absent := r.store.Record(ctx, made.ID)
	if absent != nil || there.Owner != who.user().ID {
		return nil, err
	}
	seen := there.For(who.user())
	if seen == nil || seen.Type() != asked.Type.Name {
		return nil, err
	}
	answer = answerOf(seen)
	answer.Already = true
	return answer, nil
}

// patch applies a JSON Merge Patch (RFC 7396) over {fields, private}.
func (r *records) patch(ctx context.Context, who *principal, asked *api.PatchRecordRequest) (*api.RecordAnswer, error) {
	base, err := parseBase(asked.Base)
	if err != nil {
		return nil, err
	}
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		patch := realtime.Patch{Fields: asked.Fields, Private: asked.Private, Base: base}
		return r.hub.When(unchanged(who, asked.IfMatch)).Patch(ctx, user, id, patch)
	})
}

func (r *records) remove(ctx context.Context, who *principal, asked *api.EditRequest) (*api.Empty, error) {
	found, err := r.find(ctx, who, &asked.RecordRequest)
	if err != nil {
		return nil, err
	}
	return nil, r.hub.When(unchanged(who, asked.IfMatch)).Delete(ctx, who.user(), found.ID())
}

func (r *records) archive(ctx context.Context, who *principal, asked *api.EditRequest) (*api.RecordAnswer, error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).Archive(ctx, user, id)
	})
}

// restore brings an archived or a deleted record back. A deleted one is nobody's to see, which is why the hub alone
// decides here.
func (r *records) restore(ctx context.Context, who *principal, asked *api.EditRequest) (*api.RecordAnswer, error) {
	found, err := r.store.Record(ctx, asked.ID)
	if err != nil {
		return nil, err
	}
	if found.Type != asked.Type.Name {
		return nil, crm.ErrNotFound
	}
	return shownTo(who)(r.hub.When(unchanged(who, asked.IfMatch)).Restore(ctx, who.user(), asked.ID))
}

// renew gives a record new documents, because the history of the old ones is long.
func (r *records) renew(ctx context.Context, who *principal, asked *api.EditRequest) (*api.RecordAnswer, error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).Renew(ctx, user, id)
	})
}

// transfer gives a record another owner, team or visibility.
func (r *records) transfer(ctx context.Context, who *principal, asked *api.TransferRequest) (*api.RecordAnswer, error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		to := realtime.Transfer{Owner: asked.Owner, Team: asked.Team, Visibility: asked.Visibility}
		return r.hub.When(unchanged(who, asked.IfMatch)).Transfer(ctx, user, id, to)
	})
}

// editNote changes a note of the caller's.
func (r *records) editNote(ctx context.Context, who *principal, asked *api.EditNoteRequest) (*api.RecordAnswer,
	error) {
	var mentions *[]crm.ID
	if asked.Mentions != nil {
		once := distinct(*asked.Mentions)
		mentions = &once
	}
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).EditNote(ctx, user, id, asked.Note, asked.Body, mentions)
	})
}

// deleteNote deletes a note of the caller's, or anybody's for the broker role.
func (r *records) deleteNote(ctx context.Context, who *principal, asked *api.OneNoteRequest) (*api.RecordAnswer,
	error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).DeleteNote(ctx, user, id, asked.Note)
	})
}

// note appends a note of the caller's.
func (r *records) note(ctx context.Context, who *principal, asked *api.NoteRequest) (*api.RecordAnswer, error) {
	return r.change(ctx, who, &asked.RecordRequest, func(user *crm.User, id crm.ID) (*crm.Record, error) {
		return r.hub.When(unchanged(who, asked.IfMatch)).Note(ctx, user, id, asked.Body, distinct(asked.Mentions))
	})
}
