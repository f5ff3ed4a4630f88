package main

import (
	"regexp"
	"strings"

	"roomkey/plugins/bundled/words"
)

// takeConsent takes a cell of a column about consent. One refusal counts, whatever other columns of the row say.
func takeConsent(d *draft, target string, c cell) {
	if nothing(c.text) {
		return
	}
	pointer := strings.TrimPrefix(target, "~not:")
	asksRefusal := pointer != target || target == "~dnc" || target == "/consent/doNotContact"
	may, ok := mayContact(c.text, asksRefusal)
	switch {
	case !ok:
		d.unreadable(strings.TrimPrefix(pointer, "~"), c, shown(c.text)+" is neither yes nor no")
	case !may && strings.HasPrefix(pointer, "~"):
		refuseContact(d)
		d.keep(c.column, c.text)
	case !may:
		in, name := d.place(pointer)
		in[name] = pointer == "/consent/doNotContact"
	case pointer == "~may": // of every way at once: too little to call that a consent
		d.keep(c.column, c.text)
	case !asksRefusal: // not to have opted out is no consent
		d.put(pointer, true)
	case pointer == "/consent/doNotContact":
		d.put(pointer, false)
	}
}

// refuseContact notes that somebody wants to hear nothing: a client has a field for it, and a lead a tag.
func refuseContact(d *draft) {
	if d.kind.Name == "client" {
		in, name := d.place("/consent/doNotContact")
		in[name] = true
	} else {
		d.put("/tags", []any{"do not contact"})
	}
}

// refuseByTags takes tags such as "DNC" and "Unsubscribed" as what they say.
func refuseByTags(d *draft) {
	for _, tag := range texts(d.fields["tags"], "") {
		if refusesContact(tag) {
			refuseContact(d)
		}
	}
}

// refusesContact reports whether a status or a tag says that somebody wants to hear nothing.
func refusesContact(text string) bool {
	c, ok := consentIn(text)
	return ok && c.refused
}

// mayContact reads a cell under a heading that asks for a refusal, or for leave. The cell says yes or no to that, or
// says by itself what may be done; under a refusal it may be the day of it.
func mayContact(text string, asksRefusal bool) (may, ok bool) {
	if c, is := consentIn(text); is {
		return !c.refused, true
	}
	if _, dated := words.Date(text); dated && asksRefusal {
		return false, true
	}
	yes, ok := answer(text)
	return yes != asksRefusal, ok
}

var (
	saysNo  = regexp.MustCompile(`(?i)^(?:please,? )?(?:no|nope|nah|never|don't|dont|do not|stop)\b`)
	saysYes = regexp.MustCompile(`(?i)^(?:yes|yep|yeah|sure|ok|okay|of course|absolutely|definitely|please|i agree)\b`)
	andYet  = regexp.MustCompile(`(?i)\b(?:no|not|never|don't|dont|only|but|problem|worries|preference)\b`)
	noMore  = regexp.MustCompile(`(?i)\b(?:problem|worries|preference|only|but|except)\b`)
)

// answer reads yes and no in a person's words: "No thanks", "Yes please". "No problem" is neither.
func answer(text string) (yes, ok bool) {
	if yes, ok = boolOf(text); ok {
		return yes, true
	}
	text = strings.ReplaceAll(text, "’", "'")
	switch {
	case saysNo.MatchString(text):
		return false, !noMore.MatchString(text)
	case saysYes.MatchString(text):
		return true, !andYet.MatchString(text)
	}
	return false, false
}
