package sync

import (
	"context"
	"encoding/json"
	"slices"
	"time"

	"roomkey/crm"
)

// Transfer says what of a record's row is to be changed; nil fields stay.
type Transfer struct {
	Owner      *crm.ID
	Team       *crm.ID
	Visibility *crm.Visibility
}

// Archive takes a record out of the lists.
func (h *Hub) Archive(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error {
		if err := d.authorize(user, crm.ActionWrite); err != nil || !d.record.ArchivedAt.IsZero() {
			return err
		}
		d.amend(ctx, user, crm.Archived, func(rec *crm.Record) { rec.ArchivedAt = rec.UpdatedAt })
		return nil
	})
}

// Delete hides a record from everybody. Restore brings it back.
func (h *Hub) Delete(ctx context.Context, user *crm.User, id crm.ID) error {
	_, err := h.change(ctx, user, id, func(ctx context.Context, d *dossier) error {
		if err := d.authorize(user, crm.ActionDelete); err != nil {
			return err
		}
		d.amend(ctx, user, crm.Deleted, func(rec *crm.Record) { rec.DeletedAt = rec.UpdatedAt })
		return nil
	})
	return err
}

// Restore brings back an archived record, or a deleted one. A deleted record is absent for who may not delete it.
func (h *Hub) Restore(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error {
		if d.record != nil && !d.record.DeletedAt.IsZero() {
			if !user.May(crm.ActionDelete, d.record.Row) {
				return crm.ErrNotFound
			}
			d.amend(ctx, user, crm.Restored, func(rec *crm.Record) { rec.DeletedAt = time.Time{} })
			return nil
		}
		if err := d.authorize(user, crm.ActionWrite); err != nil || d.record.ArchivedAt.IsZero() {
			return err
		}
		d.amend(ctx, user, crm.Restored, func(rec *crm.Record) { rec.ArchivedAt = time.Time{} })
		return nil
	})
}

// Transfer gives a record another owner, team or visibility.
func (h *Hub) Transfer(ctx context.Context, user *crm.User, id crm.ID, to Transfer) (*crm.Record, error) {
	return h.change(ctx, user, id, func(ctx context.Context, d *dossier) error { return d.transfer(ctx, user, to) })
}

func (d *dossier) transfer(ctx context.Context, user *crm.User, to Transfer) error {
	if err := d.authorize(user, crm.ActionTransfer); err != nil {
		return err
	}
	row := d.record.Row
	if to.Owner != nil {
		row.Owner = *to.Owner
	}
	if to.Team != nil {
		row.Team = *to.Team
	}
	if to.Visibility != nil {
		row.Visibility = *to.Visibility
	}
	if !slices.Contains(crm.Visibilities, row.Visibility) {
		return crm.Invalid("visibility", "must be private, team or broker")
	}
	owner := d.hub.directory.user(ctx, row.Broker, row.Owner)
	if owner == nil && to.Owner == nil { // a disabled owner may keep what nobody takes from them
		owner = &crm.User{ID: row.Owner, Broker: row.Broker, Role: crm.RoleAgent}
	}
	switch {
	case owner == nil || owner.Role == crm.RoleViewer:
		return crm.Invalid("owner", "there is no such user who could own it")
	case to.Team != nil && !row.Team.IsZero() && !d.hub.directory.teamKnown(ctx, row.Broker, row.Team):
		return crm.Invalid("team", "there is no such team")
	case !user.MayTransfer(d.record.Row, row, owner):
		return crm.ErrForbidden
	case row == d.record.Row:
		return nil
	}
	d.amend(ctx, user, crm.Updated, func(rec *crm.Record) { rec.Row = row })
	return nil
}

// teamKnown reports whether anybody of the brokerage is in the team.
func (d *directory) teamKnown(ctx context.Context, broker, team crm.ID) bool {
	known, _ := d.people(ctx, broker)
	return known != nil && slices.ContainsFunc(known.users, func(u *crm.User) bool { return u.InTeam(team) })
}

// amend changes the row of a record, tells the rooms, takes it from those who may not read it any more and gives it to
// those who may now.
func (d *dossier) amend(ctx context.Context, user *crm.User, what string, change func(*crm.Record)) {
	old, rec := d.record, *d.record
	rec.UpdatedAt = d.hub.config.Now()
	change(&rec)
	d.record = &rec
	if what == crm.Deleted {
		d.record = old // it is the old audience that hears of it
	}
	d.noteThat(what, user.ID)
	d.record = &rec
	if lost := d.losers(old, &rec); len(lost) > 0 {
		data, err := json.Marshal(map[string][]crm.ID{"gone": {d.id}})
		if err == nil {
			d.note(news{name: crm.EventAccessChanged, rooms: lost, data: data})
		}
	}
	d.audit = append(d.audit, crm.AuditEntry{At: rec.UpdatedAt, User: user.ID, Action: "record:" + what, Record: d.id})
	d.recheck(ctx)
	d.hub.rooms.RowChanged(d.id, &rec.Row)
}

// losers are the rooms of the users who could read a record and no longer may.
func (d *dossier) losers(old, rec *crm.Record) []crm.Room {
	var lost []crm.Room
	for _, u := range d.hub.directory.usersOf(rec.Broker) {
		if old.For(u) != nil && rec.For(u) == nil {
			lost = append(lost, crm.UserRoom(u.ID))
		}
	}
	return lost
}
