package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Invitations lists a brokerage's invitations, the newest first, with those that have expired within 30 days.
func (d *Directory) Invitations(ctx context.Context, broker crm.ID) (list []Invitation, err error) {
	err = d.db.reader.snapshot(ctx, "list invitations", func(ctx context.Context, tx querier) error {
		list = nil
		rows, err := tx.QueryContext(ctx, selectInvitations+`WHERE i.broker = ? AND i.expires > ?
			AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = i.email) ORDER BY i.created DESC, i.id`,
			keyID(broker), micros(d.db.now().Add(-keepInvitations)))
		return each(rows, err, func(row rowScanner) error {
			i, err := scanInvitation(row)
			list = append(list, i)
			return err
		})
	})
	return list, err
}

// InvitationByHash returns the invitation of a link that is good. ErrNoInvitation: the link was never good, was used,
// withdrawn or replaced, has expired, or is void.
func (d *Directory) InvitationByHash(ctx context.Context, hash []byte) (Invitation, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	i, err := scanInvitation(d.db.reader.row(ctx, selectInvitations+`WHERE i.hash = ? AND i.expires > ?`, hash,
		micros(d.db.now())))
	if absent(err) || err == nil && i.Void {
		return Invitation{}, ErrNoInvitation
	}
	return i, classify("read an invitation", err)
}

// AddInvitation invites an address, by a link whose secret has this hash. crm.CodeConflict: the address has an account
// or an invitation that is open, which names the field email; or the brokerage has 200 open invitations.
// crm.CodeInvalid: a field is wrong. crm.ErrForbidden: i.By is no active broker of the brokerage.
func (d *Directory) AddInvitation(ctx context.Context, i *Invitation, hash []byte) error {
	if err := checkPlace(i.Email, i.Role, i.Teams); err != nil {
		return err
	}
	return d.ledger.write(ctx, "invite a user", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationMade, i.Broker, &invitationMade{i.ID, i.Email, i.Role, i.Teams, i.By, hash,
			micros(i.Expires)}}, nil
	})
}

// RenewInvitation gives an invitation a new link, which ends the one before. ErrNoInvitation: the brokerage has no such
// invitation. Besides, as AddInvitation.
func (d *Directory) RenewInvitation(ctx context.Context, broker, id, by crm.ID, hash []byte, until time.Time) error {
	return d.ledger.write(ctx, "renew an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationRenewed, broker, &invitationRenewed{id, by, hash, micros(until)}}, nil
	})
}

// DropInvitation withdraws an invitation. ErrNoInvitation: the brokerage has no such invitation. crm.ErrForbidden: by
// is no active broker of it.
func (d *Directory) DropInvitation(ctx context.Context, broker, id, by crm.ID) error {
	return d.ledger.write(ctx, "withdraw an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationWithdrawn, broker, &invitationWithdrawn{id, by}}, nil
	})
}

// AcceptInvitation makes the account of an invitation that InvitationByHash has given for hash: of the user's id and
// name, and of what the invitation says. It returns the user. ErrNoInvitation: see InvitationByHash. crm.CodeConflict:
// the address has an account by now.
func (d *Directory) AcceptInvitation(ctx context.Context, i *Invitation, hash []byte, user crm.ID, name,
	password string) (*crm.User, error) {
	if err := checkName("name", name); err != nil {
		return nil, err
	}
	err := d.ledger.write(ctx, "accept an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationAccepted, i.Broker, &invitationAccepted{i.ID, hash, user, name,
			password}}, nil
	})
	if err != nil {
		return nil, err
	}
	return d.UserByID(ctx, user)
}
