package editing

import (
	"context"
	"encoding/json"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
	"roomkey/sync/live/projection"
)

// NewRecord is the content of a record to be made.
type NewRecord struct {
	ID         crm.ID // zero: a new one
	Type       string
	Fields     json.RawMessage // an object; see Patch
	Private    json.RawMessage // an object, or nothing
	Visibility crm.Visibility  // "": team
	Team       crm.ID          // zero: the user's first
	By         live.Origin
}

// Patch is a JSON Merge Patch (RFC 7396) of a record's fields. List items with an `id` are matched by it and patched in
// place; text is spliced by difference.
type Patch struct {
	Fields  json.RawMessage // an object, or nothing
	Private json.RawMessage // an object, or nothing
	// Base are heads of the record's documents, the shared one's, the private one's or both, from which the patch was
	// made: what has been written since is merged with it, and two values of one scalar are both kept as a conflict.
	// Nil: the present ones.
	Base []crm.Hash
	By   live.Origin
}

// Create makes a record of the user's own.
func (ed *Editor) Create(ctx context.Context, user *crm.User, n NewRecord) (*crm.Record, error) {
	t := crm.TypeNamed(n.Type)
	switch {
	case user == nil || user.Disabled || user.Role == crm.RoleViewer:
		return nil, crm.ErrForbidden
	case t == nil:
		return nil, crm.Invalid("type", "there is no such type of record")
	case n.Visibility == "":
		n.Visibility = crm.VisibilityTeam
	}
	if n.Team.IsZero() {
		n.Team = live.FirstTeam(user)
	}
	row := crm.Row{Owner: user.ID, Team: n.Team, Broker: user.Broker, Visibility: n.Visibility}
	if err := checkRow(user, row); err != nil {
		return nil, err
	}
	if n.ID.IsZero() {
		n.ID = crm.NewID(ed.random)
	}
	return ed.change(ctx, user, n.ID, func(ctx context.Context, v *live.Visit) error {
		return create(ctx, v, user, t, row, n)
	})
}

func checkRow(user *crm.User, row crm.Row) error {
	switch row.Visibility {
	case crm.VisibilityPrivate, crm.VisibilityTeam, crm.VisibilityBroker:
	default:
		return crm.Invalid("visibility", "must be private, team or broker")
	}
	if !row.Team.IsZero() && !user.InTeam(row.Team) && user.Role != crm.RoleBroker {
		return crm.Invalid("team", "is no team of yours")
	}
	return nil
}

// Patch changes fields.
func (ed *Editor) Patch(ctx context.Context, user *crm.User, id crm.ID, p Patch) (*crm.Record, error) {
	base, err := ed.readBase(ctx, user, id, p.Base)
	if err != nil {
		return nil, err
	}
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		before := v.Projection()
		if err := patchFrom(ctx, v, user, p, base, leeway{}); err != nil {
			return err
		}
		return noteResponse(ctx, v, user, before)
	})
}

// NoteResponse notes the first response of a lead's owner, which came at a time, unless one is noted.
func (ed *Editor) NoteResponse(ctx context.Context, user *crm.User, id crm.ID, at time.Time) error {
	_, err := ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if !v.Exists() || len(v.Projection().Fields["firstResponseAt"]) > 0 || v.Projection().Owner != user.ID {
			return nil
		}
		return patch(ctx, v, user, Patch{Fields: projection.ResponsePatch(at)}, leeway{})
	})
	return err
}

// noteResponse notes the first response to a lead, if that is what a person has just changed.
func noteResponse(ctx context.Context, v *live.Visit, user *crm.User, before *crm.Record) error {
	if !projection.Responds(before, v.Projection(), user.ID) {
		return nil
	}
	return patch(ctx, v, user, Patch{Fields: projection.ResponsePatch(v.Time())}, leeway{})
}

// change runs do in the record's actor, waits until all changes are durable, and gives the record as it is then.
func (ed *Editor) change(ctx context.Context, user *crm.User, id crm.ID,
	do func(context.Context, *live.Visit) error) (*crm.Record, error) {
	end, err := ed.records.Begin(ctx, user)
	if err != nil {
		return nil, err
	}
	over := sync.OnceFunc(end)
	defer over()
	var rec *crm.Record
	err = ed.records.Visit(ctx, id, true, func(ctx context.Context, v *live.Visit) error {
		defer over() // others may work while the change is written
		if ed.when != nil && v.Exists() {
			if err := ed.when(v.Projection()); err != nil {
				return err
			}
		}
		if err := do(ctx, v); err != nil {
			return err
		}
		rec = v.Projection()
		return nil
	})
	if err != nil {
		return nil, err
	}
	return rec, nil
}

func create(ctx context.Context, v *live.Visit, user *crm.User, t *crm.RecordType, row crm.Row, n NewRecord) error {
	if v.Taken() {
		return live.ErrTaken
	}
	fields, wrong := prepare(ctx, v, t, false, nil, n.Fields, user, leeway{})
	missing := fields.missing(t)
	private, alsoWrong := prepare(ctx, v, t, true, nil, n.Private, user, leeway{})
	if err := oneOf([]error{wrong, missing, alsoWrong}); err != nil {
		return err
	}
	shared, hidden := v.DraftFor(user, n.By), v.DraftFor(user, n.By)
	shared.Patch, hidden.Patch = fields.patch, private.patch
	return v.CreateRecord(ctx, t, user, row, shared, hidden)
}

// patch patches the present state.
func patch(ctx context.Context, v *live.Visit, user *crm.User, p Patch, leeway leeway) error {
	return patchFrom(ctx, v, user, p, nil, leeway)
}

// patchFrom patches the state that the patch is made from; nil: the present one. It checks both halves before it writes
// either.
func patchFrom(ctx context.Context, v *live.Visit, user *crm.User, p Patch, base *start, leeway leeway) error {
	if err := authorize(v, user, crm.ActionWrite); err != nil {
		return err
	}
	t := crm.TypeNamed(v.Projection().Type)
	from, err := startOf(v, base)
	if err != nil {
		return err
	}
	fields, wrong := prepare(ctx, v, t, false, from.fields, p.Fields, user, leeway)
	private, alsoWrong := prepare(ctx, v, t, true, from.private, p.Private, user, leeway)
	if err := oneOf([]error{wrong, alsoWrong}); err != nil {
		return err
	}
	if private.patch != nil {
		if err := authorize(v, user, crm.ActionPrivate); err != nil {
			return err
		}
		if !v.EnsurePrivate(ctx) {
			return crm.Errorf(crm.CodeUnavailable, "the private fields can't be changed at present")
		}
	}
	draft := v.DraftFor(user, p.By)
	if draft.Patch, draft.Base = fields.patch, from.heads; draft.Patch != nil {
		if err := v.WriteAs(ctx, false, user, draft); err != nil {
			return err
		}
	}
	if draft.Patch, draft.Base = private.patch, from.privateHeads; draft.Patch != nil {
		err = v.WriteAs(ctx, true, user, draft)
	}
	return err
}
