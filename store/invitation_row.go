package store

import (
	"time"

	"roomkey/crm"
)

// Invitation is an address that was invited to a brokerage and has no account yet. The store knows the secret of its
// link only by its hash.
type Invitation struct {
	ID, Broker       crm.ID
	By               crm.ID // who made the link
	Email            string
	Role             crm.Role
	Teams            []crm.ID
	Created, Expires time.Time
	// Whoever made the link is no active broker any more: it is good for nothing until another one gives it a new link.
	Void bool
}

// ErrNoInvitation says that there is no such invitation, or not any more.
var ErrNoInvitation = &crm.Error{Code: crm.CodeNotFound, Message: "there is no such invitation"}

// selectInvitations has the teams as hexadecimal ids, separated by commas; NULL for none.
const selectInvitations = `SELECT i.id, i.broker, i.inviter, i.email, i.role, i.created, i.expires,
	EXISTS (SELECT 1 FROM users u WHERE u.id = i.inviter AND (u.disabled OR u.role != 'broker')),
	(SELECT group_concat(hex(t.team)) FROM invitation_teams t WHERE t.invitation = i.id) FROM invitations i `

func scanInvitation(row rowScanner) (i Invitation, err error) {
	var ids [3][]byte
	var created, expires int64
	var teams *string
	if err := row.Scan(&ids[0], &ids[1], &ids[2], &i.Email, &i.Role, &created, &expires, &i.Void,
		&teams); err != nil {
		return Invitation{}, err
	}
	i.Created, i.Expires = fromMicros(created), fromMicros(expires)
	if err := toIDs(ids[:], &i.ID, &i.Broker, &i.By); err != nil {
		return Invitation{}, err
	}
	i.Teams, err = hexIDs(teams)
	return i, err
}
