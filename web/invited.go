package web

import (
	"context"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// errNoInvitation is the one answer for a link that was never good, was used, withdrawn or replaced, or has expired.
var errNoInvitation = crm.Errorf(crm.CodeNotFound, "this invitation is not good, or not any more")

// invited answers who has the link of an invitation, and no account yet.
type invited struct {
	signIns signIns
}

// read says what a link invites to.
func (i *invited) read(ctx context.Context, who *principal, asked *api.ReadInvitationRequest) (*api.InvitationRead,
	error) {
	found, _, err := i.find(ctx, who, asked.Token)
	if err != nil {
		return nil, err
	}
	name, err := i.signIns.store.BrokerageName(ctx, found.Broker)
	if err != nil {
		return nil, err
	}
	by, err := i.signIns.store.UserByID(ctx, found.By)
	if err != nil {
		return nil, err
	}
	return &api.InvitationRead{Brokerage: name, InvitedBy: by.Name, Email: found.Email, Role: found.Role,
		ExpiresAt: found.Expires.UTC()}, nil
}

// accept makes the account that a link invites to, with the caller's name and password, and signs them in. The address,
// the role and the teams are the invitation's.
func (i *invited) accept(ctx context.Context, who *principal, asked *api.AcceptInvitationRequest) (*api.SignIn,
	error) {
	found, hash, err := i.find(ctx, who, asked.Token)
	if err != nil {
		return nil, err
	}
	s := &i.signIns
	password, err := s.auth.newHash(ctx, strangerFrom(who.from.address()), asked.Password)
	if err != nil {
		return nil, err
	}
	user, err := s.store.AcceptInvitation(ctx, &found, hash, crm.NewID(s.random), asked.Name, password)
	if err != nil {
		return nil, notGood(err)
	}
	s.audit.noteFor(ctx, user.ID, "invitation:accepted", found.ID, string(user.Role))
	return s.enter(ctx, who, &account{user, password})
}

// find finds the invitation of a link, and what the store keeps of its secret. Tries count by their address.
func (i *invited) find(ctx context.Context, who *principal, token string) (store.Invitation, []byte, error) {
	if err := i.signIns.rates.invitation(who.from.address()); err != nil {
		return store.Invitation{}, nil, err
	}
	hash := hashToken(token)
	found, err := i.signIns.store.InvitationByHash(ctx, hash[:])
	return found, hash[:], notGood(err)
}

// notGood leaves all errors of the store's as they are but that there is no such invitation.
func notGood(err error) error {
	if crm.CodeOf(err) == crm.CodeNotFound {
		return errNoInvitation
	}
	return err
}
