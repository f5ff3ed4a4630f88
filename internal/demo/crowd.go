package demo

import (
	"context"
	"fmt"

	"roomkey/crm"
	"roomkey/store"
)

// teamSize is how many people of a crowd are in one team.
const teamSize = 10

// Brokerage is one of a crowd's: agents, each of whom owns one listing that the agent's team shares.
type Brokerage struct {
	ID       crm.ID
	Name     string
	Teams    []Team // that are to be made
	Users    []crm.User
	Listings []Spec // the owner's at the same index
}

// Crowd returns brokerages for load, each with this many users. The first is Demo Realty, whose new users are all in
// Harbor; the users of others are in teams of ten. Their ids are the same every time, and differ from those of Specs
// and Many.
func Crowd(brokerages, users int) ([]Brokerage, error) {
	all, err := homes()
	if err != nil {
		return nil, err
	}
	m := newMaker(all, Day)
	crowd := make([]Brokerage, brokerages)
	for i := range crowd {
		b := &crowd[i]
		b.ID, b.Name = DemoRealty, Brokerages[DemoRealty]
		team := Harbor
		if i > 0 {
			b.ID, b.Name = id("crowd brokerage", i), fmt.Sprintf("Crowd Realty %d", i)
		}
		for n := range users {
			serial := i*users + n
			if i > 0 && n%teamSize == 0 {
				team = Team{id("crowd team", serial), fmt.Sprintf("Crew %d", n/teamSize+1), b.ID}
				b.Teams = append(b.Teams, team)
			}
			user := crm.User{ID: id("crowd user", serial), Email: fmt.Sprintf("crowd%d@load.test", serial),
				Name: fmt.Sprintf("Cass Crowd %d", serial), Role: crm.RoleAgent, Broker: b.ID,
				Teams: []crm.ID{team.ID}}
			b.Users = append(b.Users, user)
			b.Listings = append(b.Listings, m.owned(serial, user))
		}
	}
	return crowd, nil
}

// owned is a listing of a crowd's user.
func (m *maker) owned(serial int, owner crm.User) Spec {
	spec := m.listing(500_000 + serial)
	spec.ID, spec.By, spec.Created = id("crowd listing", serial), owner, m.epoch
	spec.Row = crm.Row{Owner: owner.ID, Team: owner.Teams[0], Broker: owner.Broker, Visibility: crm.VisibilityTeam}
	return spec
}

// Owned returns n further listings of a user, whom the first of the user's teams shares them with.
func Owned(owner crm.User, n int) ([]Spec, error) {
	all, err := homes()
	if err != nil {
		return nil, err
	}
	m, specs := newMaker(all, Day), make([]Spec, n)
	for i := range specs {
		specs[i] = m.owned(1_000_000+i, owner)
	}
	return specs, nil
}

// Settle stores the accounts and listings of a crowd beside the demo's accounts. Nobody can sign in: there are no
// passwords.
func Settle(ctx context.Context, s *store.Store, crowd []Brokerage) error {
	for i := range crowd {
		b := &crowd[i]
		teams := make([]store.Team, len(b.Teams))
		for j, team := range b.Teams {
			teams[j] = store.Team{ID: team.ID, Broker: b.ID, Name: team.Name}
		}
		if b.ID != DemoRealty {
			if err := s.Found(ctx, b.ID, b.Name, teams); err != nil {
				return fmt.Errorf("found %s: %w", b.Name, err)
			}
		}
		for j := range b.Users {
			if err := s.AddUser(ctx, &b.Users[j], ""); err != nil {
				return fmt.Errorf("add %s: %w", b.Users[j].Email, err)
			}
		}
		if err := Fill(ctx, s, b.Listings); err != nil {
			return err
		}
	}
	return nil
}
