package main

import (
	"fmt"
	"slices"
	"strings"
)

// household are people who share a contact under names that are not one person's: a family, or an office.
type household struct {
	People []member `json:"people"` // the oldest record first
	Share  []string `json:"share"`
}

// member is one of a household.
type member struct {
	ID   string `json:"id"`
	Type string `json:"type"`
	Name string `json:"name"`
}

// households finds who shares an e-mail address or a phone under another name. Records that are merged into another one
// or joined to it are left out, and so are contacts that too many share.
func (s *search) households(pairs []pair) (list []household) {
	gone := make(map[*person]bool)
	for _, p := range pairs {
		gone[p.drop] = true
	}
	at := make(map[string]int) // index in list, by the people
	add := func(people []*person, share string) {
		if len(people) == 0 {
			return
		}
		var ids []string
		var members []member
		for _, p := range people {
			ids, members = append(ids, p.id), append(members, member{p.id, p.kind, p.name()})
		}
		i, known := at[strings.Join(ids, " ")]
		if !known {
			i, list = len(list), append(list, household{People: members})
			at[strings.Join(ids, " ")] = i
		}
		list[i].Share = append(list[i].Share, share)
	}
	for _, p := range s.people {
		for _, email := range p.emails {
			if s.sharing[email][0] == p { // each contact once, at its oldest record
				add(relatives(s.sharing[email], gone), fmt.Sprintf("the e-mail address %s", email))
			}
		}
		for _, phone := range p.phones {
			if s.sharing[phone][0] == p {
				add(relatives(s.sharing[phone], gone), fmt.Sprintf("the phone number %s", phone))
			}
		}
	}
	return list
}

// relatives are those of some people who share a contact of whom another one has another name.
func relatives(people []*person, gone map[*person]bool) (list []*person) {
	if len(people) > maxSharing {
		return nil
	}
	for _, p := range people {
		other := func(q *person) bool {
			return !gone[q] && q.linked == "" && q.id != p.id && q.name() != "" && !mayBeOne(p, q)
		}
		if !gone[p] && p.linked == "" && p.name() != "" && slices.ContainsFunc(people, other) {
			list = append(list, p)
		}
	}
	return list
}
