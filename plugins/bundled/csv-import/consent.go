package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
)

// consent is what a heading, a status or an answer says of contacting somebody: "Opt Out", "DNC", "OK to text".
type consent struct {
	refused bool
	channel string // "email", "sms" or "call"; "": every one
}

// Keys of headings (see heading) that refuse contact or allow it. "No Email" and "No Phone" mean that there is none,
// and "Never contacted" that nobody has called yet.
const (
	ways = `(?:(?:emails?|emailing|newsletters?|mailinglist|marketing|texts?|texting|textmessages?|sms|txts?|phone|` +
		`mobile|cell|phonecalls?|calls?|calling|contact|and|or)\d*)`
	out = `(?:opt(?:ed|s|ing)?out|unsubscribed?|unsub)`
	in  = `(?:opt(?:ed|s)?in|subscribed?|subscriber|subscriptionstatus|consent(?:s|ed|given)?)`
	tag = `(?:list|flag|status|registry|yn)?`
)

var (
	refusing = regexp.MustCompile(`^(?:please|is|has|have|client|lead)*(?:` +
		ways + `*(?:is|has)?` + out + `(?:of|from|for|all|any)*` + ways + `*(?:messages|communications?)?` +
		`(?:date|time|at|on|` + tag + `)` +
		`|(?:donot|dont|never|stop)(?:send)?(?:` + ways + `+(?:me|them)?|solicit|disturb)` + tag +
		`|no(?:more)?(?:calls?|calling|phonecalls?|texts?|texting|textmessages|sms|emails|contact|solicit\w*|` +
		`marketing|newsletters?|and|or)+(?:please)?` +
		`|` + ways + `*(?:onthe|on)?(?:national|federal|state|internal)?(?:dnc|dnd)` + ways + `*` + tag +
		`|(?:never|not|non)(?:yet)?(?:optedin|subscribed|subscriber|consented)` +
		`)$`)
	allowing = regexp.MustCompile(`^(?:is|has)?(?:` +
		ways + `*` + in + `(?:to|for|of)*(?:receive)?` + ways + `*` + tag +
		`|` + ways + `+(?:permission|allowed|permitted|ok|okay)(?:status)?` +
		`|(?:ok|okay|can|may|allow|permission|accepts?|wants|receives?)(?:to|we|i)*(?:send|receive|be)?` + ways +
		`+(?:ed)?(?:you|them)?` +
		`)$`)
	// questions and boxes to tick, in more words: "May we contact you by text?", "I agree to receive e-mails"
	asksLeave = regexp.MustCompile(`(?i)^(?:can|may|could) (?:we|i|our|someone|somebody)\b|` +
		`^(?:is it|are you|would you be)?\s*ok(?:ay)?\b|^(?:do|would|will) you (?:want|like|wish|agree|consent|` +
		`accept)\b|\bi (?:agree|consent|want|would like)\b`)
	namesWay = regexp.MustCompile(`(?i)\b(?:text|e-?mail|sms|call|phone|contact)(?:ing)? (?:you|me)\b|` +
		`\bbe contacted\b|\b(?:receive|get|want|send (?:you|me))\b.*\b` +
		`(?:e-?mails?|texts?|text messages|sms|calls|newsletters?)\b`)
	// what another than us may do, or may be told, is nothing of ours
	ofOthers = regexp.MustCompile(`(?i)\b(?:lender|mortgage|loan|insurance|an? agent|your agent|realtor|broker)\b|` +
		`\b(?:have|get|what|whats|what's) (?:is )?your\b`)
)

// consentWords are words of which one is in every text about consent.
var consentWords = []string{"mail", "newsletter", "marketing", "text", "sms", "txt", "phone", "mobile", "cell", "call",
	"contact", "solicit", "disturb", "opt", "subscri", "unsub", "dnc", "dnd", "consent"}

// channels are the words of each channel, in headings without blanks and in sentences.
var channels = []struct {
	name    string
	in      *regexp.Regexp
	inWords *regexp.Regexp
}{
	{"email", regexp.MustCompile(`email|newsletter|mailinglist`), regexp.MustCompile(`(?i)\b(?:e-?mail|newsletter)`)},
	{"sms", regexp.MustCompile(`text|sms|txt`), regexp.MustCompile(`(?i)\b(?:text|sms)`)},
	{"call", regexp.MustCompile(`call|phone|mobile|cell`), regexp.MustCompile(`(?i)\b(?:call|phone)`)},
}

// consentIn finds what a text says of contacting somebody; ok is false if it says nothing of that.
func consentIn(text string) (c consent, ok bool) {
	if len(text) > 400 {
		return c, false
	}
	text = strings.TrimSpace(strings.NewReplacer("’", "'", "_", " ").Replace(text))
	key := heading(text)
	asked := false
	concerns := func(word string) bool { return strings.Contains(key, word) }
	switch {
	case !slices.ContainsFunc(consentWords, concerns): // most texts
		return c, false
	case refusing.MatchString(key):
		c.refused = true
	case allowing.MatchString(key):
	case asksLeave.MatchString(text) && namesWay.MatchString(text) && !ofOthers.MatchString(text):
		asked = true
	default:
		return c, false
	}
	named := 0
	for _, channel := range channels {
		if !asked && channel.in.MatchString(key) || asked && channel.inWords.MatchString(text) {
			named, c.channel = named+1, channel.name
		}
	}
	switch {
	case named > 1:
		c.channel = ""
	case named == 0 && (strings.Contains(key, "subscri") || strings.Contains(key, "unsub")):
		c.channel = "email"
	case named == 0 && strings.Contains(key, "dnc"):
		c.channel = "call"
	}
	return c, true
}

// consentTarget is the target of a column about consent; "" if the heading is of none. A lead has no field for it.
func consentTarget(kind *crm.RecordType, name string) string {
	if kind.Name != "client" && kind.Name != "lead" {
		return ""
	}
	c, ok := consentIn(name)
	switch {
	case !ok:
		return ""
	case kind.Name == "lead" && c.refused:
		return "~dnc"
	case kind.Name == "lead" || c.channel == "" && !c.refused:
		return "~may"
	case c.channel == "":
		return "/consent/doNotContact"
	case c.refused:
		return "~not:/consent/" + c.channel
	}
	return "/consent/" + c.channel
}

// isConsent reports whether a target is about consent.
func isConsent(target string) bool {
	return strings.HasPrefix(target, "/consent/") || strings.HasPrefix(target, "~not:") || target == "~dnc" ||
		target == "~may"
}
