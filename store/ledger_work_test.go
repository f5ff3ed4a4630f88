package store_test

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// ledgerWork does what people may do, in any region and whatever the others do meanwhile.
type ledgerWork struct {
	regions []*ledgerRegion
	chance  *rand.Rand
	count   int
	brokers []crm.ID
	teams   []crm.ID
	users   []crm.ID
	tokens  []crm.ID
	invited []store.Invitation
	of      map[crm.ID]crm.ID // the brokerage of a team or user, the user of a token or session
	session []crm.ID
}

func pick(w *ledgerWork, ids []crm.ID) crm.ID {
	if len(ids) == 0 {
		return id(404)
	}
	return ids[w.chance.IntN(len(ids))]
}

func (w *ledgerWork) name() string { return fmt.Sprint("name ", w.chance.IntN(30)) }

// step does one thing. What the rows refuse is as good as what they take.
func (w *ledgerWork) step(t *testing.T) {
	t.Helper()
	ctx, r := t.Context(), w.regions[w.chance.IntN(2)]
	var err error
	w.count++
	switch w.chance.IntN(25) {
	case 0:
		var made crm.ID
		made, err = r.Brokerage(ctx, fmt.Sprint("brokerage ", w.chance.IntN(3)))
		w.brokers = append(w.brokers, made)
	case 1:
		var team store.Team
		team, err = r.AddTeam(ctx, pick(w, w.brokers), w.name())
		w.teams, w.of[team.ID] = append(w.teams, team.ID), team.Broker
	case 2:
		team := pick(w, w.teams)
		err = r.RenameTeam(ctx, w.of[team], team, w.name())
	case 3:
		if w.count%3 == 0 {
			team := pick(w, w.teams)
			err = r.RemoveTeam(ctx, w.of[team], team)
		}
	case 4, 5:
		u := &crm.User{Email: fmt.Sprintf("u%d@demo.test", w.chance.IntN(20)), Name: w.name(), Role: crm.RoleAgent,
			Broker: pick(w, w.brokers), Teams: []crm.ID{pick(w, w.teams)}}
		err = r.AddUser(ctx, u, "hash")
		w.users, w.of[u.ID] = append(w.users, u.ID), u.Broker
	case 6:
		u := &crm.User{Email: fmt.Sprintf("m%d@demo.test", w.chance.IntN(20)), Name: w.name(), Role: crm.RoleLead}
		err = r.AddMember(ctx, u, store.Membership{Broker: fmt.Sprint("brokerage ", w.chance.IntN(3)),
			Teams: []string{w.name(), w.name()}}, "hash")
		w.users, w.of[u.ID] = append(w.users, u.ID), u.Broker
	case 7, 8:
		_, _, err = r.ChangeUser(ctx, pick(w, w.users), func(u *crm.User) error {
			u.Name, u.Role = w.name(), crm.Roles[w.chance.IntN(len(crm.Roles))]
			if team := pick(w, w.teams); w.of[team] == u.Broker && !slices.Contains(u.Teams, team) {
				u.Teams = append(u.Teams, team)
			}
			return nil
		})
	case 9:
		err = r.SetPassword(ctx, pick(w, w.users), w.name())
	case 10:
		err = r.SetDisabled(ctx, pick(w, w.users), w.chance.IntN(2) == 0)
	case 11:
		err = w.sign(ctx, t)
	case 20:
		err = w.views(ctx, r)
	case 21:
		err = w.plugin(ctx, r)
	case 22:
		err = w.hook(ctx, r)
	case 23, 24:
		err = w.invite(ctx, r)
	case 12:
		token := store.Token{ID: id(10_000 + w.count), User: pick(w, w.users), Name: w.name(), Scope: "read",
			Created: now}
		hash := chunk(fmt.Sprint(w.count)).Hash
		var session crm.ID
		if w.count%2 == 0 {
			session = pick(w, w.session)
			token.User = w.of[session]
		}
		err = r.AddToken(ctx, token, hash[:], session)
		w.tokens, w.of[token.ID] = append(w.tokens, token.ID), token.User
	case 13:
		err = w.revoke(ctx, r)
	case 15:
		_, err = r.NumberEscrow(ctx, pick(w, w.brokers), id(w.chance.IntN(40)), 2026+w.chance.IntN(2))
	case 17, 18, 19:
		err = w.privacy(ctx, t, r)
	case 16:
		if w.count%3 == 0 {
			days, by := w.chance.IntN(366), pick(w, []crm.ID{id(404), pick(w, w.users)})
			change := crm.ContingencyDaysChange{Loan: &days}
			err = r.SetContingencyDays(ctx, pick(w, w.brokers), by, change)
			break
		}
		err = r.FreeEscrowNumber(ctx, pick(w, w.brokers), id(w.chance.IntN(40)))
	case 14:
		by := pick(w, w.users)
		seen := crm.RowSeen{Row: crm.Row{Owner: by}}
		if w.count%3 == 0 {
			seen.Owner = id(404)
		}
		r.order.older = uint64(2 * (1 - min(w.count%4, 1)))
		if seen.Through, err = r.LedgerEnd(ctx); err != nil {
			t.Fatal(err)
		}
		err = r.ChangeRow(ctx, w.of[by], crm.RowChange{Record: id(w.chance.IntN(5)), By: by, What: crm.Archived}, seen)
		r.order.older = 0
	}
	if err != nil && (crm.CodeOf(err) == crm.CodeInternal || crm.CodeOf(err) == crm.CodeUnavailable) {
		t.Fatal(err)
	}
}

// hook makes, changes or deletes a webhook of a user.
func (w *ledgerWork) hook(ctx context.Context, r *ledgerRegion) error {
	user, err := r.UserByID(ctx, pick(w, w.users))
	if err != nil {
		return err
	}
	seen, err := r.WebhooksSeenBy(ctx, user)
	if err != nil {
		return err
	}
	if len(seen) == 0 || w.chance.IntN(2) == 0 {
		made := &crm.Webhook{ID: id(40_000 + w.count), Broker: user.Broker, User: user.ID,
			URL: "https://example.com", Events: []string{"escrow:updated"}, Status: crm.WebhookActive, CreatedAt: now,
			Revision: 1}
		var session crm.ID
		if n := len(w.session); n > 0 && w.count%2 == 0 {
			by, err := r.UserByID(ctx, w.of[w.session[w.count%n]])
			if err != nil {
				return err
			}
			session, made.User, made.Broker = w.session[w.count%n], by.ID, by.Broker
		}
		return r.AddWebhook(ctx, made, session)
	}
	if w.chance.IntN(3) == 0 {
		return r.DropWebhook(ctx, user, seen[0].ID)
	}
	_, err = r.ChangeWebhook(ctx, user, seen[0].ID, func(h *crm.Webhook) error {
		h.Note = w.name()
		if w.count%2 == 0 {
			h.Status = crm.WebhookPaused
		} else {
			h.Status = crm.WebhookActive
		}
		return nil
	})
	return err
}

// invite has a broker invite an address, or somebody accept an invitation; or a broker withdraws or renews it.
func (w *ledgerWork) invite(ctx context.Context, r *ledgerRegion) error {
	hash := func(i *store.Invitation) []byte { sum := chunk(i.ID.String()).Hash; return sum[:] }
	act, of, by := w.chance.IntN(5), pick(w, w.brokers), pick(w, w.users)
	if user, err := r.UserByID(ctx, by); err == nil {
		of = user.Broker
	}
	if act < 2 || len(w.invited) == 0 {
		made := store.Invitation{ID: id(50_000 + w.count), Broker: of, By: by, Role: crm.RoleAgent,
			Email:   fmt.Sprintf("i%d@demo.test", w.chance.IntN(20)),
			Expires: now.Add(time.Duration(w.count%3) * time.Hour)}
		if w.count%2 == 0 {
			made.Teams = []crm.ID{pick(w, w.teams)}
		}
		w.invited = append(w.invited, made)
		return r.AddInvitation(ctx, &made, hash(&made))
	}
	i := &w.invited[w.chance.IntN(len(w.invited))]
	switch act {
	case 2:
		return r.DropInvitation(ctx, i.Broker, i.ID, by)
	case 3:
		return r.RenewInvitation(ctx, i.Broker, i.ID, by, hash(i), now.Add(2*time.Hour))
	}
	made, err := r.AcceptInvitation(ctx, i, hash(i), id(60_000+w.count), w.name(), "hash")
	if err == nil {
		w.users, w.of[made.ID] = append(w.users, made.ID), made.Broker
	}
	return err
}

// sign gives both regions a sign-in of a user, which no entry does.
func (w *ledgerWork) sign(ctx context.Context, t *testing.T) error {
	user := pick(w, w.users)
	session := store.Session{ID: id(20_000 + w.count), User: user, Created: now, Expires: now.Add(48 * time.Hour)}
	hash := chunk(fmt.Sprint("s", w.count)).Hash
	for _, r := range w.regions {
		if err := r.catchUp(ctx); err != nil {
			t.Fatal(err)
		}
	}
	password, err := w.regions[0].Password(ctx, user)
	if err != nil {
		return err
	}
	for _, r := range w.regions {
		if _, err := r.AddSession(ctx, session, password, hash[:]); err != nil {
			return err
		}
	}
	w.session, w.of[session.ID] = append(w.session, session.ID), user
	return nil
}

// views puts or drops saved views of a user.
func (w *ledgerWork) views(ctx context.Context, r *ledgerRegion) error {
	user, err := r.UserByID(ctx, pick(w, w.users))
	if err != nil {
		return err
	}
	view := crm.SavedView{ID: id(30_000 + w.chance.IntN(4)), Type: "lead", Name: w.name(), Shared: crm.SharedWithTeam,
		Team: pick(w, w.teams), Query: []byte(`{ "q" : "<a>" }`)}
	if seen, err := r.SavedViews(ctx, user); err == nil && len(seen) > 0 && w.chance.IntN(3) == 0 {
		return r.DropSavedView(ctx, user, seen[0].ID)
	}
	own := view
	own.ID, own.Shared, own.Team = id(31_000+w.count), crm.SharedWithNobody, crm.ID{}
	_, err = r.PutSavedViews(ctx, user, []crm.SavedView{own, view}[:1+w.chance.IntN(2)], nil)
	return err
}

// plugin installs, changes or removes a plugin, sets a secret of it, or trusts a key.
func (w *ledgerWork) plugin(ctx context.Context, r *ledgerRegion) error {
	of, name := pick(w, w.brokers), fmt.Sprint("acme.x", w.chance.IntN(3))
	audit := crm.AuditEntry{At: now, User: id(1), Action: "plugin:changed", Field: name}
	switch w.chance.IntN(6) {
	case 0:
		return r.RemovePlugin(ctx, of, name, audit)
	case 1:
		return r.TrustKey(ctx, []byte(w.name()))
	case 2:
		secret := crm.PluginSecret{Name: "key", Host: "example.com", Sealed: []byte(w.name())[:w.chance.IntN(3)]}
		return r.SetPluginSecret(ctx, of, name, w.count%2 == 0, secret)
	}
	var data []byte // which the other regions lack
	if w.count%3 == 0 {
		data = fmt.Appendf(nil, "package %d", w.count%5)
	}
	return r.ChangePlugin(ctx, of, name, func(was *crm.PluginRow) (crm.PluginRow, error) {
		row := crm.PluginRow{Granted: []byte(`{ }`), At: now, By: id(1), Suspended: w.count%2 == 0}
		if data != nil {
			row.Digest = chunk(string(data)).Hash
		}
		if was != nil {
			row.Granted = []byte(w.name())
		}
		return row, nil
	}, data, audit)
}

// privacy holds, releases or erases a record. The first region has records, of which the others have heard nothing.
func (w *ledgerWork) privacy(ctx context.Context, t *testing.T, r *ledgerRegion) error {
	rec := lead(w.chance.IntN(6), nil)
	if rec.Broker = pick(w, w.brokers); rec.Broker.IsZero() {
		return nil
	}
	if known, err := w.regions[0].Record(ctx, rec.ID); err == nil {
		rec.Broker = known.Broker
	} else if erased, err := w.regions[0].Erased(ctx, rec.ID); err == nil && !erased {
		put(t, w.regions[0].Store, rec)
	}
	switch w.chance.IntN(4) {
	case 0:
		return r.Erase(ctx, rec.ID)
	case 1:
		return r.ReleaseHold(ctx, rec.Broker, rec.ID)
	}
	return r.SetHold(ctx, store.Hold{Record: rec.ID, Broker: rec.Broker, User: id(1), At: now, Reason: w.name()})
}

func (w *ledgerWork) revoke(ctx context.Context, r *ledgerRegion) error {
	token, session := pick(w, w.tokens), pick(w, w.session)
	switch w.chance.IntN(5) {
	case 0:
		return r.DropToken(ctx, w.of[token], token)
	case 1:
		_, err := r.DropBrokerageToken(ctx, w.of[w.of[token]], token)
		return err
	case 2:
		return r.DropSession(ctx, w.of[session], session)
	case 3:
		_, err := r.RevokeBrokerageSession(ctx, w.of[w.of[session]], session)
		return err
	}
	_, err := r.RevokeOtherSessions(ctx, w.of[session], session)
	if err != nil {
		return err
	}
	r.order.older = uint64(2 + w.chance.IntN(2)*4) // beside a region of before
	defer func() { r.order.older = 0 }()
	_, err = r.RevokeOtherSessions(ctx, w.of[session], session)
	return err
}
