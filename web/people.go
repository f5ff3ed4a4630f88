package web

import (
	"context"
	"errors"
	"io"
	"net/mail"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/internal/fair"
	"roomkey/store"
	"roomkey/web/api"
)

// people are the members of the caller's brokerage.
type people struct {
	store  *store.Store
	auth   *Auth
	audit  *auditLog
	rights *rightsWatch
	rates  *rates
	random io.Reader
}

// list answers with everybody in the brokerage.
func (p *people) list(ctx context.Context, who *principal, _ *api.Empty) (*api.UsersAnswer, error) {
	users, err := p.store.Users(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	items := make([]api.User, 0, len(users))
	for _, user := range users {
		items = append(items, userOf(user))
	}
	return &api.UsersAnswer{Items: items}, nil
}

// names answers anybody with the names of their brokerage: what a client needs to say who wrote, owns or is here.
func (p *people) names(ctx context.Context, who *principal, _ *api.Empty) (*api.PeopleAnswer, error) {
	users, err := p.store.UsersByAge(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	name, err := p.store.BrokerageName(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	colours := crm.ColoursOf(users)
	items := make([]api.Person, 0, len(users))
	for _, user := range users {
		items = append(items, api.Person{ID: user.ID, Name: user.Name, Colour: colours[user.ID],
			Owns: user.Role != crm.RoleViewer && !user.Disabled})
	}
	slices.SortStableFunc(items, func(a, b api.Person) int { return strings.Compare(a.Name, b.Name) })
	return &api.PeopleAnswer{Brokerage: name, Items: items}, nil
}

// member finds a user of the caller's brokerage; anybody else's is not_found.
func (p *people) member(ctx context.Context, who *principal, id crm.ID) (*crm.User, error) {
	user, err := p.store.UserByID(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && user.Broker != who.user().Broker {
		return nil, errNoPerson
	}
	return user, err
}

func (p *people) get(ctx context.Context, who *principal, asked *api.ByID) (*api.User, error) {
	user, err := p.member(ctx, who, asked.ID)
	if err != nil {
		return nil, err
	}
	shown := userOf(user)
	return &shown, nil
}

// create adds a user to the caller's brokerage. Where no password is given one is made, and shown in the answer.
func (p *people) create(ctx context.Context, who *principal, asked *api.CreateUserRequest) (*api.User, error) {
	user := crm.User{ID: crm.NewID(p.random), Email: strings.ToLower(asked.Email), Name: asked.Name,
		Role: asked.Role, Broker: who.user().Broker, Teams: distinct(asked.Teams)}
	if err := checkMember(ctx, p.store, &user); err != nil {
		return nil, err
	}
	made := ""
	if asked.Password == nil {
		secret, err := newSecretToken(p.random)
		if err != nil {
			return nil, err
		}
		made = secret[:20]
		asked.Password = &made
	}
	hash, err := p.newHash(ctx, who, *asked.Password)
	if err != nil {
		return nil, err
	}
	if err := p.store.AddUser(ctx, &user, hash); err != nil {
		return nil, taken("email", err)
	}
	p.audit.note(ctx, who, "user:created", user.ID, string(user.Role))
	shown := userOf(&user)
	shown.Password = made
	return &shown, nil
}

// newHash checks and hashes a password that the caller chose.
func (p *people) newHash(ctx context.Context, who *principal, password string) (string, error) {
	return p.auth.newHash(ctx, fair.PayerOf(who.user()), password)
}

// newHash checks and hashes a new password. payer waits for the hashing.
func (a *Auth) newHash(ctx context.Context, payer fair.Payer, password string) (hash string, err error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	if busy := a.hasher.do(ctx, payer, func() { hash, err = HashPassword(a.random, password) }); busy != nil {
		return "", busy
	}
	return hash, err
}

// checkMember says all that is wrong with the address, the role and the teams of somebody who is or becomes a member.
func checkMember(ctx context.Context, s *store.Store, user *crm.User) error {
	var wrong []error
	if !validEmail(user.Email) {
		wrong = append(wrong, crm.Invalid("email", "must be an email address"))
	}
	if !slices.Contains(crm.Roles, user.Role) {
		wrong = append(wrong, crm.Invalid("role", "must be broker, lead, agent or viewer"))
	}
	teams, err := s.Teams(ctx, user.Broker)
	if err != nil {
		return err
	}
	for _, id := range user.Teams {
		if !slices.ContainsFunc(teams, func(team store.Team) bool { return team.ID == id }) {
			wrong = append(wrong, crm.Invalid("teams", "there is no such team here"))
			break
		}
	}
	return errors.Join(wrong...)
}

// validEmail says whether a new account may have this address.
func validEmail(email string) bool {
	parsed, err := mail.ParseAddress(email)
	return err == nil && parsed.Address == email
}
