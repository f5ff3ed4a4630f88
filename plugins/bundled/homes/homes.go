// Package homes finds listings by the address that a person gives, for the bundled plugins in Go.
//
//	listing, notes, err := homes.Find(task, "123 Main St, Sacramento")
package homes

import (
	"fmt"
	"slices"
	"strings"

	"roomkey/plugins/bundled/words"
	roomkey "roomkey/plugins/sdk/go"
)

// Listing is the part of a listing that plugins need.
type Listing struct {
	ID, Owner       string `json:"-"`
	UnparsedAddress string
	UnitNumber      string
	City            string
	StateOrProvince string
	PostalCode      string
	StandardStatus  string
	ListingId       string // the MLS number
	ListPrice       int64  // cents
}

func read(record *roomkey.Record) (*Listing, error) {
	l := &Listing{ID: record.ID, Owner: record.Owner}
	return l, record.Decode(l)
}

// Get reads a listing.
func Get(t *roomkey.Task, id string) (*Listing, error) {
	record, err := t.Get("listing", id)
	if err != nil {
		return nil, err
	}
	return read(record)
}

func (l *Listing) place() words.Place {
	p := words.Address(l.UnparsedAddress)
	p.City, p.State = l.City, l.StateOrProvince
	p.Zip, _, _ = strings.Cut(l.PostalCode, "-")
	if p.Unit == "" {
		p.Unit = l.UnitNumber
	}
	return p
}

// Address returns the whole address in one line.
func (l *Listing) Address() string {
	street := words.Address(l.UnparsedAddress)
	if street.Unit == "" && l.UnitNumber != "" {
		street.Street += " #" + l.UnitNumber
	} else if street.Unit != "" {
		street.Street += " #" + street.Unit
	}
	return street.Street + ", " + l.City + ", " + l.StateOrProvince + " " + l.PostalCode
}

// over are the statuses of listings that are no longer for sale.
var over = []string{"Closed", "Expired", "Canceled", "Withdrawn", "Delete"}

// Find looks for the listing at an address that is for sale, or will be. If there is none, the notes say so. If there
// are several, the error names them.
func Find(t *roomkey.Task, address string) (*Listing, []string, error) {
	where := words.Address(address)
	var found, past []*Listing
	for record, err := range t.All(roomkey.Query{Type: "listing", Q: search(where), Limit: 100}) {
		if err != nil {
			return nil, nil, err
		}
		l, err := read(record)
		if err != nil {
			return nil, nil, err
		}
		switch place := l.place(); {
		case !sameStreet(place, where):
		case slices.Contains(over, l.StandardStatus):
			past = append(past, l)
		default:
			found = append(found, l)
		}
	}
	switch {
	case len(found) == 1:
		return found[0], nil, nil
	case len(found) > 1:
		names := make([]string, len(found))
		for i, l := range found {
			names[i] = fmt.Sprintf("%s (MLS %s, %s)", l.Address(), l.ListingId, l.StandardStatus)
		}
		slices.Sort(names)
		return nil, nil, fmt.Errorf("there are %d listings at %s: %s. Say which, with its city or unit", len(found),
			address, strings.Join(names[:min(len(names), 5)], "; "))
	case len(past) > 0:
		return nil, []string{fmt.Sprintf("the listing at %s is %s, and was not joined", past[0].Address(),
			past[0].StandardStatus)}, nil
	}
	return nil, []string{"there is no listing at " + address}, nil
}

// sameStreet compares as words.Place does. An address without a unit matches any unit of the building.
func sameStreet(listed, said words.Place) bool {
	if said.Unit == "" {
		listed.Unit = ""
	}
	return listed.Same(said)
}

// search returns the house number and the street's longest word, which is unlikely to be abbreviated.
func search(p words.Place) string {
	p.Unit = ""
	parts := strings.Fields(p.Key())
	longest := ""
	for _, word := range parts[min(1, len(parts)):] {
		if len(word) > len(longest) {
			longest = word
		}
	}
	return strings.TrimSpace(strings.Join(parts[:min(1, len(parts))], "") + " " + longest)
}
