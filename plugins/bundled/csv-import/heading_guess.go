package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
)

// guess finds what a heading means of which only a part is known.
func guess(kind *crm.RecordType, name string) (m meaning, ok bool) {
	key := heading(name)
	if target := family(kind, name); target != "" {
		return meaning{target, rankGuess}, true
	}
	if m, ok = partMeaning(kind, name); ok {
		return m, true
	}
	if m, ok = wholeMeaning(kind, name); ok {
		return m, true
	}
	for bare := key; ; {
		shorter := stripped(kind, bare)
		if shorter == bare || shorter == "" {
			return meaning{otherQuestion(kind, name), rankGuess}, otherQuestion(kind, name) != ""
		}
		if m, ok = headings(kind)[shorter]; ok && !astray(bare, m.target) {
			return meaning{m.target, rankGuess + m.rank}, true
		}
		bare = shorter
	}
}

// astray reports whether a heading that says little would mean too much without its last word: "Client Number" is no
// phone, "Owner Number" no name, "Home Value" no phone at home.
func astray(key, target string) bool {
	phone := strings.HasPrefix(target, "~phone") || target == "/phone"
	if phone && saysLittle.MatchString(key) && !phoneWord.MatchString(key) {
		return !numbersPhone.MatchString(key)
	}
	person := slices.Contains([]string{"~name", "/name", "/SpousePartnerName", "/private/OwnerName"}, target) ||
		strings.HasPrefix(target, "~party") || strings.HasPrefix(target, "~is")
	return person && strings.HasSuffix(key, "number")
}

var (
	saysLittle   = regexp.MustCompile(`(?:value|name|info|text|number)$`)
	numbersPhone = regexp.MustCompile(`^(?:primary|main|current|home|work|office)number$`)
)

// wholeMeaning finds a heading whose words are shortened, or stand in another order.
func wholeMeaning(kind *crm.RecordType, name string) (m meaning, ok bool) {
	for _, form := range unshortened(kind, name) {
		key := heading(form)
		if unused(key) {
			return meaning{}, false
		}
		if m, ok = headings(kind)[key]; ok {
			return meaning{m.target, rankGuess + m.rank}, true
		}
	}
	return meaning{}, false
}

// partMeaning finds a heading by a part of it: "Date of Birth (MM/DD/YYYY)", "Company/Organisation".
func partMeaning(kind *crm.RecordType, name string) (m meaning, ok bool) {
	before, _, bracketed := strings.Cut(name, "(")
	parts := []string{before}
	if !bracketed {
		if parts = strings.Split(name, "/"); len(parts) < 2 || strings.Contains(name, "$/") {
			return meaning{}, false
		}
	}
	for _, part := range parts {
		if m, ok = headings(kind)[heading(part)]; ok {
			return meaning{m.target, rankGuess + m.rank}, true
		}
	}
	return meaning{}, false
}

// stripped takes a word off a heading that says little: "Primary Contact First Name", "Phone 1", "List Price ($)".
func stripped(kind *crm.RecordType, key string) string {
	prefixes := peoplePrefixes
	if kind.Name == "listing" || kind.Name == "escrow" {
		prefixes = homePrefixes
	}
	for _, prefix := range prefixes {
		if rest, ok := strings.CutPrefix(key, prefix); ok && len(rest) > 2 {
			return rest
		}
	}
	for _, suffix := range []string{"usd", "dollars", "value", "1", "field", "text", "name", "info", "number"} {
		if rest, ok := strings.CutSuffix(key, suffix); ok && len(rest) > 2 {
			return rest
		}
	}
	return key
}

var (
	peoplePrefixes = []string{"primary", "contact", "client", "customer", "lead", "main", "person", "prospect",
		"record",
		"current", "the"}
	homePrefixes = []string{"numberof", "mls", "property", "home", "listing", "subject", "current", "the", "approx",
		"total",
		"primary"}
)

// unused reports whether a heading is about another column or about the program that wrote the file, although a part of
// it would be known.
func unused(key string) bool {
	for _, word := range []string{"isprimary", "phonetic", "bounce", "verified", "lastemail", "lastcall", "lasttext",
		"emailssent", "emailsent", "emailcount", "callcount", "dollarsper", "pricepersq", "persqft",
		"openhouse", "realestate", "country code", "ipaddress", "website", "webpage", "coagent", "agentname",
		"listagent",
		"listoffice", "buyeragent", "selloffice", "sellingagent", "sellagent", "agentphone", "agentemail",
		"officephone2",
		"contactowner", "leadowner", "accountowner", "recordowner", "emailstatus", "phonestatus", "emailvalid",
		"phonevalid", "isvalid", "validemail", "validphone"} {
		if strings.Contains(key, word) {
			return true
		}
	}
	return false
}
