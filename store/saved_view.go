package store

import (
	"context"

	"roomkey/crm"
)

// SavedViews lists the saved views that a user sees: first their own, in the order in which they were put, then those
// that others share, by name.
func (s *Settings) SavedViews(ctx context.Context, user *crm.User) (views []crm.SavedView, err error) {
	err = s.db.reader.snapshot(ctx, "list saved views", func(ctx context.Context, tx querier) error {
		views, err = scanSavedViews(user)(tx.QueryContext(ctx, selectSavedViews, keyID(user.ID), keyID(user.Broker)))
		return err
	})
	return views, err
}

// PutSavedViews makes views all that a user has, in this order, and tells everybody who sees a difference. check is
// asked which the user sees before, within the transaction: its error is returned, and nothing is written. nil: any
// will do. crm.CodeForbidden: the user may not share one as it says. crm.CodeInvalid: there is no such team.
// crm.CodeConflict: an id is another user's, or too many views are shared. The caller has checked the views themselves.
func (s *Settings) PutSavedViews(ctx context.Context, user *crm.User, views []crm.SavedView,
	check func(now []crm.SavedView) error) ([]crm.SavedView, error) {
	if len(views) > maxSavedViews {
		return nil, crm.Invalid("items", "there are more than %d views", maxSavedViews)
	}
	err := s.ledger.write(ctx, "put saved views", func(b *batch) (plannedWrite, error) {
		if check == nil {
			return putViews(user, views), nil
		}
		seen, err := scanSavedViews(user)(b.query(selectSavedViews, keyID(user.ID), keyID(user.Broker)))
		if err == nil {
			err = check(seen)
		}
		return putViews(user, views), err
	})
	if err != nil {
		return nil, err
	}
	return s.SavedViews(ctx, user)
}

// DropSavedView removes a view that the user may remove, and tells everybody who saw it. crm.ErrNotFound: the user sees
// no such view. crm.ErrForbidden: it is another's.
func (s *Settings) DropSavedView(ctx context.Context, user *crm.User, id crm.ID) error {
	return s.ledger.write(ctx, "delete a saved view", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryViewDropped, user.Broker, &viewDropped{user.ID, id}}, nil
	})
}
