package main

import (
	"fmt"
	"strconv"
	"strings"
	"testing"

	roomkey "roomkey/plugins/sdk/go"
)

// group writes the households that are found among people of these names with these contacts: "Bob Wu + Carol Wu: …".
func group(people ...*person) string {
	for i, p := range people {
		p.id, p.kind = strconv.Itoa(i), "client"
	}
	s := &search{people: people}
	var said []string
	for _, h := range s.households(s.pairs(usualScore)) {
		var names []string
		for _, m := range h.People {
			names = append(names, m.Name)
		}
		said = append(said, strings.Join(names, " + ")+": "+strings.Join(h.Share, ", "))
	}
	return strings.Join(said, "\n")
}

func TestHouseholds_AreOfferedAsRelatedPeople(t *testing.T) {
	who := func(first, last string, contacts ...string) *person {
		p := &person{first: first, last: last}
		for _, contact := range contacts {
			if strings.Contains(contact, "@") {
				p.emails = append(p.emails, contact)
			} else {
				p.phones = append(p.phones, contact)
			}
		}
		return p
	}
	const home, mail = "9165550102", "wu@example.com"
	crowd := make([]*person, maxSharing+1)
	for i := range crowd {
		crowd[i] = who(fmt.Sprint("Agent", i), "Hart", home)
	}
	for name, c := range map[string]struct {
		people []*person
		want   string
	}{
		"a couple": {[]*person{who("Bob", "Wu", home, mail), who("Carol", "Wu", home, mail)},
			"Bob Wu + Carol Wu: the e-mail address wu@example.com, the phone number 9165550102"},
		"father and son": {[]*person{who("Sam", "Hill", home), who("Sam", "Hill Jr.", home)},
			"Sam Hill + Sam Hill Jr.: the phone number 9165550102"},
		"a couple, one of them twice": {[]*person{who("Bob", "Wu", home), who("Robert", "Wu", home),
			who("Carol", "Wu", home)}, "Bob Wu + Carol Wu: the phone number 9165550102"},
		"a nickname":             {[]*person{who("Bob", "Wu", home), who("Robert", "Wu", home)}, ""},
		"nobody's name":          {[]*person{who("", "", home), who("Carol", "Wu", home)}, ""},
		"strangers":              {[]*person{who("Bob", "Wu", home), who("Carol", "Wu", mail)}, ""},
		"an office's front desk": {crowd, ""},
	} {
		if got := group(c.people...); got != c.want {
			t.Errorf("%s: it says %q and not %q", name, got, c.want)
		}
	}
}

// One person with two records is no household, though nobody has asked to merge what is only likely.
func TestHouseholds_AreOfSeveralPeople(t *testing.T) {
	one := []*person{{id: "1", kind: "client", first: "Bob", last: "Wu", phones: []string{"9165550102"}},
		{id: "2", kind: "client", first: "Robert", last: "Wu", phones: []string{"9165550102"}}}
	s := &search{people: one}
	if pairs := s.pairs(90); len(pairs) != 0 || len(s.households(pairs)) != 0 {
		t.Errorf("it finds %v and %v", pairs, s.households(pairs))
	}
}

// A lead that is a client already is that client, and no relative of the client's.
func TestHouseholds_LeaveOutLeadsOfClients(t *testing.T) {
	var people []*person
	for i, fields := range []string{`{"name":"Bob Wu","email":"wu@example.com","client":"9"}`,
		`{"name":"Carol Wu","email":"wu@example.com"}`} {
		p, err := readPerson(&roomkey.Record{Type: "lead", ID: strconv.Itoa(i), Fields: []byte(fields)})
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, p)
	}
	s := &search{people: people}
	if found := s.households(s.pairs(usualScore)); len(found) != 0 {
		t.Errorf("it finds %v", found)
	}
}
