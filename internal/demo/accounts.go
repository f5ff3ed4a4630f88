package demo

import (
	"context"
	"fmt"
	"strings"

	"roomkey/crm"
	"roomkey/store"
)

// Accounts makes the demo's brokerages, teams and users. hash is the hash of Password.
func Accounts(ctx context.Context, s *store.Store, hash string) error {
	for _, broker := range []crm.ID{DemoRealty, OtherRealty} {
		var teams []store.Team
		for _, team := range Teams {
			if team.Broker == broker {
				teams = append(teams, store.Team{ID: team.ID, Broker: broker, Name: team.Name})
			}
		}
		if err := s.Found(ctx, broker, Brokerages[broker], teams); err != nil {
			return fmt.Errorf("found %s: %w", Brokerages[broker], err)
		}
	}
	for _, user := range Users {
		if err := s.AddUser(ctx, &user, hash); err != nil {
			return fmt.Errorf("add %s: %w", user.Email, err)
		}
	}
	return nil
}

// takeNumbers reserves the escrow numbers of specs in their brokerages' counters.
func takeNumbers(ctx context.Context, s *store.Store, specs []Spec) error {
	for i := range specs {
		want, ok := specs[i].Fields["escrowNumber"].(string)
		if !ok {
			continue
		}
		var year int
		if _, err := fmt.Sscanf(want, "ESC-%d-", &year); err != nil {
			return fmt.Errorf("%s is no escrow number: %w", want, err)
		}
		got, err := s.ReserveEscrowNumber(ctx, specs[i].Row.Broker, year)
		if err != nil {
			return err
		}
		if !strings.EqualFold(got, want) {
			return fmt.Errorf("the escrow number %s is taken: the next is %s", want, got)
		}
	}
	return nil
}
