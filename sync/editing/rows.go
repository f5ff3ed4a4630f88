package editing

import (
	"context"
	"errors"
	"slices"

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
	return ed.changeRow(ctx, user, id, func(_ context.Context, v *live.Visit) (*crm.RowChange, error) {
		if err := authorize(v, user, crm.ActionWrite); err != nil || !v.Projection().ArchivedAt.IsZero() {
			return nil, err
		}
		return &crm.RowChange{What: crm.Archived}, nil
	})
}

// Delete hides a record from everybody. Restore brings it back.
func (ed *Editor) Delete(ctx context.Context, user *crm.User, id crm.ID) error {
	_, err := ed.changeRow(ctx, user, id, func(_ context.Context, v *live.Visit) (*crm.RowChange, error) {
		return &crm.RowChange{What: crm.Deleted}, authorize(v, user, crm.ActionDelete)
	})
	return err
}

// Restore brings back an archived record, or a deleted one. A deleted record is absent for users who may not delete it.
func (ed *Editor) Restore(ctx context.Context, user *crm.User, id crm.ID) (*crm.Record, error) {
	return ed.changeRow(ctx, user, id, func(_ context.Context, v *live.Visit) (*crm.RowChange, error) {
		if v.Projection() != nil && !v.Projection().DeletedAt.IsZero() {
			if !user.May(crm.ActionDelete, v.Projection().Row) {
				return nil, crm.ErrNotFound
			}
			return &crm.RowChange{What: crm.Restored}, nil
		}
		if err := authorize(v, user, crm.ActionWrite); err != nil || v.Projection().ArchivedAt.IsZero() {
			return nil, err
		}
		return &crm.RowChange{What: crm.Restored}, nil
	})
}

// Transfer gives a record another owner, team or visibility.
func (ed *Editor) Transfer(ctx context.Context, user *crm.User, id crm.ID, to Transfer) (*crm.Record, error) {
	return ed.changeRow(ctx, user, id, func(ctx context.Context, v *live.Visit) (*crm.RowChange, error) {
		return transfer(ctx, v, user, to)
	})
}

func transfer(ctx context.Context, v *live.Visit, user *crm.User, to Transfer) (*crm.RowChange, error) {
	if err := authorize(v, user, crm.ActionTransfer); err != nil {
		return nil, err
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
		return nil, crm.Invalid("visibility", "must be private, team or broker")
	}
	owner := v.FindUser(ctx, row.Broker, row.Owner)
	if owner == nil && to.Owner == nil { // a disabled owner may keep what nobody takes from them
		owner = &crm.User{ID: row.Owner, Broker: row.Broker, Role: crm.RoleAgent}
	}
	switch {
	case owner == nil || owner.Role == crm.RoleViewer:
		return nil, crm.Invalid("owner", "there is no such user who could own it")
	case to.Team != nil && !row.Team.IsZero() && !v.KnowsTeam(ctx, row.Broker, row.Team):
		return nil, crm.Invalid("team", "there is no such team")
	case !user.MayTransfer(v.Projection().Row, row, owner):
		return nil, crm.ErrForbidden
	case row == v.Projection().Row:
		return nil, nil
	}
	return &crm.RowChange{What: crm.Transferred, Owner: to.Owner, Team: to.Team, Visibility: to.Visibility}, nil
}

// rowTries is how often a change of a row is decided on that other regions overtake.
const rowTries = 4

// changeRow makes the change of a record's row that decide says, if any. Where several regions make such changes, they
// put it in order first. Where another change of the row comes before it, it is decided on again.
func (ed *Editor) changeRow(ctx context.Context, user *crm.User, id crm.ID,
	decide func(context.Context, *live.Visit) (*crm.RowChange, error)) (*crm.Record, error) {
	ordered := ed.records.Ordered()
	for try := 1; ; try++ {
		var change *crm.RowChange
		var seen crm.RowSeen
		rec, err := ed.change(ctx, user, id, func(ctx context.Context, v *live.Visit) (err error) {
			if change, err = decide(ctx, v); err != nil || change == nil {
				return err
			}
			change.Record, change.By = id, user.ID
			if !ordered {
				v.ChangeRow(ctx, user, *change)
				return nil
			}
			seen, err = v.RowSeen(ctx)
			return err
		})
		if err != nil || change == nil || !ordered {
			return rec, err
		}
		overtaken := ed.records.OrderRow(ctx, rec.Broker, *change, seen)
		if overtaken != nil && (try == rowTries || !errors.Is(overtaken, crm.ErrOvertaken)) {
			return nil, overtaken
		}
		rec, err = ed.When(nil).change(ctx, user, id, func(ctx context.Context, v *live.Visit) error {
			_, err := v.TakeRows(ctx)
			return err
		})
		if err != nil || overtaken == nil {
			return rec, err
		}
	}
}
