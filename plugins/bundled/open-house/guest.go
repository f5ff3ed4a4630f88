package main

import (
	"fmt"
	"slices"
	"strings"

	"roomkey/plugins/bundled/identity"
	"roomkey/plugins/bundled/words"
)

// seenLead is a lead, or a person of this sheet, by what it is recognised.
type seenLead struct {
	person *identity.Person
	lead   string
}

func (g *guests) remember(p *identity.Person, lead string) {
	for _, contact := range p.Contacts() {
		g.seen[contact.Value] = append(g.seen[contact.Value], seenLead{p, lead})
	}
}

// known returns the lead of a person, the most recently changed one first; "" if there is none. Who shares a contact
// under another name is somebody else of the household.
func (g *guests) known(p *identity.Person) string {
	for _, contact := range p.Contacts() {
		for _, s := range g.seen[contact.Value] {
			if identity.Compatible(p, s.person) {
				return s.lead
			}
		}
	}
	return ""
}

const again = "-" // a lead that this sheet makes

// setAside puts a contact that is none into the note, where the other one will do.
func (g *guests) setAside(v *visitor) {
	email, phone := words.Email(v.email) != "", words.Phone(v.phone) != ""
	switch {
	case v.email != "" && !email && phone:
		v.notes, v.email = append(v.notes, "E-mail as written: "+v.email), ""
	case v.phone != "" && !phone && email:
		v.notes, v.phone = append(v.notes, "Phone as written: "+v.phone), ""
	}
}

// addTo adds the contacts of a line to the note of the lead that an earlier line makes.
func (g *guests) addTo(person *identity.Person, v *visitor) {
	for i := range g.changes {
		fields, _ := g.changes[i].Fields.(map[string]any)
		text := func(name string) string { text, _ := fields[name].(string); return text }
		is := &identity.Person{First: text("name"), Emails: []string{text("email")}, Phones: []string{text("phone")}}
		if !identity.Compatible(person, is) || !shares(person, is) {
			continue
		}
		for _, contact := range [][2]string{{"email", v.email}, {"phone", v.phone}} {
			if contact[1] != "" && !strings.EqualFold(text(contact[0]), contact[1]) {
				g.changes[i].Note += fmt.Sprintf(" Line %d has the %s %s.", v.line, contact[0], contact[1])
			}
		}
		return
	}
}

// shares reports whether two people have a contact in common.
func shares(a, b *identity.Person) bool {
	for _, contact := range a.Contacts() {
		if slices.Contains(b.Contacts(), contact) {
			return true
		}
	}
	return false
}

// take decides what happens to a visitor.
func (g *guests) take(v *visitor) {
	g.setAside(v)
	switch {
	case v.why != "":
		g.skipped = append(g.skipped, told{Line: v.line, Reason: v.why})
		return
	case v.email != "" && words.Email(v.email) == "":
		g.errors = append(g.errors,
			told{Line: v.line, Name: v.name, Reason: "“" + v.email + "” is not an e-mail address"})
		return
	case v.phone != "" && words.Phone(v.phone) == "":
		g.errors = append(g.errors, told{Line: v.line, Name: v.name, Reason: "“" + v.phone + "” is not a phone number"})
		return
	case v.email == "" && v.phone == "":
		g.errors = append(g.errors,
			told{Line: v.line, Name: v.name, Reason: "has neither an e-mail address nor a phone number"})
		return
	case v.name == "":
		g.errors = append(g.errors, told{Line: v.line, Reason: "has no name"})
		return
	}
	person := &identity.Person{First: v.name, Emails: []string{v.email}, Phones: []string{v.phone}}
	known := g.known(person)
	if known == "" {
		g.remember(person, again)
	}
	switch known {
	case "":
		g.add(v, g.lead(v))
	case again:
		g.addTo(person, v)
		g.skipped = append(g.skipped, told{Line: v.line, Name: v.name, Reason: "is on the sheet twice"})
	default:
		g.meet(v, known)
	}
}
