package store

import (
	"time"

	"roomkey/crm"
)

// Kinds of entries.
var (
	entryInvitationMade      = writesRows[invitationMade]("invitation.made")
	entryInvitationRenewed   = writesRows[invitationRenewed]("invitation.renewed")
	entryInvitationWithdrawn = writesRows[invitationWithdrawn]("invitation.withdrawn")
	entryInvitationAccepted  = writesRows[invitationAccepted]("invitation.accepted")
)

// Bounds of invitations.
const (
	maxInvitations  = 200                 // open ones of a brokerage
	keepInvitations = 30 * 24 * time.Hour // after they have expired
)

// invitationMade invites an address. By makes the link. Expires is microseconds since 1970.
type invitationMade struct {
	ID      crm.ID   `json:"id"`
	Email   string   `json:"email"`
	Role    crm.Role `json:"role"`
	Teams   []crm.ID `json:"teams,omitempty"`
	By      crm.ID   `json:"by"`
	Hash    []byte   `json:"hash"`
	Expires int64    `json:"expires"`
}

// apply lets an invitation of the same address that has expired give way.
func (w *invitationMade) apply(a *applying) error {
	if err := mustBeBroker(a, w.By); err != nil {
		return err
	}
	if err := noAccount(a, w.Email); err != nil {
		return err
	}
	if err := a.exec(`DELETE FROM invitations WHERE broker = ?1 AND (expires <= ?2 OR email = ?3 AND expires <= ?4)`,
		keyID(a.broker), a.now-keepInvitations.Microseconds(), w.Email, a.now); err != nil {
		return err
	}
	var invited bool
	err := a.row(`SELECT EXISTS (SELECT 1 FROM invitations WHERE broker = ? AND email = ?)`, keyID(a.broker), w.Email).
		Scan(&invited)
	if err == nil && invited {
		err = &crm.Error{Code: crm.CodeConflict, Field: "email",
			Message: "is invited already: withdraw that invitation, or give it a new link"}
	}
	if err == nil {
		err = boundInvitations(a)
	}
	if err != nil {
		return err
	}
	if err := a.exec(`INSERT INTO invitations (id, broker, email, role, inviter, hash, created, expires)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?)`, keyID(w.ID), keyID(a.broker), w.Email, string(w.Role), keyID(w.By), w.Hash,
		a.now, w.Expires); err != nil {
		return err
	}
	for _, team := range w.Teams {
		added, err := a.change(`INSERT INTO invitation_teams (invitation, team)
			SELECT ?, id FROM teams WHERE id = ? AND broker = ?`, keyID(w.ID), keyID(team), keyID(a.broker))
		if err == nil && added == 0 {
			err = crm.Invalid("teams", "there is no such team")
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// invitationRenewed gives an invitation a new link, which ends the one before.
type invitationRenewed struct {
	ID      crm.ID `json:"id"`
	By      crm.ID `json:"by"`
	Hash    []byte `json:"hash"`
	Expires int64  `json:"expires"`
}

func (w *invitationRenewed) apply(a *applying) error {
	if err := mustBeBroker(a, w.By); err != nil {
		return err
	}
	var email string
	var open bool
	err := a.row(`SELECT email, expires > ?1 FROM invitations WHERE id = ?2 AND broker = ?3 AND expires > ?4`, a.now,
		keyID(w.ID), keyID(a.broker), a.now-keepInvitations.Microseconds()).Scan(&email, &open)
	if absent(err) {
		return ErrNoInvitation
	}
	if err == nil {
		err = noAccount(a, email)
	}
	if err == nil && !open {
		err = boundInvitations(a)
	}
	if err != nil {
		return err
	}
	return a.exec(`UPDATE invitations SET inviter = ?, hash = ?, expires = ? WHERE id = ?`, keyID(w.By), w.Hash,
		w.Expires, keyID(w.ID))
}

// invitationWithdrawn ends an invitation.
type invitationWithdrawn struct {
	ID crm.ID `json:"id"`
	By crm.ID `json:"by"`
}

func (w *invitationWithdrawn) apply(a *applying) error {
	if err := mustBeBroker(a, w.By); err != nil {
		return err
	}
	return a.mustChange(ErrNoInvitation, `DELETE FROM invitations WHERE id = ? AND broker = ?`, keyID(w.ID),
		keyID(a.broker))
}

// invitationAccepted makes the account that an invitation is for, and ends the invitation. Hash says by which link.
type invitationAccepted struct {
	ID       crm.ID `json:"id"`
	Hash     []byte `json:"hash"`
	User     crm.ID `json:"user"`
	Name     string `json:"name"`
	Password string `json:"password"`
}

// apply refuses an invitation that was accepted, withdrawn or given a new link before, that has expired, and one whose
// inviter may invite nobody any more: nothing else would end what somebody who has left has kept.
func (w *invitationAccepted) apply(a *applying) error {
	i, err := scanInvitation(a.row(selectInvitations+`WHERE i.id = ? AND i.broker = ? AND i.hash = ?`, keyID(w.ID),
		keyID(a.broker), w.Hash))
	if absent(err) || err == nil && micros(i.Expires) <= a.now {
		return ErrNoInvitation
	}
	if err != nil {
		return err
	}
	err = mustBeBroker(a, i.By)
	if err == crm.ErrForbidden {
		return ErrNoInvitation
	}
	if err != nil {
		return err
	}
	// Its teams go with it.
	if err := a.exec(`DELETE FROM invitations WHERE id = ?`, keyID(w.ID)); err != nil {
		return err
	}
	added := userAdded{ID: w.User, User: userRow{i.Email, w.Name, i.Role, i.Teams}, Password: w.Password}
	return added.apply(a)
}

// mustBeBroker refuses who is no active broker of the entry's brokerage at its place. Of a user who is not here it
// refuses nothing; see judge.
func mustBeBroker(a *applying, id crm.ID) error {
	by, err := userOr(a.batch, id, nil)
	if err != nil || by == nil {
		return err
	}
	if by.Broker != a.broker || by.Role != crm.RoleBroker || by.Disabled {
		return crm.ErrForbidden
	}
	return nil
}

// boundInvitations refuses one more open invitation than a brokerage may have. An address that has got an account in
// another way does not count: Invitations does not list it, so that nobody could withdraw it.
func boundInvitations(a *applying) error {
	var open int
	err := a.row(`SELECT count(*) FROM invitations i WHERE broker = ? AND expires > ?
		AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = i.email)`, keyID(a.broker), a.now).Scan(&open)
	if err == nil && open >= maxInvitations {
		err = crm.Errorf(crm.CodeConflict, "there are %d open invitations already: withdraw one first", open)
	}
	return err
}
