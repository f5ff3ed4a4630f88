package main

import (
	"encoding/json"
	"os"
	"strconv"
	"testing"

	"roomkey/plugins/bundled/words"
	roomkey "roomkey/plugins/sdk/go"
)

// The names of the import's rule: whoever may be one person there is proposed here with one contact in common, and
// nobody else is, whatever a household has in common.
func TestScore_NamesAreComparedAsEverywhere(t *testing.T) {
	text, err := os.ReadFile("../../../crm/testdata/vectors/names.json")
	if err != nil {
		t.Fatal(err)
	}
	var rows []struct {
		Kind string
		A, B [2]string
		Same bool
	}
	if err := json.Unmarshal(text, &rows); err != nil || len(rows) < 40 {
		t.Fatalf("%d rows, %v", len(rows), err)
	}
	for i, c := range rows {
		read := func(id string, name [2]string) *person {
			p := &person{kind: "client", id: id, first: name[0], last: name[1], phones: []string{"9165550102"}}
			if !c.Same {
				p.emails, p.places = []string{"a@example.com"}, []words.Place{{Street: "1 A St"}}
			}
			return p
		}
		least := usualScore
		if !c.Same { // the least that a task may ask for
			least = 50
		}
		for _, people := range [][]*person{{read("1", c.A), read("2", c.B)}, {read("1", c.B), read("2", c.A)}} {
			s := &search{people: people}
			if found := s.pairs(least); (len(found) == 1) != c.Same {
				points, why := score(people[0], people[1])
				t.Errorf("%d, %s: %q and %q: %d, %v", i, c.Kind, c.A, c.B, points, why)
			}
		}
	}
}

// Google takes no notice of dots and tags; a name may be given in another order.
func TestReadPerson_FindsOnePersonByWhatIsWrittenOtherwise(t *testing.T) {
	var people []*person
	for i, fields := range []string{
		`{"FirstName":"Ana","LastName":"Ortiz","Email":["ana.ortiz@gmail.com"]}`,
		`{"FirstName":"Ortiz","LastName":"Ana","Email":["mailto:AnaOrtiz+zillow@googlemail.com"]}`,
		`{"FirstName":"小龙","LastName":"李","TEL":[{"number":"+1 (916) 555-0102"}]}`,
		`{"FirstName":"小凤","LastName":"李","TEL":[{"number":"916 555 0102"}]}`,
	} {
		p, err := readPerson(&roomkey.Record{Type: "client", ID: strconv.Itoa(i), Fields: json.RawMessage(fields)})
		if err != nil {
			t.Fatal(err)
		}
		people = append(people, p)
	}
	found := (&search{people: people}).pairs(50)
	if len(found) != 1 || found[0].keep.id != "0" || found[0].drop.id != "1" || found[0].score != 90 {
		t.Errorf("it finds %v", found)
	}
}

func TestScore_FamiliesAreNotOnePerson(t *testing.T) {
	bob := &person{first: "Bob", last: "Wu", phones: []string{"9165550102"}, emails: []string{"wu@example.com"},
		places: []words.Place{{Street: "1 A St"}}}
	for name, c := range map[string]struct {
		other *person
		least int
		most  int
	}{
		"himself":             {bob, 100, 100},
		"a nickname":          {&person{first: "Robert", last: "Wu", phones: bob.phones}, usualScore, usualScore},
		"his wife, one phone": {&person{first: "Carol", last: "Wu", phones: bob.phones}, 0, 10},
		"his wife, all one, at one address": {&person{first: "Carol", last: "Wu", phones: bob.phones,
			emails: bob.emails,
			places: []words.Place{{Street: "1 A St"}}}, 0, usualScore - 1},
		"his son": {&person{first: "Bob", last: "Wu Jr.", phones: bob.phones, emails: bob.emails}, 0, usualScore - 1},
		"his wife, all one": {&person{first: "Carol", last: "Wu", phones: bob.phones, emails: bob.emails}, 40,
			usualScore - 1},
		"a namesake": {&person{first: "Bob", last: "Wu"}, 40, 40},
		"a stranger": {&person{first: "Eva", last: "Lund"}, 0, 0},
	} {
		if got, why := score(bob, c.other); got < c.least || got > c.most {
			t.Errorf("%s: %d, %v", name, got, why)
		}
	}
}
