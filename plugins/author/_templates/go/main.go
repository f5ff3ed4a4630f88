//go:build wasip1

// Summarises a listing in a sentence and proposes it as the public remarks.
package main

import (
	"errors"
	"fmt"

	"acme.summary/roomkey"
)

func main() { roomkey.Run(roomkey.Steps{"summarise": summarise}) }

func summarise(t *roomkey.Task) error {
	var in struct{ Listing string }
	if err := t.Input(&in); err != nil {
		return err
	}
	listing, err := t.Get("listing", in.Listing)
	if err != nil {
		return err // the task fails with the server's message
	}
	var home struct {
		UnparsedAddress, City string
		ListPrice             int64 // cents
		BedroomsTotal         float64
	}
	if err := listing.Decode(&home); err != nil {
		return err
	}

	t.Progress(30, "Reading "+home.UnparsedAddress, nil)
	facts := fmt.Sprintf("%s, %s: %v bedrooms for $%d.", home.UnparsedAddress, home.City, home.BedroomsTotal,
		home.ListPrice/100)
	summary, by := facts, "rules"

	t.Progress(60, "Writing the summary", nil)
	text, err := t.Complete(roomkey.Completion{
		Messages: []roomkey.Message{{Role: "user", Content: "Say this in one friendly sentence: " + facts}},
		Stream:   true,
	})
	switch {
	case err == nil:
		summary, by = text, "model"
	case !errors.Is(err, roomkey.Unavailable): // without a model, use rules
		return err
	}

	if _, err := t.Propose(roomkey.Change{Type: "listing", ID: in.Listing,
		Fields: map[string]any{"PublicRemarks": summary}}); err != nil {
		return err
	}
	return t.Output(map[string]any{"summary": summary, "by": by})
}
