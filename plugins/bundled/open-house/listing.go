package main

import (
	"errors"
	"strings"

	"roomkey/plugins/bundled/homes"
	roomkey "roomkey/plugins/sdk/go"
)

// findListing finds the listing that is shown.
func findListing(t *roomkey.Task) error {
	var asked struct{ Listing, Address string }
	if err := t.Input(&asked); err != nil {
		return err
	}
	t.Progress(10, "Looking for the listing", nil)
	home, err := find(t, asked.Listing, asked.Address)
	if err != nil {
		return err
	}
	return t.Output(map[string]any{"listing": home.ID, "address": home.Address(),
		"street": strings.TrimSpace(home.UnparsedAddress), "city": home.City, "listPrice": home.ListPrice})
}

func find(t *roomkey.Task, id, address string) (*homes.Listing, error) {
	if id != "" {
		return homes.Get(t, id)
	}
	if strings.TrimSpace(address) == "" {
		return nil, errors.New("please say which listing is shown, or its address")
	}
	home, notes, err := homes.Find(t, address)
	if err == nil && home == nil {
		err = errors.New(strings.Join(notes, "; "))
	}
	return home, err
}
