package main

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// party is who takes part in a sale, by role: buyer, seller, lender and others.
type party struct{ role, name string }

const (
	givenName = `\p{Lu}[\p{L}'-]*\.?`
	// a name in capitals, with what stands between its parts
	person = givenName + `(?:,? (?:Jr|Sr|II|III|IV|LLC|Inc|LP|Trust)\b\.?| (?:(?:de|del|della|la|las|los|van|von|` +
		`der|den|di|da|dos|bin|of) )*` + givenName + `)*`
	people   = person + `(?:(?:, ` + person + `)*,? (?:and|&) ` + person + `)?`
	roleName = `(?i:buyer'?s'? agents?|selling agents?|seller'?s'? agents?|listing agents?|co-?listing agents?|` +
		`buyers?|purchasers?|sellers?|vendors?|owners?|lenders?|loan officers?|escrow officers?|escrow (?:company|` +
		`holder)|title (?:officer|company|rep)|attorneys?|transaction coordinator|tc)`
	anyCase = `\p{L}[\p{L}'-]*(?: \p{L}[\p{L}'-]*){0,3}`
)

// The forms in which people and their roles are told; the names of the groups say which is which.
var partyForms = []*regexp.Regexp{
	regexp.MustCompile(`\b(?i:the |our |my )?(?P<role>` + roleName + `)(?i:'s name| names?)?(?: ?[:=-] ?| (?i:is|are|` +
		`will be|named)?:? ?|, )(?i:the )?(?P<name>` + people + `)`),
	regexp.MustCompile(`\b(?P<name>` + people + `),? (?i:is|are|as|will be)(?i: the| our| my)? (?P<role>` +
		roleName + `)\b`),
	regexp.MustCompile(`\b(?P<name>` + people + `),? ?\((?i:the |our |my )?(?P<role>` + roleName + `)\)`),
	regexp.MustCompile(`\b(?P<name>` + people + `), (?i:the |our |my )?(?P<role>` + roleName + `)\b`),
	regexp.MustCompile(`\b(?P<buyer>` + people + `)(?i: (?:is|are))? (?i:buy(?:s|ing)?|purchas(?:es|` +
		`ing)) (?i:it )?from ` +
		`(?P<seller>` + people + `)`),
	regexp.MustCompile(`\b(?i:sell(?:s|ing)?|sold|selling it) to (?P<buyer>` + people + `)`),
	regexp.MustCompile(`\b(?i:buy(?:s|ing)?|bought|purchas(?:es|ing|ed)) (?i:it )?from (?P<seller>` + people + `)`),
	regexp.MustCompile(`\b(?i:sold|being sold|offered|listed) by (?P<seller>` + people + `)`),
	regexp.MustCompile(`\b(?i:bought|purchased|offer) (?:by|from) (?P<buyer>` + people + `)`),
	regexp.MustCompile(`\bfrom (?P<seller>` + people + `) to (?P<buyer>` + people + `)`),
	regexp.MustCompile(`\b(?P<buyer>` + people + `)(?i: (?:is|are|to|will|agrees to))? (?i:buy(?:s|ing)?|` +
		`purchas(?:es|ing|e))\b`),
	regexp.MustCompile(`\b(?P<seller>` + people + `)(?i: (?:is|are|to|will|agrees to))? (?i:sell(?:s|ing)?)\b`),
	regexp.MustCompile(`\bto (?P<buyer>` + people + `)`), // after what is sold
	regexp.MustCompile(`\bfrom (?P<seller>` + people + `)`),
	regexp.MustCompile(`\b(?i:the |our |my )?(?P<role>` + roleName + `)(?i:'s name)?(?i: (?:is|are|named):?| ?: ?|` +
		`=)\s?(?P<name>` + anyCase + `)`),
}

// notNames are words with a capital that no person's name has.
var notNames = wordSet(`buyer buyers seller sellers purchaser purchasers owner owners lender closing closes
	close coe emd earnest conventional conv fha va usda cash loan price deposit escrow offer agent listing purchase
	accepted please waive waives waiving waived no at for on with the and we our my they is are both dual represent
	represents representing january february march april june july august september october november december jan feb
	apr jun jul aug sep sept oct nov dec monday tuesday wednesday thursday friday saturday sunday contract sale new
	create open start commission title down financing contingency contingencies inspection appraisal agrees agreed
	pays paid will to by in of from has have wants want side selling buying represented not he she it as hoa all
	referral vacant tbd unknown same a an`)

// readParties reads who takes part.
func (r *reader) readParties() {
	for _, form := range partyForms {
		r.find(form, func(at []int) bool {
			role := ""
			if n := form.SubexpIndex("role"); n >= 0 {
				role = roleOf(r.group(at, n))
			}
			for n, group := range form.SubexpNames() {
				if group == "" || group == "role" || at[2*n] < 0 {
					continue
				}
				as := group
				if as == "name" {
					as = role
				}
				names, end := r.names(part{at[2*n], at[2*n+1]})
				if len(names) == 0 {
					continue
				}
				for _, name := range names {
					if p := (party{as, name}); !slices.Contains(r.terms.parties, p) {
						r.terms.parties = append(r.terms.parties, p)
					}
				}
				if at[2*n+1] == at[1] { // what follows the names is not theirs
					r.take(part{at[0], end})
				} else {
					r.take(part{at[0], at[1]})
				}
			}
			return false
		})
	}
}

func roleOf(text string) string {
	text = strings.ToLower(text)
	switch {
	case strings.Contains(text, "listing agent") || strings.HasPrefix(text, "seller") && strings.Contains(text,
		"agent"):
		return "listing agent"
	case strings.Contains(text, "agent"):
		return "buyer's agent"
	case strings.HasPrefix(text, "buyer") || strings.HasPrefix(text, "purchaser"):
		return "buyer"
	case strings.HasPrefix(text, "seller") || strings.HasPrefix(text, "vendor") || strings.HasPrefix(text, "owner"):
		return "seller"
	case text == "tc":
		return "transaction coordinator"
	}
	return strings.TrimSuffix(text, "s")
}

var (
	nameJoint = regexp.MustCompile(`,? (?:and|&) |, `)
	nameWords = regexp.MustCompile(`[\p{L}&][\p{L}'.-]*`)
)

// names splits a list of names, which ends before a word that no name has,
// and returns where it ends. A first name alone
// has the family name of the one after it.
func (r *reader) names(p part) (list []string, end int) {
	end = p.from
	for _, found := range nameWords.FindAllStringIndex(r.text[p.from:p.to], -1) {
		word := strings.ToLower(strings.Trim(r.text[p.from+found[0]:p.from+found[1]], "."))
		if notNames[word] && word != "and" && word != "of" {
			break
		}
		end = p.from + found[1]
	}
	text := strings.TrimSpace(r.text[p.from:end])
	for _, joint := range []string{" and", " &", " of"} {
		text = strings.TrimSuffix(text, joint)
	}
	for _, name := range nameJoint.Split(text, -1) {
		if last := strings.TrimSuffix(name, "."); len(last) < len(name) && !strings.HasSuffix(last, "Jr") &&
			!strings.HasSuffix(last, "Sr") {
			name = last
		}
		switch {
		case name == "":
		case generationForm.MatchString(name) && len(list) > 0:
			list[len(list)-1] += ", " + name
		default:
			list = append(list, name)
		}
	}
	if len(list) == 2 && !strings.Contains(list[0], " ") {
		if _, family, ok := strings.Cut(list[1], " "); ok && len(strings.Fields(family)) < 3 {
			list[0] += " " + family[strings.LastIndexByte(family, ' ')+1:]
		}
	}
	return list, p.from + len(strings.TrimRightFunc(r.text[p.from:end], unicode.IsSpace))
}

var generationForm = regexp.MustCompile(`^(?:Jr|Sr|II|III|IV|LLC|Inc|LP)\.?$`)
