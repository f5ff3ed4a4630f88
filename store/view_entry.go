package store

import (
	"slices"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryViewsPut    = writesRows[viewsPut]("views.put")
	entryViewDropped = writesRows[viewDropped]("views.dropped")
)

// viewRow is what an entry says of a saved view. Query is as it was sent, to the byte.
type viewRow struct {
	ID     crm.ID      `json:"id"`
	Team   crm.ID      `json:"team"`
	Shared crm.Sharing `json:"shared,omitempty"`
	Type   string      `json:"type"`
	Name   string      `json:"name"`
	Query  []byte      `json:"query"`
	Pinned bool        `json:"pinned,omitempty"`
}

// viewsPut makes views all that a user has, in this order.
type viewsPut struct {
	User  crm.ID    `json:"user"`
	Views []viewRow `json:"views"`
}

// putViews plans to make views all that a user has.
func putViews(user *crm.User, views []crm.SavedView) plannedWrite {
	w := &viewsPut{User: user.ID}
	for _, v := range views {
		w.Views = append(w.Views, viewRow{v.ID, v.Team, v.Shared, v.Type, v.Name, v.Query, v.Pinned})
	}
	return plannedWrite{entryViewsPut, user.Broker, w}
}

// views are those of the entry.
func (w *viewsPut) views() (views []crm.SavedView) {
	for _, v := range w.Views {
		views = append(views, crm.SavedView{ID: v.ID, Team: v.Team, Shared: v.Shared, Type: v.Type, Name: v.Name,
			Query: v.Query, Pinned: v.Pinned})
	}
	return views
}

func (w *viewsPut) apply(a *applying) error {
	user, seen, err := viewsSeenBy(a, w.User)
	if err != nil {
		return err
	}
	p := &savedViewPut{b: a.batch, user: user, before: ownViews(user, seen)}
	if err := p.put(w.views()); err != nil {
		return err
	}
	a.told = append(a.told, viewEvents(a.batch, user.ID, p.changed)...)
	return nil
}

// viewDropped removes a view, if the user may.
type viewDropped struct {
	User crm.ID `json:"user"`
	View crm.ID `json:"view"`
}

func (w *viewDropped) apply(a *applying) error {
	user, seen, err := viewsSeenBy(a, w.User)
	if err != nil {
		return err
	}
	at := slices.IndexFunc(seen, func(v crm.SavedView) bool { return v.ID == w.View })
	switch {
	case at < 0:
		return crm.ErrNotFound
	case !user.MayRemoveSaved(&seen[at]):
		return crm.ErrForbidden
	}
	a.told = append(a.told, viewEvents(a.batch, user.ID, seen[at:at+1])...)
	return removeView(a.batch, &seen[at])
}

// viewsSeenBy reads a user, as the entries before have left them, and the views that they see.
func viewsSeenBy(a *applying, id crm.ID) (*crm.User, []crm.SavedView, error) {
	users, err := usersIn(a.batch, []crm.ID{id})
	if err != nil {
		return nil, nil, err
	}
	seen, err := scanSavedViews(users[0])(a.query(selectSavedViews, keyID(id), keyID(users[0].Broker)))
	return users[0], seen, err
}
