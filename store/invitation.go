package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// PendingInvitations holds the invitations that nobody has accepted yet.
type PendingInvitations struct {
	db        *handle
	ledger    *RowLedger
	directory *Directory
}

// Invitations lists a brokerage's invitations, the newest first, with those that have expired within 30 days.
func (p *PendingInvitations) Invitations(ctx context.Context, broker crm.ID) (list []Invitation, err error) {
	err = p.db.reader.snapshot(ctx, "list invitations", func(ctx context.Context, tx querier) error {
		list = nil
		rows, err := tx.QueryContext(ctx, selectInvitations+`WHERE i.broker = ? AND i.expires > ?
			AND NOT EXISTS (SELECT 1 FROM users u WHERE u.email = i.email) ORDER BY i.created DESC, i.id`,
			keyID(broker), micros(p.db.now().Add(-keepInvitations)))
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
func (p *PendingInvitations) InvitationByHash(ctx context.Context, hash []byte) (Invitation, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	i, err := scanInvitation(p.db.reader.row(ctx, selectInvitations+`WHERE i.hash = ? AND i.expires > ?`, hash,
		micros(p.db.now())))
	if absent(err) || err == nil && i.Void {
		return Invitation{}, ErrNoInvitation
	}
	return i, classify("read an invitation", err)
}

// AddInvitation invites an address, by a link whose secret has this hash. crm.CodeConflict: the address has an account
// or an invitation that is open, which names the field email; or the brokerage has 200 open invitations.
// crm.CodeInvalid: a field is wrong. crm.ErrForbidden: i.By is no active broker of the brokerage.
func (p *PendingInvitations) AddInvitation(ctx context.Context, i *Invitation, hash []byte) error {
	if err := checkPlace(i.Email, i.Role, i.Teams); err != nil {
		return err
	}
	return p.ledger.write(ctx, "invite a user", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationMade, i.Broker, &invitationMade{i.ID, i.Email, i.Role, i.Teams, i.By, hash,
			micros(i.Expires)}}, nil
	})
}

// RenewInvitation gives an invitation a new link, which ends the one before. ErrNoInvitation: the brokerage has no such
// invitation. Besides, as AddInvitation.
func (p *PendingInvitations) RenewInvitation(ctx context.Context, broker, id, by crm.ID, hash []byte,
	until time.Time) error {
	return p.ledger.write(ctx, "renew an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationRenewed, broker, &invitationRenewed{id, by, hash, micros(until)}}, nil
	})
}

// DropInvitation withdraws an invitation. ErrNoInvitation: the brokerage has no such invitation. crm.ErrForbidden: by
// is no active broker of it.
func (p *PendingInvitations) DropInvitation(ctx context.Context, broker, id, by crm.ID) error {
	return p.ledger.write(ctx, "withdraw an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationWithdrawn, broker, &invitationWithdrawn{id, by}}, nil
	})
}

// AcceptInvitation makes the account of an invitation that InvitationByHash has given for hash: of the user's id and
// name, and of what the invitation says. It returns the user. ErrNoInvitation: see InvitationByHash. crm.CodeConflict:
// the address has an account by now.
func (p *PendingInvitations) AcceptInvitation(ctx context.Context, i *Invitation, hash []byte, user crm.ID, name,
	password string) (*crm.User, error) {
	if err := checkName("name", name); err != nil {
		return nil, err
	}
	err := p.ledger.write(ctx, "accept an invitation", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryInvitationAccepted, i.Broker, &invitationAccepted{i.ID, hash, user, name,
			password}}, nil
	})
	if err != nil {
		return nil, err
	}
	return p.directory.UserByID(ctx, user)
}
