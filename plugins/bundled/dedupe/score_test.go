package main

import (
	"testing"

	"roomkey/plugins/bundled/words"
)

func TestAlike(t *testing.T) {
	for _, c := range []struct {
		a, b string
		want bool
	}{
		{"ana", "ana", true}, {"ana", "anamaria", true}, {"a", "ana", true}, {"bob", "robert", true},
		{"liz", "elizabeth", true}, {"", "ana", true},
		{"jonathan", "jonathon", true}, {"ortiz", "ortis", true}, {"ortiz", "ortz", true}, {"ortiz", "oritz", true},
		{"steven", "stephen", true},
		{"ana", "eva", false}, {"carol", "robert", false}, {"an", "andrea", false}, {"lee", "leo", false},
		{"wu", "wong", false}, {"smith", "smythe", false},
	} {
		if alike(c.a, c.b) != c.want || alike(c.b, c.a) != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.want)
		}
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
