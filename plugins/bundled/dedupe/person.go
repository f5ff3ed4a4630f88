package main

import (
	"slices"
	"strings"

	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
	roomkey "roomkey/plugins/sdk/go"
)

// person is a client or a lead, with the data that identify a person.
type person struct {
	kind, id, created string
	first, last       string
	emails, phones    []string // in the form for comparison
	places            []words.Place
	linked            string // a lead's client
	out               bool   // removed from use already
	age               int    // index among all people, the oldest first
}

func (p *person) name() string { return strings.TrimSpace(p.first + " " + p.last) }

// named is the person by name, to compare.
func (p *person) named() *identity.Person { return &identity.Person{First: p.first, Last: p.last} }

// nameKey is the name in a form for comparison, "" without one.
func (p *person) nameKey() string { return identity.Key(p.named()) }

// readPerson reads a record. Fields of clients and leads never share a name in the same case.
func readPerson(record *roomkey.Record) (*person, error) {
	var f struct {
		FirstName, LastName string
		Emails              []string `json:"Email"`
		TEL                 []struct {
			Number string `json:"number"`
		}
		ADR []struct {
			Street   string `json:"street"`
			Locality string `json:"locality"`
			Region   string `json:"region"`
			Code     string `json:"code"`
		}
		ContactStatus string

		Name   string `json:"name"`
		Email  string `json:"email"`
		Phone  string `json:"phone"`
		Stage  string `json:"stage"`
		Client string `json:"client"`
	}
	if err := record.Decode(&f); err != nil {
		return nil, err
	}
	p := &person{kind: record.Type, id: record.ID, created: record.CreatedAt, first: f.FirstName, last: f.LastName,
		linked: f.Client,
		out:    f.ContactStatus == "Deleted" || f.Stage == "trash"}
	if record.Type == "lead" {
		p.first, p.last = words.Name(f.Name)
	}
	for _, text := range append(f.Emails, f.Email) {
		if email := identity.Email(text); email != "" && !slices.Contains(p.emails, email) {
			p.emails = append(p.emails, email)
		}
	}
	numbers := []string{f.Phone}
	for _, tel := range f.TEL {
		numbers = append(numbers, tel.Number)
	}
	for _, text := range numbers {
		if phone := words.Phone(text); phone != "" && !slices.Contains(p.phones, phone) {
			p.phones = append(p.phones, phone)
		}
	}
	for _, adr := range f.ADR {
		place := words.Address(adr.Street)
		place.City, place.State = adr.Locality, adr.Region
		place.Zip, _, _ = strings.Cut(adr.Code, "-")
		if place.Key() != "" {
			p.places = append(p.places, place)
		}
	}
	return p, nil
}

// keys returns the values that other people may share. Only people who share one are compared.
func (p *person) keys() []string {
	list := slices.Concat(p.emails, p.phones)
	if name := p.nameKey(); name != "" {
		list = append(list, "name "+name)
	}
	for _, place := range p.places {
		list = append(list, "at "+place.Key())
	}
	return list
}
