package web

import (
	"context"
	"errors"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/web/api"
)

// errWrongCurrent refuses a new password from who does not know the one before, as with a device left unlocked.
var errWrongCurrent = crm.Invalid("currentPassword", "is wrong")

// patchSelf changes what callers may change of their own account. A new password needs the one before, and ends every
// sign-in and personal token of the account, the caller's own too: whoever had the old one may have made them.
func (p *people) patchSelf(ctx context.Context, who *principal, asked *api.PatchMeRequest) (*api.User, error) {
	user, err := p.store.UserByID(ctx, who.user().ID)
	if err != nil {
		return nil, unknown(err)
	}
	hash := ""
	if asked.Password != nil {
		if err := p.checkCurrent(ctx, who, user, asked.CurrentPassword); err != nil {
			return nil, err
		}
		if hash, err = p.newHash(ctx, who, *asked.Password); err != nil {
			return nil, err
		}
	}
	after, err := p.change(ctx, who, user.ID, hash, func(u *crm.User) error {
		assign(&u.Name, asked.Name)
		return nil
	})
	if err != nil {
		return nil, err
	}
	self := selfOf(after)
	return &self, nil
}

// checkCurrent counts each try against the sign-in that makes it.
func (p *people) checkCurrent(ctx context.Context, who *principal, user *crm.User, password *string) error {
	if password == nil {
		return crm.Invalid("currentPassword", "is needed to set a new one")
	}
	if err := p.rates.guess(who.SessionID); err != nil {
		return err
	}
	account, err := p.auth.account(ctx, user.Email)
	if err != nil {
		return err
	}
	err = p.auth.checkPassword(ctx, account, *password, fair.PayerOf(user))
	if errors.Is(err, errWrongPassword) {
		p.audit.refused(ctx, user.Email, "a wrong password before a new one")
		return errWrongCurrent
	}
	return err
}
