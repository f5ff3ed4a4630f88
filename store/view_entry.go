package store

import (
	"bytes"
	"database/sql"
	"slices"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryViewsPut    = writesRows[viewsPut]("views.put")
	entryViewDropped = writesRows[viewDropped]("views.dropped")
)

// Bounds of saved views.
const (
	maxSavedViews  = 100 // of one user
	maxSharedViews = 500 // of one brokerage: everybody reads them all
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

// removeView removes a view; those of its owner that come after it move up.
func removeView(b *batch, v *crm.SavedView) error {
	err := b.exec(`UPDATE views SET place = place - 1
		WHERE owner = ? AND place > (SELECT place FROM views WHERE id = ?)`, keyID(v.Owner), keyID(v.ID))
	if err != nil {
		return err
	}
	return b.exec(`DELETE FROM views WHERE id = ?`, keyID(v.ID))
}

// ownViews are those of a list that are the user's.
func ownViews(user *crm.User, views []crm.SavedView) (own []crm.SavedView) {
	for i := range views {
		if views[i].Owner == user.ID {
			own = append(own, views[i])
		}
	}
	return own
}

// savedViewPut replaces what one user has by other views.
type savedViewPut struct {
	b       *batch
	user    *crm.User
	before  []crm.SavedView
	changed []crm.SavedView // as they were and as they are
}

func (p *savedViewPut) put(views []crm.SavedView) error {
	for i := range p.before {
		old := &p.before[i]
		if !slices.ContainsFunc(views, func(v crm.SavedView) bool { return v.ID == old.ID }) {
			p.changed = append(p.changed, *old)
			if err := p.b.exec(`DELETE FROM views WHERE id = ?`, keyID(old.ID)); err != nil {
				return err
			}
		}
	}
	for place := range views {
		if err := p.putOne(views[place], place); err != nil {
			return err
		}
	}
	var shared int
	err := p.b.row(`SELECT count(*) FROM views WHERE broker = ? AND shared != ''`, keyID(p.user.Broker)).Scan(&shared)
	if err == nil && shared > maxSharedViews && len(p.changed) > 0 {
		return crm.Errorf(crm.CodeConflict, "the brokerage shares %d views already: delete some first",
			maxSharedViews)
	}
	return err
}

// putOne writes a view at its place among its owner's. Whoever has lost a team keeps what they had shared with it.
func (p *savedViewPut) putOne(v crm.SavedView, place int) error {
	v.Owner, v.Broker, v.Revision = p.user.ID, p.user.Broker, 1
	at := slices.IndexFunc(p.before, func(old crm.SavedView) bool { return old.ID == v.ID })
	var old crm.SavedView
	if at >= 0 {
		old = p.before[at]
		v.Revision = old.Revision
		if at == place && sameView(&old, &v) {
			return nil
		}
		v.Revision++
		p.changed = append(p.changed, old)
	}
	p.changed = append(p.changed, v)
	if (old.Shared != v.Shared || old.Team != v.Team) && !p.user.MayShareSaved(&v) {
		return crm.ErrForbidden
	}
	if err := checkTeamOf(p.b, &v); err != nil {
		return err
	}
	written, err := p.b.change(`INSERT INTO views (id, broker, owner, team, shared, type, name, query, pinned, place,
		revision) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (id) DO UPDATE SET team = excluded.team,
		shared = excluded.shared, type = excluded.type, name = excluded.name, query = excluded.query,
		pinned = excluded.pinned, place = excluded.place, revision = excluded.revision
		WHERE owner = excluded.owner`, keyID(v.ID), keyID(v.Broker), keyID(v.Owner), blobID(v.Team), string(v.Shared),
		v.Type, v.Name, []byte(v.Query), v.Pinned, place, v.Revision)
	if err == nil && written == 0 {
		return crm.Errorf(crm.CodeConflict, "a view of this id is there already")
	}
	return err
}

func sameView(a, b *crm.SavedView) bool {
	return a.Shared == b.Shared && a.Team == b.Team && a.Type == b.Type && a.Name == b.Name && a.Pinned == b.Pinned &&
		bytes.Equal(a.Query, b.Query)
}

// checkTeamOf asks the directory whether a view's team is one of its brokerage.
func checkTeamOf(b *batch, v *crm.SavedView) error {
	if v.Team.IsZero() {
		return nil
	}
	var one int
	err := b.row(`SELECT 1 FROM teams WHERE id = ? AND broker = ?`, keyID(v.Team), keyID(v.Broker)).Scan(&one)
	if absent(err) {
		return crm.Invalid("team", "there is no such team here")
	}
	return err
}

// viewEvents tell everybody who sees one of some views, and always all devices of who changed them.
func viewEvents(b *batch, by crm.ID, changed []crm.SavedView) (events []crm.Event) {
	if len(changed) == 0 {
		return nil
	}
	rooms := []crm.Room{crm.UserRoom(by)}
	for i := range changed {
		v := &changed[i]
		rooms = append(rooms, crm.UserRoom(v.Owner))
		switch v.Shared {
		case crm.SharedWithTeam:
			rooms = append(rooms, crm.TeamRoom(v.Team))
		case crm.SharedWithBroker:
			rooms = append(rooms, crm.BrokerRoom(v.Broker))
		}
	}
	slices.Sort(rooms)
	for _, room := range slices.Compact(rooms) {
		events = append(events, settingsEvent(b, room, crm.EventViews, by))
	}
	return events
}

// selectSavedViews finds a user's own views and all that are shared in the brokerage; scanSavedViews keeps what the
// user sees.
const selectSavedViews = `SELECT id, broker, owner, team, shared, type, name, query, pinned, revision FROM views
	WHERE owner = ?1 OR broker = ?2 AND shared != ''
	ORDER BY owner != ?1, iif(owner = ?1, place, 0), name COLLATE NOCASE, id`

func scanSavedViews(user *crm.User) func(rows *sql.Rows, err error) ([]crm.SavedView, error) {
	return func(rows *sql.Rows, err error) (views []crm.SavedView, _ error) {
		err = each(rows, err, func(row rowScanner) error {
			var v crm.SavedView
			var ids [4][]byte
			if err := row.Scan(&ids[0], &ids[1], &ids[2], &ids[3], &v.Shared, &v.Type, &v.Name, (*[]byte)(&v.Query),
				&v.Pinned, &v.Revision); err != nil {
				return err
			}
			if err := toIDs(ids[:], &v.ID, &v.Broker, &v.Owner, &v.Team); err != nil {
				return err
			}
			if v.Shared == crm.SharedWithTeam && v.Team.IsZero() { // the team is gone
				v.Shared = crm.SharedWithNobody
			}
			if user.SeesSaved(&v) {
				views = append(views, v)
			}
			return nil
		})
		return views, err
	}
}
