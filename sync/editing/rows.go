package editing

import (
	"context"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
)

// Transfer names changes of a record's row; nil fields stay.
type Transfer struct {
	Owner      *crm.ID
	Team       *crm.ID
	Visibility *crm.Visibility
}

// Archive takes a record out of the lists.
func (ed *Editor) Archive(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionWrite); err != nil || !v.Projection().ArchivedAt.IsZero() {
			return err
		}
		v.Amend(ctx, user, crm.Archived, func(rec *crm.Record) { rec.ArchivedAt = rec.UpdatedAt })
		return nil
	})
}

// Delete hides a record from everybody. Restore brings it back.
func (ed *Editor) Delete(ctx context.Context, user *crm.User, id crm.ID) error {
	_, err := ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if err := authorize(v, user, crm.ActionDelete); err != nil {
			return err
		}
		v.Amend(ctx, user, crm.Deleted, func(rec *crm.Record) { rec.DeletedAt = rec.UpdatedAt })
		return nil
	})
	return err
}

// Restore brings back an archived record, or a deleted one. A deleted record is absent for users who may not delete it.
func (ed *Editor) Restore(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
		if v.Projection() != nil && !v.Projection().DeletedAt.IsZero() {
			if !user.May(crm.ActionDelete, v.Projection().Row) {
				return crm.ErrNotFound
			}
			v.Amend(ctx, user, crm.Restored, func(rec *crm.Record) { rec.DeletedAt = time.Time{} })
			return nil
		}
		if err := authorize(v, user, crm.ActionWrite); err != nil || v.Projection().ArchivedAt.IsZero() {
			return err
		}
		v.Amend(ctx, user, crm.Restored, func(rec *crm.Record) { rec.ArchivedAt = time.Time{} })
		return nil
	})
}

// Transfer gives a record another owner, team or visibility.
func (ed *Editor) Transfer(ctx context.Context, user *crm.User, id crm.ID, to Transfer) (*crm.Record, error) {
	return ed.change(ctx, user, id, func(ctx context.Context,
		v *live.Visit) error {
		return transfer(ctx, v, user, to)
	})
}

func transfer(ctx context.Context, v *live.Visit, user *crm.User, to Transfer) error {
	if err := authorize(v, user, crm.ActionTransfer); err != nil {
		return err
	}
	row := v.Projection().Row
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
	owner := v.FindUser(ctx, row.Broker, row.Owner)
	if owner == nil && to.Owner == nil { // a disabled owner may keep what nobody takes from them
		owner = &crm.User{ID: row.Owner, Broker: row.Broker, Role: crm.RoleAgent}
	}
	switch {
	case owner == nil || owner.Role == crm.RoleViewer:
		return crm.Invalid("owner", "there is no such user who could own it")
	case to.Team != nil && !row.Team.IsZero() && !v.KnowsTeam(ctx, row.Broker, row.Team):
		return crm.Invalid("team", "there is no such team")
	case !user.MayTransfer(v.Projection().Row, row, owner):
		return crm.ErrForbidden
	case row == v.Projection().Row:
		return nil
	}
	v.Transfer(ctx, user, row)
	return nil
}
