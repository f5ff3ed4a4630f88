package web

import (
	"context"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/store"
	realtime "roomkey/sync"
)

// maxName bounds the names of users, teams and tokens, in bytes.
const maxName = 120

// userJSON is a user as answers show them.
type userJSON struct {
	crm.User
	Disabled    bool   `json:"disabled,omitempty"`
	Password    string `json:"password,omitempty"`    // of a new user for whom none was given, shown once
	ActorPrefix string `json:"actorPrefix,omitempty"` // of the caller alone: how the actors of their devices begin, in hexadecimal
}

// selfOf is the caller as they see themselves.
func selfOf(user *crm.User) userJSON {
	shown := userOf(user)
	prefix := realtime.ActorPrefix(user.ID)
	shown.ActorPrefix = hex.EncodeToString(prefix[:])
	return shown
}

func userOf(user *crm.User) userJSON {
	shown := userJSON{User: *user, Disabled: user.Disabled}
	shown.Teams = append([]crm.ID{}, user.Teams...)
	return shown
}

// listUsers answers with everybody in the brokerage.
func (s *Server) listUsers(ctx context.Context, c *call) error {
	users, err := s.store.Users(ctx, c.user().Broker)
	if err != nil {
		return err
	}
	items := make([]userJSON, 0, len(users))
	for _, user := range users {
		items = append(items, userOf(user))
	}
	return c.json(http.StatusOK, map[string]any{"items": items})
}

// listPeople answers anybody with the names of their brokerage: what a client needs to say who wrote, owns or is here.
func (s *Server) listPeople(ctx context.Context, c *call) error {
	users, err := s.store.Users(ctx, c.user().Broker)
	if err != nil {
		return err
	}
	type person struct {
		ID   crm.ID `json:"id"`
		Name string `json:"name"`
	}
	people := make([]person, 0, len(users))
	for _, user := range users {
		people = append(people, person{user.ID, user.Name})
	}
	return c.json(http.StatusOK, map[string]any{"items": people})
}

// member finds a user of the caller's brokerage; anybody else's is not_found.
func (s *Server) member(ctx context.Context, c *call) (*crm.User, error) {
	id, err := c.id("id")
	if err != nil {
		return nil, errNoPerson
	}
	user, err := s.store.UserByID(ctx, id)
	if crm.CodeOf(err) == crm.CodeNotFound || err == nil && user.Broker != c.user().Broker {
		return nil, errNoPerson
	}
	return user, err
}

// errNoPerson answers for a user, team, token or session that is absent or another's.
var errNoPerson = crm.Errorf(crm.CodeNotFound, "there is nobody and nothing of this id here")

func (s *Server) getUser(ctx context.Context, c *call) error {
	user, err := s.member(ctx, c)
	if err != nil {
		return err
	}
	return c.json(http.StatusOK, userOf(user))
}

// createUser adds a user to the caller's brokerage. Where no password is given one is made, and shown in the answer.
func (s *Server) createUser(ctx context.Context, c *call) error {
	asked, err := read[struct {
		Email    string   `json:"email"`
		Name     string   `json:"name"`
		Role     crm.Role `json:"role"`
		Teams    []crm.ID `json:"teams"`
		Password *string  `json:"password"`
	}](c)
	if err != nil {
		return err
	}
	user := crm.User{ID: crm.NewID(s.random), Email: strings.ToLower(strings.TrimSpace(asked.Email)), Name: strings.TrimSpace(asked.Name),
		Role: asked.Role, Broker: c.user().Broker, Teams: distinct(asked.Teams)}
	if err := s.checkUser(ctx, &user); err != nil {
		return err
	}
	made := ""
	if asked.Password == nil {
		if made, err = newSecretToken(s.random); err != nil {
			return err
		}
		made = made[:20]
		asked.Password = &made
	}
	hash, err := s.newHash(ctx, *asked.Password)
	if err != nil {
		return err
	}
	if err := s.store.AddUser(ctx, &user, hash); err != nil {
		return taken("email", err)
	}
	s.audit(ctx, c, "user:created", user.ID, string(user.Role))
	shown := userOf(&user)
	shown.Password = made
	return c.json(http.StatusCreated, shown)
}

// taken names what somebody else has already, where that is what went wrong.
func taken(field string, err error) error {
	if crm.CodeOf(err) != crm.CodeConflict {
		return err
	}
	return &crm.Error{Code: crm.CodeConflict, Field: field, Message: "is taken", Err: err}
}

// newHash checks and hashes a password that somebody chose.
func (s *Server) newHash(ctx context.Context, password string) (hash string, err error) {
	if err := CheckPassword(password); err != nil {
		return "", err
	}
	hashErr := s.auth.hasher.do(ctx, func() { hash, err = HashPassword(s.random, password) })
	if hashErr != nil {
		return "", hashErr
	}
	return hash, err
}

// checkUser says what is wrong with a user's own data.
func (s *Server) checkUser(ctx context.Context, user *crm.User) error {
	if !validEmail(user.Email) {
		return crm.Invalid("email", "must be an email address")
	}
	if user.Name == "" || len(user.Name) > maxName {
		return crm.Invalid("name", "must have 1 to %d bytes", maxName)
	}
	if !slices.Contains(crm.Roles, user.Role) {
		return crm.Invalid("role", "must be broker, lead, agent or viewer")
	}
	teams, err := s.store.Teams(ctx, user.Broker)
	if err != nil {
		return err
	}
	for _, id := range user.Teams {
		if !slices.ContainsFunc(teams, func(team store.Team) bool { return team.ID == id }) {
			return crm.Invalid("teams", "there is no such team here")
		}
	}
	return nil
}
