package main

import (
	"strings"

	"roomkey/crm"
)

// heading returns a heading or an option in the form for comparison: lower-case letters and digits.
func heading(text string) string {
	return strings.Map(func(r rune) rune {
		if r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r == '+' || r > 0x7f && r != '\u00a0' && r != '\ufeff' {
			return r
		}
		return -1
	}, signs.Replace(strings.ToLower(text)))
}

// "$/SQUARE FEET" is not square feet.
var signs = strings.NewReplacer("#", "number", "%", "pct", "$/", "dollarsper", "$", "dollars", "price/", "pricepr",
	"&", "and")

// Ranks of headings: how close one is to the field that it is taken for. Aliases have their place in the list besides.
const (
	rankTold  = -1 // the mapping says so
	rankExact = 0  // the field's own name, or what it is called here
	rankLabel = 1
	rankAlias = 10
	rankGuess = 1000 // a part of the heading is known
)

// meaning is what a heading means.
type meaning struct {
	target string // a field's JSON Pointer, or a part of several fields (see target.go), which begins with "~"
	rank   int
}

// headings returns the meanings of a type's known headings.
func headings(kind *crm.RecordType) map[string]meaning {
	if known := knownHeadings[kind.Name]; known != nil {
		return known
	}
	known := make(map[string]meaning)
	add := func(name, target string, rank int) {
		if key := heading(name); key != "" {
			if is, there := known[key]; !there || rank < is.rank {
				known[key] = meaning{target, rank}
			}
		}
	}
	own := ownHeadings(kind, add)
	others := foreignTargets[kind.Name]
	lists := []string{commonHeadings[""], commonHeadings[kind.Name]}
	if others != nil { // people
		lists = append(lists, foreignHeadings)
	}
	for _, list := range lists {
		for _, line := range strings.Split(strings.TrimSpace(list), "\n") {
			target, names, _ := strings.Cut(strings.TrimSpace(line), ": ")
			if other, there := others[target]; there && list == foreignHeadings {
				if target = other; target == "" {
					continue
				}
			}
			for at, name := range strings.Split(names, ",") {
				name = strings.TrimSpace(name)
				rank := rankAlias + at
				if strings.HasPrefix(target, "~") && own[heading(name)] { // a part that fills the field of this name
					delete(known, heading(name))
					rank = rankExact
				}
				add(name, target, rank)
			}
		}
	}
	knownHeadings[kind.Name] = known
	return known
}

// knownHeadings caches headings. A guest runs only one goroutine.
var knownHeadings = make(map[string]map[string]meaning)

// ownHeadings adds the names and labels of a type's fields, and returns the names.
func ownHeadings(kind *crm.RecordType, add func(name, target string, rank int)) (own map[string]bool) {
	own = make(map[string]bool)
	for i := range kind.Fields {
		f := &kind.Fields[i]
		at := "/" + f.Name
		if f.Private {
			at = "/private/" + f.Name
		}
		own[heading(f.Name)] = true
		if f.Derived || f.Name == "notes" {
			continue
		}
		if !f.Server {
			add(f.Name, at, rankExact)
			if f.Kind != crm.KindList || f.Item.Kind != crm.KindMap { // a column "Phones" holds no JSON
				add(f.Label, at, rankLabel)
			}
		}
		for k := range f.Fields {
			if child := &f.Fields[k]; !child.Derived {
				add(f.Name+child.Name, at+"/"+child.Name, rankExact)
				add(f.Label+child.Label, at+"/"+child.Name, rankLabel)
			}
		}
	}
	return own
}

// meaningOf finds what a heading means; ok is false if it is not known. Where only a part of it is known, it is a
// guess.
func meaningOf(kind *crm.RecordType, name string) (m meaning, ok bool) {
	known := headings(kind)
	key := heading(name)
	if strings.Trim(name, "# .") == "" { // the numbers of the rows
		return meaning{}, false
	}
	if m, ok = known[key]; ok {
		return m, true
	}
	if target := question(kind, name); target != "" {
		return meaning{target, rankGuess}, true
	}
	if unused(key) {
		return meaning{}, false
	}
	if target := family(kind, key); target != "" {
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
		if m, ok = known[shorter]; ok {
			return meaning{m.target, rankGuess + m.rank}, true
		}
		bare = shorter
	}
}

// wholeMeaning finds a heading whose words are shortened, or stand in another order.
func wholeMeaning(kind *crm.RecordType, name string) (m meaning, ok bool) {
	for _, form := range unshortened(name) {
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
		"emailssent", "emailsent", "emailcount", "callcount", "dollarsper", "pricepr", "pricepersq", "persqft",
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
