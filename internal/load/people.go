package load

import (
	"context"
	"crypto/sha256"
	"encoding/base64"
	"errors"
	"fmt"
	"time"

	"roomkey/crm"
	"roomkey/internal/demo"
	"roomkey/store"
)

// Person is a user of the server under load.
type Person struct {
	crm.User
	Token    string   // a personal one
	Listings []crm.ID // the person's own
	Watched  crm.ID   // a colleague's listing, which the person has open
}

// People are who use the server.
type People struct {
	Honest  []Person
	Hostile Person // an agent of Demo Realty, as some of the honest are
}

// Populate adds people to a data directory that has the demo's accounts and that no server uses: as many honest ones in
// each brokerage, with a listing each, and a hostile one with some listings.
func Populate(ctx context.Context, dir string, brokerages, users, hostileListings int) (p *People, err error) {
	crowd, err := demo.Crowd(brokerages, users)
	if err != nil {
		return nil, err
	}
	hostile := crm.User{ID: crm.ID(sum("roomkey/load/hostile")[:16]), Email: "hostile@load.test", Name: "Hal Hostile",
		Role: crm.RoleAgent, Broker: demo.DemoRealty, Teams: []crm.ID{demo.Harbor.ID}}
	owned, err := demo.Owned(hostile, hostileListings)
	if err != nil {
		return nil, err
	}
	data, err := store.Open(ctx, store.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	defer func() { err = errors.Join(err, data.Close()) }()
	if err := errors.Join(demo.Settle(ctx, data, crowd), data.AddUser(ctx, &hostile, ""),
		demo.Fill(ctx, data, owned)); err != nil {
		return nil, fmt.Errorf("populate: %w", err)
	}
	p = &People{Hostile: Person{User: hostile}}
	for i := range owned {
		p.Hostile.Listings = append(p.Hostile.Listings, owned[i].ID)
	}
	for i := range crowd {
		p.Honest = append(p.Honest, members(&crowd[i])...)
	}
	for i := range p.Honest {
		if err := p.Honest[i].issue(ctx, data); err != nil {
			return nil, err
		}
	}
	return p, p.Hostile.issue(ctx, data)
}

// members are a brokerage's users, each of whom watches the next one's listing where it is their team's too.
func members(b *demo.Brokerage) []Person {
	people := make([]Person, len(b.Users))
	for i, user := range b.Users {
		next := (i + 1) % len(b.Users)
		if b.Users[next].Teams[0] != user.Teams[0] {
			for next = 0; b.Users[next].Teams[0] != user.Teams[0]; next++ {
			}
		}
		people[i] = Person{User: user, Listings: []crm.ID{b.Listings[i].ID}, Watched: b.Listings[next].ID}
	}
	return people
}

// issue stores a personal token as the server does, which knows it by its SHA-256 alone.
func (p *Person) issue(ctx context.Context, data *store.Store) error {
	p.Token = "rkp_" + base64.RawURLEncoding.EncodeToString(sum("roomkey/load/token/"+p.Email))
	return data.AddToken(ctx, store.Token{ID: crm.ID(sum("roomkey/load/id/" + p.Email)[:16]), User: p.ID, Name: "load",
		Scope: "write", Created: time.Now()}, sum(p.Token), crm.ID{})
}

func sum(text string) []byte {
	hash := sha256.Sum256([]byte(text))
	return hash[:]
}
