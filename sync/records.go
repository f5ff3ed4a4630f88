package sync

import (
	"context"
	"encoding/json"

	"roomkey/crm"
)

// The methods below are what REST does with records: each is one turn of the record's actor, and returns when what it
// changed is durable. Errors: not_found for what is absent and for what the user may not read, forbidden for who may read
// but not do this, invalid and too_large with the field at fault, unavailable where the engine or the storage is.

// NewRecord is what a record is made of.
type NewRecord struct {
	ID         crm.ID // zero: a new one
	Type       string
	Fields     json.RawMessage // an object; see Patch
	Private    json.RawMessage // an object, or nothing
	Visibility crm.Visibility  // "": team
	Team       crm.ID          // zero: the user's first
	By         Origin
}

// Patch is a JSON Merge Patch (RFC 7396) of a record's fields. List items with an `id` are matched by it and patched in
// place; text is spliced by difference.
type Patch struct {
	Fields  json.RawMessage // an object, or nothing
	Private json.RawMessage // an object, or nothing
	By      Origin
}

// Create makes a record of the user's own.
func (h *Hub) Create(ctx context.Context, user *crm.User, n NewRecord) (*crm.Record, error) {
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
		n.Team = firstTeam(user)
	}
	row := crm.Row{Owner: user.ID, Team: n.Team, Broker: user.Broker, Visibility: n.Visibility}
	if err := checkRow(user, row); err != nil {
		return nil, err
	}
	if n.ID.IsZero() {
		n.ID = crm.NewID(h.config.Random)
	}
	return h.change(ctx, user, n.ID, func(ctx context.Context, d *dossier) error { return d.create(ctx, user, t, row, n) })
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
func (h *Hub) Patch(ctx context.Context, user *crm.User, id crm.ID, p Patch) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error { return d.patch(ctx, user, p, leeway{}) })
}

// Note appends a note by the user. mentions are users of the brokerage.
func (h *Hub) Note(ctx context.Context, user *crm.User, id crm.ID, body string, mentions []crm.ID) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error { return d.addNote(ctx, user, body, mentions) })
}

// change has the record's actor do something, waits until all of it is durable, and gives the record as it is then.
func (h *Hub) change(ctx context.Context, user *crm.User, id crm.ID, do func(context.Context, *dossier) error) (*crm.Record, error) {
	var rec *crm.Record
	err := h.visit(ctx, id, func(ctx context.Context, d *dossier) error {
		if err := do(ctx, d); err != nil {
			return err
		}
		rec = d.record
		return nil
	}, true)
	if err != nil {
		return nil, err
	}
	return rec, nil
}

// visit has the record's actor do something. durable: it returns when all that is pending then is on disk.
func (h *Hub) visit(ctx context.Context, id crm.ID, do func(context.Context, *dossier) error, durable bool) error {
	done := make(chan error, 1)
	ok := h.with(id, 0, func(inner context.Context, d *dossier) bool {
		err := ctx.Err()
		if err == nil {
			err = d.broken
		}
		if err == nil && d.id != id {
			err = crm.ErrNotFound // the id of a private document names no record
		}
		if err == nil {
			err = do(inner, d)
		}
		if err != nil || !durable {
			done <- err
			return false
		}
		d.waiters = append(d.waiters, func(err error) { done <- err })
		return false
	})
	if !ok {
		return crm.Errorf(crm.CodeUnavailable, "the server is shutting down")
	}
	select {
	case err := <-done:
		return err
	case <-ctx.Done():
		return &crm.Error{Code: crm.CodeUnavailable, Message: "it took too long; it may be done yet", Err: ctx.Err()}
	}
}

// authorize answers for what is absent as for what the user may not read.
func (d *dossier) authorize(user *crm.User, action crm.Action) error {
	switch {
	case !d.exists() || !user.May(crm.ActionRead, d.record.Row):
		return crm.ErrNotFound
	case !user.May(action, d.record.Row):
		return crm.ErrForbidden
	}
	return nil
}

func (d *dossier) create(ctx context.Context, user *crm.User, t *crm.RecordType, row crm.Row, n NewRecord) error {
	if d.record != nil || d.shared.draft || !d.shared.empty() {
		return errTaken
	}
	fields, err := d.prepare(ctx, t, false, nil, n.Fields, user, leeway{})
	if err != nil {
		return err
	}
	if err := t.Missing(func(name string) bool { return present(fields.after[name]) }); err != nil {
		return err
	}
	private, err := d.prepare(ctx, t, true, nil, n.Private, user, leeway{})
	if err != nil {
		return err
	}
	if err := d.make(ctx, user, t, row, fields, private, n.By); err != nil {
		d.unmake()
		return err
	}
	return nil
}

// make writes the documents of a new record.
func (d *dossier) make(ctx context.Context, user *crm.User, t *crm.RecordType, row crm.Row, fields, private *prepared, by Origin) error {
	if err := d.plant(ctx, d.shared, t, user); err != nil {
		return err
	}
	draft := d.draft(user, by)
	draft.Type, draft.Patch = t.Name, fields.patch
	if _, err := d.author(ctx, d.shared, user, draft); err != nil {
		return err
	}
	d.born(ctx, t, user, row)
	told := len(d.news)
	defer func() { d.news = d.news[:min(len(d.news), told)] }()
	d.welcome(ctx)
	if private.patch == nil {
		return nil
	}
	if d.private == nil {
		return crm.Errorf(crm.CodeUnavailable, "the private fields can't be written at present")
	}
	draft.Patch = private.patch
	_, err := d.author(ctx, d.private, user, draft)
	return err
}

// unmake forgets a record that could not be made. Nothing of it has left the actor.
func (d *dossier) unmake() {
	d.hub.config.Engine.Drop(d.id, crm.PrivateID(d.id))
	links := d.shared.links
	for _, doc := range d.documents() {
		for _, b := range doc.binding {
			d.hub.claims.settle(b.actor)
		}
	}
	d.shared, d.private, d.record = newDocument(d.id, false), nil, nil
	d.news, d.audit, d.notices, d.traces = nil, nil, nil, nil
	d.shared.links = links
}

// patch checks both halves before it writes either.
func (d *dossier) patch(ctx context.Context, user *crm.User, p Patch, leeway leeway) error {
	if err := d.authorize(user, crm.ActionWrite); err != nil {
		return err
	}
	t := crm.TypeNamed(d.record.Type)
	fields, err := d.prepare(ctx, t, false, d.record.Fields, p.Fields, user, leeway)
	if err != nil {
		return err
	}
	private, err := d.prepare(ctx, t, true, d.record.Private, p.Private, user, leeway)
	if err != nil {
		return err
	}
	if private.patch != nil {
		if err := d.authorize(user, crm.ActionPrivate); err != nil {
			return err
		}
		d.welcome(ctx)
		if d.private == nil {
			return crm.Errorf(crm.CodeUnavailable, "the private fields can't be changed at present")
		}
	}
	draft := d.draft(user, p.By)
	if draft.Patch = fields.patch; draft.Patch != nil {
		if _, err := d.author(ctx, d.shared, user, draft); err != nil {
			return err
		}
	}
	if draft.Patch = private.patch; draft.Patch != nil {
		_, err = d.author(ctx, d.private, user, draft)
	}
	return err
}
