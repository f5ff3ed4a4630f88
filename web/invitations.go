package web

import (
	"context"
	"io"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// invitationLife is how long a link is good.
const invitationLife = 7 * 24 * time.Hour

// invitationMark begins the secret of a link: secret scanners can find it.
const invitationMark = "rki_"

// invitationPage is where the app takes a link. The secret follows in the fragment, which no browser sends: so no
// proxy's log has it.
const invitationPage = "/invite#"

// invitations are those of the caller's brokerage. Nothing sends them: who makes one is shown the link, once.
type invitations struct {
	store  *store.Store
	audit  *auditLog
	now    func() time.Time
	random io.Reader
}

func (i *invitations) list(ctx context.Context, who *principal, _ *api.Empty) (*api.InvitationsAnswer, error) {
	found, err := i.store.Invitations(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.Invitation, 0, len(found))
	for n := range found {
		items = append(items, i.shown(&found[n]))
	}
	return &api.InvitationsAnswer{Items: items}, nil
}

// create invites an address, and shows the link.
func (i *invitations) create(ctx context.Context, who *principal, asked *api.CreateInvitationRequest) (*api.Invitation,
	error) {
	user := crm.User{Email: strings.ToLower(asked.Email), Role: asked.Role, Broker: who.user().Broker,
		Teams: distinct(asked.Teams)}
	if err := checkMember(ctx, i.store, &user); err != nil {
		return nil, err
	}
	now := i.now()
	made := store.Invitation{ID: crm.NewID(i.random), Broker: user.Broker, By: who.user().ID, Email: user.Email,
		Role: user.Role, Teams: user.Teams, Created: now, Expires: now.Add(invitationLife)}
	token, hash, err := i.token()
	if err != nil {
		return nil, err
	}
	if err := i.store.AddInvitation(ctx, &made, hash); err != nil {
		return nil, err
	}
	i.audit.note(ctx, who, "invitation:created", made.ID, string(made.Role))
	shown := i.shown(&made)
	shown.Path = invitationPage + token
	return &shown, nil
}

// renew gives an invitation a new link and shows it. The one before ends.
func (i *invitations) renew(ctx context.Context, who *principal, asked *api.ByID) (*api.Invitation, error) {
	token, hash, err := i.token()
	if err != nil {
		return nil, err
	}
	user := who.user()
	err = i.store.RenewInvitation(ctx, user.Broker, asked.ID, user.ID, hash, i.now().Add(invitationLife))
	if err != nil {
		return nil, err
	}
	i.audit.note(ctx, who, "invitation:renewed", asked.ID, "")
	renewed, err := i.store.InvitationByHash(ctx, hash)
	if err != nil {
		return nil, err
	}
	shown := i.shown(&renewed)
	shown.Path = invitationPage + token
	return &shown, nil
}

func (i *invitations) withdraw(ctx context.Context, who *principal, asked *api.ByID) (*api.Empty, error) {
	if err := i.store.DropInvitation(ctx, who.user().Broker, asked.ID, who.user().ID); err != nil {
		return nil, err
	}
	i.audit.note(ctx, who, "invitation:withdrawn", asked.ID, "")
	return nil, nil
}

// token draws the secret of a link, and what the store keeps of it.
func (i *invitations) token() (token string, hash []byte, err error) {
	secret, err := newSecretToken(i.random)
	token = invitationMark + secret
	sum := hashToken(token)
	return token, sum[:], err
}

// shown is an invitation without its secret.
func (i *invitations) shown(of *store.Invitation) api.Invitation {
	status := "open"
	switch {
	case !i.now().Before(of.Expires):
		status = "expired"
	case of.Void:
		status = "void"
	}
	return api.Invitation{ID: of.ID, Email: of.Email, Role: of.Role, Teams: append([]crm.ID{}, of.Teams...), By: of.By,
		CreatedAt: of.Created.UTC(), ExpiresAt: of.Expires.UTC(), Status: status}
}
