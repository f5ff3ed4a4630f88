package identity

import (
	"strings"

	"roomkey/plugins/bundled/words"
)

// Person is what records tell of a person. Contacts are as they were written.
type Person struct {
	First, Last    string
	Emails, Phones []string
}

// Contact is a way to reach a person, in a form for comparison, and what people call it.
type Contact struct{ Label, Value string }

// Contacts lists the person's contacts: e-mail addresses first.
func (p *Person) Contacts() (list []Contact) {
	for _, text := range p.Emails {
		if email := Email(text); email != "" {
			list = append(list, Contact{"e-mail address", email})
		}
	}
	for _, text := range p.Phones {
		if number := words.Phone(text); number != "" {
			list = append(list, Contact{"phone number", number})
		}
	}
	return list
}

// Email returns an e-mail address for comparison: in lower case, without a tag, and for Google's addresses without
// dots. It is "" if text is not an address.
func Email(text string) string {
	email := words.Email(text)
	name, domain, _ := strings.Cut(email, "@")
	if bare, _, tagged := strings.Cut(name, "+"); tagged && bare != "" {
		name = bare
	}
	if domain == "gmail.com" || domain == "googlemail.com" {
		name, domain = strings.ReplaceAll(name, ".", ""), "gmail.com"
	}
	if name == "" {
		return email
	}
	return name + "@" + domain
}
