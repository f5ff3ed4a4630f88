package store

import (
	"bytes"
	"context"
	"database/sql"
	"slices"

	"roomkey/crm"
)

// Bounds of saved views.
const (
	maxSavedViews  = 100 // of one user
	maxSharedViews = 500 // of one brokerage: everybody reads them all
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
