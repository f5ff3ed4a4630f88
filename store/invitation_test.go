package store_test

import (
	"crypto/sha256"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// inviting is a brokerage with somebody who invites.
type inviting struct {
	*store.Store
	t      *testing.T
	clock  *time.Time
	broker *crm.User
	harbor crm.ID
	valley crm.ID
	made   int
}

// newInviting makes one whose clock its test moves.
func newInviting(t *testing.T) *inviting {
	t.Helper()
	clock := now
	s := openAt(t, &clock)
	i := &inviting{Store: s, t: t, clock: &clock}
	i.broker, i.harbor, i.valley = invitingPeople(t, s)
	return i
}

// invitingPeople makes people, and a broker among them.
func invitingPeople(t *testing.T, s *store.Store) (broker *crm.User, harbor, valley crm.ID) {
	t.Helper()
	ann, harbor, valley := people(t, s)
	broker = &crm.User{Email: "bea@demo.test", Name: "Bea", Role: crm.RoleBroker, Broker: ann.Broker}
	if err := s.AddUser(t.Context(), broker, "hash"); err != nil {
		t.Fatal(err)
	}
	return broker, harbor, valley
}

// hashOf is what is kept of a secret.
func hashOf(secret string) []byte {
	sum := sha256.Sum256([]byte(secret))
	return sum[:]
}

// invite invites an address to both teams, by a link whose secret is the address.
func (i *inviting) invite(email string) (*store.Invitation, error) {
	i.made++
	made := &store.Invitation{ID: id(700 + i.made), Broker: i.broker.Broker, By: i.broker.ID, Email: email,
		Role: crm.RoleLead, Teams: []crm.ID{i.harbor, i.valley}, Expires: i.clock.Add(7 * 24 * time.Hour)}
	return made, i.AddInvitation(i.t.Context(), made, hashOf(email))
}

func (i *inviting) mustInvite(email string) *store.Invitation {
	i.t.Helper()
	made, err := i.invite(email)
	if err != nil {
		i.t.Fatal(err)
	}
	return made
}

// wantNoLink fails if a link is good, to whoever reads it or whoever accepts it with what they have read before.
func (i *inviting) wantNoLink(made *store.Invitation, secret string) {
	i.t.Helper()
	_, err := i.InvitationByHash(i.t.Context(), hashOf(secret))
	wantCode(i.t, err, crm.CodeNotFound)
	_, err = i.AcceptInvitation(i.t.Context(), made, hashOf(secret), id(999), "Nobody", "hash")
	wantCode(i.t, err, crm.CodeNotFound)
}

// An invitation makes the account that it says, once.
func TestInvitations_AreAcceptedOnce(t *testing.T) {
	t.Parallel()
	i := newInviting(t)
	made := i.mustInvite("new@demo.test")
	if err := i.RemoveTeam(t.Context(), made.Broker, i.valley); err != nil { // who accepts is in the other one alone
		t.Fatal(err)
	}
	found, err := i.InvitationByHash(t.Context(), hashOf("new@demo.test"))
	if err != nil || found.Email != "new@demo.test" || found.Role != crm.RoleLead || found.By != i.broker.ID ||
		!slices.Equal(found.Teams, []crm.ID{i.harbor}) || !found.Created.Equal(now) || found.ID != made.ID {
		t.Fatalf("%+v, %v", found, err)
	}
	before, err := i.DirectoryVersion(t.Context())
	if err != nil {
		t.Fatal(err)
	}
	user, err := i.AcceptInvitation(t.Context(), &found, hashOf("new@demo.test"), id(800), "Nia", "her hash")
	if err != nil || user.ID != id(800) || user.Name != "Nia" || user.Email != "new@demo.test" ||
		user.Role != crm.RoleLead || user.Broker != i.broker.Broker || !slices.Equal(user.Teams, []crm.ID{i.harbor}) {
		t.Fatalf("%+v, %v", user, err)
	}
	if hash, err := i.Password(t.Context(), user.ID); err != nil || hash != "her hash" {
		t.Error(hash, err)
	}
	if after, err := i.DirectoryVersion(t.Context()); err != nil || after == before {
		t.Error("nobody hears of the account", err)
	}
	i.wantNoLink(made, "new@demo.test")
	if list, err := i.Invitations(t.Context(), made.Broker); err != nil || len(list) != 0 {
		t.Error(list, err)
	}
}

// A link ends when its invitation is withdrawn, is given a new link, or has expired, and while whoever made it is no
// active broker. A new link by another broker opens the invitation again.
func TestInvitations_End(t *testing.T) {
	t.Parallel()
	i := newInviting(t)
	ctx := t.Context()
	status := func(role crm.Role, disabled bool) {
		t.Helper()
		change := func(u *crm.User) error { u.Role = role; return nil }
		if _, _, err := i.ChangeUser(ctx, i.broker.ID, change); err != nil {
			t.Fatal(err)
		}
		if err := i.SetDisabled(ctx, i.broker.ID, disabled); err != nil {
			t.Fatal(err)
		}
	}
	made := i.mustInvite("a@demo.test")
	wantCode(t, i.DropInvitation(ctx, id(4), made.ID, i.broker.ID), crm.CodeForbidden) // of another brokerage
	if err := i.DropInvitation(ctx, made.Broker, made.ID, i.broker.ID); err != nil {
		t.Fatal(err)
	}
	i.wantNoLink(made, "a@demo.test")
	wantCode(t, i.DropInvitation(ctx, made.Broker, made.ID, i.broker.ID), crm.CodeNotFound)
	wantCode(t, i.RenewInvitation(ctx, made.Broker, made.ID, i.broker.ID, hashOf("x"), *i.clock), crm.CodeNotFound)

	made = i.mustInvite("b@demo.test")
	until := i.clock.Add(8 * 24 * time.Hour)
	if err := i.RenewInvitation(ctx, made.Broker, made.ID, i.broker.ID, hashOf("another"), until); err != nil {
		t.Fatal(err)
	}
	i.wantNoLink(made, "b@demo.test")
	if found, err := i.InvitationByHash(ctx, hashOf("another")); err != nil || found.ID != made.ID ||
		!found.Expires.Equal(until) {
		t.Error(found, err)
	}
	*i.clock = until
	i.wantNoLink(made, "another")
	if list, err := i.Invitations(ctx, made.Broker); err != nil || len(list) != 1 {
		t.Error("what has expired can't be given a new link", list, err)
	}
	i.mustInvite("B@demo.test") // what has expired gives way

	made = i.mustInvite("c@demo.test")
	for name, c := range map[string]struct {
		role     crm.Role
		disabled bool
	}{"disabled": {crm.RoleBroker, true}, "no broker": {crm.RoleLead, false}} {
		status(c.role, c.disabled)
		i.wantNoLink(made, "c@demo.test")
		_, err := i.invite("d@demo.test")
		wantCode(t, err, crm.CodeForbidden)
		wantCode(t, i.DropInvitation(ctx, made.Broker, made.ID, i.broker.ID), crm.CodeForbidden)
		if list, err := i.Invitations(ctx, made.Broker); err != nil || len(list) != 2 || !list[0].Void {
			t.Error(name, list, err)
		}
	}
	bob := &crm.User{Email: "bob@demo.test", Name: "Bob", Role: crm.RoleBroker, Broker: made.Broker}
	if err := i.AddUser(ctx, bob, "hash"); err != nil {
		t.Fatal(err)
	}
	if err := i.RenewInvitation(ctx, made.Broker, made.ID, bob.ID, hashOf("his"), i.clock.Add(time.Hour)); err != nil {
		t.Fatal(err)
	}
	if found, err := i.InvitationByHash(ctx, hashOf("his")); err != nil || found.By != bob.ID {
		t.Error(found, err)
	}
}

// An address with an account can't be invited: addresses are unique over all brokerages. Nor can one that is invited
// already, or to a team that is not there.
func TestInvitations_OfAddressesThatAreTaken(t *testing.T) {
	t.Parallel()
	i := newInviting(t)
	ctx := t.Context()
	other, err := i.Brokerage(ctx, "Other Realty")
	if err != nil {
		t.Fatal(err)
	}
	theirs := &crm.User{Email: "theirs@demo.test", Name: "T", Role: crm.RoleBroker, Broker: other}
	if err := i.AddUser(ctx, theirs, "hash"); err != nil {
		t.Fatal(err)
	}
	ann, err := i.UserByEmail(ctx, "ann@demo.test")
	if err != nil {
		t.Fatal(err)
	}
	refused := func(email, why string) {
		t.Helper()
		_, err := i.invite(email)
		wantCode(t, err, crm.CodeConflict)
		if said := err.(*crm.Error); said.Field != "email" || !strings.Contains(said.Message, why) {
			t.Errorf("%s: %+v", email, said)
		}
	}
	refused("ann@demo.test", "an account already")
	refused("theirs@demo.test", "an account already")
	if err := i.SetDisabled(ctx, ann.ID, true); err != nil {
		t.Fatal(err)
	}
	refused("ANN@demo.test", "a disabled member")
	if err := i.SetDisabled(ctx, theirs.ID, true); err != nil {
		t.Fatal(err)
	}
	refused("theirs@demo.test", "an account already") // of others it is not told that they are disabled

	made := i.mustInvite("new@demo.test")
	refused("New@demo.test", "invited already")
	if err := i.AddUser(ctx, &crm.User{Email: "new@demo.test", Name: "N", Role: crm.RoleAgent, Broker: other},
		"hash"); err != nil {
		t.Fatal(err)
	}
	_, err = i.AcceptInvitation(ctx, made, hashOf("new@demo.test"), id(800), "Nia", "hash")
	wantCode(t, err, crm.CodeConflict)
	if list, err := i.Invitations(ctx, made.Broker); err != nil || len(list) != 0 {
		t.Error("whoever has an account is listed", list, err)
	}

	foreign, err := i.TeamNamed(ctx, other, "Coast")
	if err != nil {
		t.Fatal(err)
	}
	i.harbor = foreign
	_, err = i.invite("e@demo.test")
	if wantCode(t, err, crm.CodeInvalid); err.(*crm.Error).Field != "teams" {
		t.Error(err)
	}
}

// A brokerage has at most 200 open invitations. Others' don't count, nor do those that have expired.
func TestInvitations_AreBounded(t *testing.T) {
	t.Parallel()
	i := newInviting(t)
	var first *store.Invitation
	for n := range 200 {
		made := i.mustInvite(fmt.Sprintf("n%d@demo.test", n))
		if first == nil {
			first = made
		}
	}
	_, err := i.invite("more@demo.test")
	wantCode(t, err, crm.CodeConflict)
	member := &crm.User{Email: "n7@demo.test", Name: "N", Role: crm.RoleAgent, Broker: first.Broker}
	if err := i.AddUser(t.Context(), member, "hash"); err != nil {
		t.Fatal(err)
	}
	i.mustInvite("instead@demo.test") // nobody could withdraw the one whose address has an account by now
	*i.clock = i.clock.Add(7 * 24 * time.Hour)
	i.mustInvite("more@demo.test")
	until := i.clock.Add(time.Hour)
	if err := i.RenewInvitation(t.Context(), first.Broker, first.ID, i.broker.ID, hashOf("x"), until); err != nil {
		t.Error(err)
	}
	*i.clock = i.clock.Add(31 * 24 * time.Hour)
	err = i.RenewInvitation(t.Context(), first.Broker, first.ID, i.broker.ID, hashOf("y"), i.clock.Add(time.Hour))
	wantCode(t, err, crm.CodeNotFound) // it is listed no more
	i.mustInvite("later@demo.test")
	if list, err := i.Invitations(t.Context(), first.Broker); err != nil || len(list) != 2 {
		t.Error("what has expired long ago is listed", len(list), err)
	}
	err = i.RenewInvitation(t.Context(), first.Broker, first.ID, i.broker.ID, hashOf("y"), i.clock.Add(time.Hour))
	wantCode(t, err, crm.CodeNotFound) // it is not kept
}

// Of two people who accept one invitation in two regions at the same time, one gets the account, in both.
func TestInvitations_CountOnceInAllRegions(t *testing.T) {
	t.Parallel()
	for name, meanwhile := range map[string]func(t *testing.T, a *ledgerRegion, made *store.Invitation) error{
		"accepted": func(t *testing.T, a *ledgerRegion, made *store.Invitation) error {
			_, err := a.AcceptInvitation(t.Context(), made, hashOf("link"), id(801), "First", "hash")
			return err
		},
		"withdrawn": func(t *testing.T, a *ledgerRegion, made *store.Invitation) error {
			return a.DropInvitation(t.Context(), made.Broker, made.ID, made.By)
		},
		"renewed": func(t *testing.T, a *ledgerRegion, made *store.Invitation) error {
			return a.RenewInvitation(t.Context(), made.Broker, made.ID, made.By, hashOf("new"), now.Add(time.Hour))
		},
		"its inviter disabled": func(t *testing.T, a *ledgerRegion, made *store.Invitation) error {
			return a.SetDisabled(t.Context(), made.By, true)
		},
	} {
		t.Run(name, func(t *testing.T) {
			o := newOrder()
			a, b := o.region(t, stillClock), o.region(t, stillClock)
			broker, _, _ := invitingPeople(t, a.Store)
			made := &store.Invitation{ID: id(700), Broker: broker.Broker, By: broker.ID, Email: "new@demo.test",
				Role: crm.RoleAgent, Expires: now.Add(time.Hour)}
			if err := a.AddInvitation(t.Context(), made, hashOf("link")); err != nil {
				t.Fatal(err)
			}
			if err := b.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			found, err := b.InvitationByHash(t.Context(), hashOf("link"))
			if err != nil || found.Email != made.Email {
				t.Fatal("another region does not know it", found, err)
			}
			o.first = func() { // b has planned, and does not know yet
				if err := meanwhile(t, a, made); err != nil {
					t.Error(err)
				}
			}
			_, err = b.AcceptInvitation(t.Context(), &found, hashOf("link"), id(802), "Second", "hash")
			wantCode(t, err, crm.CodeNotFound)
			if err := a.catchUp(t.Context()); err != nil {
				t.Fatal(err)
			}
			for _, r := range []*ledgerRegion{a, b} {
				user, err := r.UserByEmail(t.Context(), made.Email)
				if (err == nil) != (name == "accepted") || err == nil && user.ID != id(801) {
					t.Error(user, err)
				}
			}
		})
	}
}

// While a region of before is heard, nobody is invited, since that region would stop at the entry.
func TestInvitations_WaitForRegionsOfBefore(t *testing.T) {
	t.Parallel()
	o := newOrder()
	r := o.region(t, stillClock)
	broker, _, _ := invitingPeople(t, r.Store)
	o.older = 2
	made := &store.Invitation{ID: id(700), Broker: broker.Broker, By: broker.ID, Email: "new@demo.test",
		Role: crm.RoleAgent, Expires: now.Add(time.Hour)}
	wantCode(t, r.AddInvitation(t.Context(), made, hashOf("link")), crm.CodeUnavailable)
}
