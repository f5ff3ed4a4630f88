package identity_test

import (
	"strings"
	"testing"

	"roomkey/plugins/bundled/identity"
)

func TestCompatible_IsOnePersonAndNotAHousehold(t *testing.T) {
	for _, c := range []struct {
		kind, a, b string // first/last
		want       bool
	}{
		{"the same", "Ana/Ortiz", "ana/ORTIZ", true},
		{"an initial", "A./Ortiz", "Ana/Ortiz", true},
		{"a middle name", "Ana Maria/Ortiz", "Ana/Ortiz", true},
		{"a middle initial", "Ana M./Ortiz", "Ana Maria/Ortiz", true},
		{"goes by the second name", "Maria/Ortiz", "Ana Maria/Ortiz", true},
		{"a nickname", "Bob/Wu", "Robert/Wu", true},
		{"a title", "Dr. Ana/Ortiz", "Ana/Ortiz", true},
		{"another order", "Ortiz/Ana", "Ana/Ortiz", true},
		{"the whole name in one field", "Ana Ortiz/", "Ana/Ortiz", true},
		{"the whole name in one field, last first", "Ortiz, Ana/", "Ana/Ortiz", true},
		{"without the last name", "Ana/", "Ana/Ortiz", true},
		{"the family name alone", "Ortiz/", "Ana/Ortiz", true},
		{"diacritics", "José/Núñez", "Jose/Nunez", true},
		{"diacritics that are put together", "Jose\u0301/Nun\u0303ez", "José/Núñez", true},
		{"two family names", "Ana/Ortiz Luna", "Ana/Ortiz", true},
		{"a hyphen", "Ana/Ortiz-Luna", "Ana/Ortiz Luna", true},
		{"an apostrophe", "Zoë/O’Malley", "Zoe/OMalley", true},
		{"wide letters", "Ａｎａ/Ortiz", "Ana/Ortiz", true},
		{"kana of both kinds", "サクラ/タナカ", "さくら/たなか", true},
		{"Chinese", "小龙/李", "小龙/李", true},
		{"Cyrillic", "Ольга/Петрова", "ОЛЬГА/ПЕТРОВА", true},

		{"spouses", "Dan/Weber", "Lil/Weber", false},
		{"spouses with another name", "Dan/Weber", "Lil/Ortiz", false},
		{"twins", "Mia/Weber", "Lia/Weber", false},
		{"twins whose names differ by one letter", "Maria/Weber", "Mario/Weber", false},
		{"a beginning is no nickname", "Dan/Weber", "Dana/Weber", false},
		{"a father and his son", "Sam/Hill Sr.", "Sam/Hill Jr.", false},
		{"a father, of whom nobody said so", "Sam/Hill", "Sam/Hill Jr.", false},
		{"the third", "Sam/Hill III", "Sam/Hill II", false},
		{"the front desk", "Office/Desk", "Dan/Weber", false},
		{"other middle names", "Ana Maria/Ortiz", "Ana Luisa/Ortiz", false},
		{"other initials", "A./Ortiz", "Ben/Ortiz", false},
		{"a couple and one of them", "Sam & Jo/Lee", "Sam/Lee", false},
		{"a couple", "Sam & Jo/Lee", "Sam and Jo/Lee", true},
		{"two scripts", "小龙/李", "Bruce/Lee", false},
		{"two Chinese names", "小龙/李", "小凤/李", false},
		{"no name", "/", "Ana/Ortiz", false},
		{"a first and a last name", "Ana/", "/Ortiz", false},
	} {
		person := func(text string) *identity.Person {
			first, last, _ := strings.Cut(text, "/")
			return &identity.Person{First: first, Last: last}
		}
		if identity.Compatible(person(c.a), person(c.b)) != c.want ||
			identity.Compatible(person(c.b), person(c.a)) != c.want {
			t.Errorf("%s: %s and %s: %v", c.kind, c.a, c.b, !c.want)
		}
	}
}

func TestContacts_AreTheSameHoweverTheyAreWritten(t *testing.T) {
	for _, c := range []struct {
		a, b string
		same bool
	}{
		{"Ana@Example.com", "mailto:ana@example.com", true},
		{"ana.ortiz@gmail.com", "anaortiz+zillow@googlemail.com", true},
		{"ana+tag@example.com", "ana@example.com", true},
		{"a.na@example.com", "ana@example.com", false},
		{"(805) 555-0134", "+1 805.555.0134", true},
		{"805-555-0134 x12", "8055550134", true},
		{"+44 20 7946 0958", "011 44 20 7946 0958", true},
		{"+44 (0)20 7946 0958", "0044 20 7946 0958", true},
		{"805-555-0134", "805-555-0135", false},
	} {
		key := func(text string) string {
			p := identity.Person{Emails: []string{text}, Phones: []string{text}}
			for _, contact := range p.Contacts() {
				return contact.Value
			}
			return ""
		}
		if a, b := key(c.a), key(c.b); a == "" || (a == b) != c.same {
			t.Errorf("%s is %q and %s is %q", c.a, a, c.b, b)
		}
	}
}
