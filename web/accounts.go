package web

import (
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
	changed := *user
	assign(&changed.Name, asked.Name)
	assign(&changed.Role, asked.Role)
	assign(&changed.Teams, asked.Teams)
	changed.Teams = distinct(changed.Teams)
	assign(&changed.Disabled, asked.Disabled)
	if err := p.check(ctx, &changed); err != nil {
		return nil, err
	}
	if user.ID == who.user().ID && (changed.Role != user.Role || changed.Disabled) {
		return nil, errOneself
	}
	hash := ""
	if asked.Password != nil {
		if hash, err = p.newHash(ctx, who, *asked.Password); err != nil {
			return nil, err
		}
	}
	if err := p.change(ctx, who, user, &changed, hash); err != nil {
		return nil, err
	}
	shown := userOf(&changed)
	return &shown, nil
}

// change stores what was asked for and has the hub look at the user's sockets again: it closes those whose sign-in or
// token ended with the password.
func (p *people) change(ctx context.Context, who *principal, before, after *crm.User, hash string) error {
	if err := p.store.SetUser(ctx, after); err != nil {
		return err
	}
	p.audit.note(ctx, who, "user:changed", after.ID, "")
	if hash != "" {
		if err := p.store.SetPassword(ctx, after.ID, hash); err != nil {
			return err
		}
		p.audit.note(ctx, who, "user:password", after.ID, "")
	}
	if before.Disabled != after.Disabled {
		return p.setDisabled(ctx, who, after.ID, after.Disabled)
	}
	p.rights.recheck(ctx)
	return nil
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
