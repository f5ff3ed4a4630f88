package store

import (
	"context"
	"errors"
	"time"

	"roomkey/crm"
)

// dropInvitations is when an invitation that has expired is removed: a day after nobody can renew it any more, since
// regions' clocks differ.
const dropInvitations = keepInvitations + 24*time.Hour

// expireInvitations withdraws the invitations that expired long ago, at most as many as a brokerage may have: an
// address is not kept that nobody sees listed. That goes through the order of rows, so that no region has removed what
// another one lets somebody accept. Where rows can't be ordered now, it is for another time.
func expireInvitations(ctx context.Context, ledger *RowLedger) error {
	for range maxInvitations {
		found := false
		err := ledger.write(ctx, "expire an invitation", func(b *batch) (p plannedWrite, err error) {
			var ids [2][]byte
			err = b.row(`SELECT id, broker FROM invitations WHERE expires <= ? LIMIT 1`,
				b.now-dropInvitations.Microseconds()).Scan(&ids[0], &ids[1])
			if found = err == nil; !found {
				if absent(err) {
					err = nil
				}
				return p, err
			}
			expired := &invitationWithdrawn{} // by nobody
			p = plannedWrite{kind: entryInvitationWithdrawn, write: expired}
			err = toIDs(ids[:], &expired.ID, &p.broker)
			return p, err
		})
		switch {
		case !found, crm.CodeOf(err) == crm.CodeUnavailable:
			return nil
		case err != nil && !errors.Is(err, ErrNoInvitation): // which another region has removed
			return err
		}
	}
	return nil
}
