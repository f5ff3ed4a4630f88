package identity_test

import (
	"encoding/json"
	"os"
	"strings"
	"testing"

	"roomkey/plugins/bundled/identity"
)

// named is a row of names.json: two names, each the first and the last, and whether they may be one person's.
type named struct {
	Kind string
	A, B [2]string
	Same bool
}

// vectors reads what dedupe and the app are held to as well.
func vectors[V any](t *testing.T, name string) (list []V) {
	text, err := os.ReadFile("../../../crm/testdata/vectors/" + name)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(text, &list); err != nil || len(list) == 0 {
		t.Fatalf("%s: %v, %d rows", name, err, len(list))
	}
	return list
}

func person(name [2]string) *identity.Person { return &identity.Person{First: name[0], Last: name[1]} }

func TestCompatible_IsOnePersonAndNotAHousehold(t *testing.T) {
	for _, c := range vectors[named](t, "names.json") {
		a, b := person(c.A), person(c.B)
		if identity.Compatible(a, b) != c.Same || identity.Compatible(b, a) != c.Same {
			t.Errorf("%s: %q and %q: %v", c.Kind, c.A, c.B, !c.Same)
		}
		if !c.Same && (identity.Misspelt(a, b) || identity.Key(a) == identity.Key(b)) {
			t.Errorf("%s: %q and %q are misspelt or have one key", c.Kind, c.A, c.B)
		}
	}
}

func TestMisspelt_IsASlipInTheFamilyName(t *testing.T) {
	for _, c := range []struct {
		a, b string // first/last
		want bool
	}{
		{"Ana/Ortiz", "Ana/Ortis", true}, {"Ana/Ortiz", "Ana/Ortz", true}, {"Ana/Ortiz", "Ana/Oritz", true},
		{"Ольга/Петрова", "Ольга/Петрава", true}, {"José/Núñez", "Jose/Nunes", true},
		{"Maria/Weber", "Mario/Weber", false}, {"Ana/Lee", "Ana/Leo", false}, {"Ana/Smith", "Ana/Smythe", false},
		{"Ana/Ortiz", "Eva/Ortis", false}, {"A./Ortiz", "A./Ortis", false}, {"/Ortiz", "/Ortis", false},
		{"Ana/Ortiz Jr.", "Ana/Ortis Sr.", false},
	} {
		read := func(text string) *identity.Person {
			first, last, _ := strings.Cut(text, "/")
			return person([2]string{first, last})
		}
		if a, b := read(c.a), read(c.b); identity.Misspelt(a, b) != c.want || identity.Misspelt(b, a) != c.want {
			t.Errorf("%s and %s: %v", c.a, c.b, !c.want)
		}
	}
}

func TestKey_IsOfOneNameInAnyOrder(t *testing.T) {
	for _, c := range []struct {
		a, b [2]string
		same bool
	}{
		{[2]string{"Ana", "Ortiz"}, [2]string{"ORTIZ", "Ana"}, true},
		{[2]string{"小龙", "李"}, [2]string{"小龙", "李"}, true},
		{[2]string{"小龙", "李"}, [2]string{"小凤", "李"}, false},
		{[2]string{"Sam", "Hill"}, [2]string{"Sam", "Hill Jr."}, false},
	} {
		if a, b := identity.Key(person(c.a)), identity.Key(person(c.b)); a == "" || (a == b) != c.same {
			t.Errorf("%q is %q and %q is %q", c.a, a, c.b, b)
		}
	}
	if key := identity.Key(person([2]string{"", " . "})); key != "" {
		t.Errorf("nobody is %q", key)
	}
}

func TestContacts_AreTheSameHoweverTheyAreWritten(t *testing.T) {
	type contact struct {
		Kind, A, B string
		Same       bool
	}
	for _, c := range vectors[contact](t, "contacts.json") {
		key := func(text string) string {
			p := identity.Person{Phones: []string{text}}
			if c.Kind == "email" {
				p = identity.Person{Emails: []string{text}}
			}
			for _, contact := range p.Contacts() {
				return contact.Value
			}
			return ""
		}
		if a, b := key(c.A), key(c.B); (a != "" && a == b) != c.Same {
			t.Errorf("%s is %q and %s is %q", c.A, a, c.B, b)
		}
	}
}
