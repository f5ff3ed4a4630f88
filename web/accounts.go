package web

import (
	"cmp"
	"context"

	"roomkey/crm"
	"roomkey/web/api"
)

// errOneself answers a broker who would lock the brokerage out.
var errOneself = crm.Errorf(crm.CodeConflict, "you may not take this from yourself")

// patch changes what is given of a user. Nobody may take the broker role from themselves, or disable themselves: a
// brokerage must not lock itself out.
func (p *people) patch(ctx context.Context, who *principal, asked *api.PatchUserRequest) (*api.User, error) {
	user, err := p.member(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	given := func(u *crm.User) error {
		assign(&u.Name, asked.Name)
		assign(&u.Role, asked.Role)
		assign(&u.Teams, asked.Teams)
		u.Teams = distinct(u.Teams)
		if u.ID == who.user().ID && (u.Role != crm.RoleBroker || asked.Disabled != nil && *asked.Disabled) {
			return errOneself
		}
		return nil
	}
	wanted := *user
	refused := given(&wanted)
	if err := cmp.Or(checkMember(ctx, p.store, &wanted), refused); err != nil {
		return nil, err
	}
	hash := ""
	if asked.Password != nil {
		if hash, err = p.newHash(ctx, who, *asked.Password); err != nil {
			return nil, err
		}
	}
	after, err := p.change(ctx, who, user.ID, hash, given)
	if err != nil {
		return nil, err
	}
	if asked.Disabled != nil && *asked.Disabled != after.Disabled {
		if err := p.setDisabled(ctx, who, after.ID, *asked.Disabled); err != nil {
			return nil, err
		}
		after.Disabled = *asked.Disabled
	}
	shown := userOf(after)
	return &shown, nil
}

// change stores what was asked for and has the hub look at the user's sockets again: it closes those whose sign-in or
// token ended with the password. given changes the user as they are at that moment, not as they were when the request
// began: else it would take back what others have changed meanwhile, a role that was lost among it.
func (p *people) change(ctx context.Context, who *principal, id crm.ID, hash string, given func(*crm.User) error) (
	after *crm.User, err error) {
	if _, after, err = p.store.ChangeUser(ctx, id, given); err != nil {
		return nil, err
	}
	p.audit.note(ctx, who, "user:changed", id, "")
	if hash != "" {
		if err := p.store.SetPassword(ctx, id, hash); err != nil {
			return nil, err
		}
		p.audit.note(ctx, who, "user:password", id, "")
	}
	p.rights.recheck(ctx)
	return after, nil
}

func (p *people) setDisabled(ctx context.Context, who *principal, id crm.ID, disabled bool) error {
	if err := p.store.SetDisabled(ctx, id, disabled); err != nil {
		return err
	}
	action := "user:enabled"
	if disabled {
		action = "user:disabled"
	}
	p.audit.note(ctx, who, action, id, "")
	p.rights.recheck(ctx)
	return nil
}

// remove disables an account: what the user owns and wrote stays theirs.
func (p *people) remove(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	user, err := p.member(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	if user.ID == who.user().ID {
		return nil, errOneself
	}
	return nil, p.setDisabled(ctx, who, user.ID, true)
}

func assign[T any](target *T, value *T) {
	if value != nil {
		*target = *value
	}
}
