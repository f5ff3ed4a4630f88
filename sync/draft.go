package sync

import (
	"context"
	"encoding/json"
	"maps"
	"slices"
	"strconv"

	"roomkey/crdt"
	"roomkey/crm"
)

// grow looks whether a draft has become a record: its content names a type, passes the schema, lacks nothing and refers to
// what is there. Until then only its author sees it.
func (d *dossier) grow(ctx context.Context, doc *document, b *batch) {
	if record := doc.privateOf(); !record.IsZero() && !b.by.server {
		d.comeHome(ctx, record)
		return
	}
	t := d.typeOf(doc)
	if t == nil || b.by.server || b.by.user == nil || checkWhole(t, doc.fields) != nil {
		return
	}
	if err := d.checkRefs(ctx, t, false, slices.Collect(maps.Keys(doc.fields)), doc.root, nil, b.by.user, nil); err != nil {
		if b.by.link != nil { // it waits until what it refers to is there, which may have come since
			author := b.by.user.ID
			d.waiters = append(d.waiters, func(error) { d.post(0, regrow(author)) })
		}
		return
	}
	d.born(ctx, t, b.by.user, crm.Row{
		Owner: b.by.user.ID, Team: firstTeam(b.by.user), Broker: b.by.user.Broker, Visibility: crm.VisibilityTeam,
	})
}

func (doc *document) root(name string) (json.RawMessage, bool) {
	value, ok := doc.fields[name]
	return value, ok
}

func firstTeam(user *crm.User) crm.ID {
	if len(user.Teams) == 0 {
		return crm.ID{}
	}
	return user.Teams[0]
}

// checkWhole checks all of a record's shared fields.
func checkWhole(t *crm.RecordType, fields map[string]json.RawMessage) error {
	values, err := decodeFields(fields, "type")
	if err != nil {
		return err
	}
	if err := t.Check(values, false); err != nil {
		return err
	}
	return t.Missing(func(name string) bool { return present(values[name]) })
}

// decodeFields reads fields as crm.RecordType.Check takes them.
func decodeFields(fields map[string]json.RawMessage, except string) (map[string]any, error) {
	values := make(map[string]any, len(fields))
	for name, raw := range fields {
		if name == except {
			continue
		}
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			return nil, crm.Invalid("/"+crm.Escape(name), "is not JSON")
		}
		values[name] = value
	}
	return values, nil
}

func present(value any) bool { return value != nil && value != "" }

// born makes a record of the shared document, in the same write as the change that completed it.
func (d *dossier) born(ctx context.Context, t *crm.RecordType, user *crm.User, row crm.Row) {
	doc, now := d.shared, d.hub.config.Now()
	doc.draft, doc.author = false, crm.ID{}
	rec := &crm.Record{ID: d.id, Type: t.Name, Row: row, Heads: doc.graph.Heads(), CreatedAt: now, UpdatedAt: now}
	rec.Fields = update(nil, doc, slices.Collect(maps.Keys(doc.fields)), "type")
	derive(rec, t, now)
	d.record = rec
	rec.Conflicts = conflicts(nil, crm.TypeNamed(rec.Type), doc, slices.Collect(maps.Keys(doc.fields)))
	d.noteThat(crm.Created, user.ID)
	d.audit = append(d.audit, crm.AuditEntry{At: now, User: user.ID, Action: "record:" + crm.Created, Record: d.id})
	d.noteMentions(&crm.Record{}, rec)
	d.furnish(ctx, t)
	d.recheck(ctx)
	d.hub.claimPrivate(d)
	d.callHome()
	d.waiters = append(d.waiters, func(err error) {
		if err == nil {
			d.hub.regrowth.want(d.hub, user.ID)
		}
	})
}

// furnish adds what the server gives to a new record: its containers, and an escrow's number. It is all part of its
// creation: no other event tells of it.
func (d *dossier) furnish(ctx context.Context, t *crm.RecordType) {
	told := len(d.news)
	d.repair(ctx, d.shared)
	if err := d.number(ctx, t); err != nil {
		d.hub.config.Log.Error("an escrow has no number yet", "doc", d.id, "error", err)
	}
	d.news = d.news[:min(len(d.news), told)]
}

// number gives an escrow its number.
func (d *dossier) number(ctx context.Context, t *crm.RecordType) error {
	if t.Name != "escrow" || d.record.Fields["escrowNumber"] != nil {
		return nil
	}
	number, err := d.hub.config.Storage.ReserveEscrowNumber(ctx, d.record.Broker, d.hub.config.Now().Year())
	if err != nil {
		return err
	}
	_, err = d.author(ctx, d.shared, nil, crdt.Draft{Patch: json.RawMessage(`{"escrowNumber":` + strconv.Quote(number) + `}`)})
	return err
}

// hasPrivate reports whether records of the type have sensitive fields.
func hasPrivate(t *crm.RecordType) bool {
	return slices.ContainsFunc(t.Fields, func(f crm.Field) bool { return f.Private })
}
