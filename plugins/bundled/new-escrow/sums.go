package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/plugins/bundled/words"
)

var (
	sumForm = regexp.MustCompile(`(?i)(?:(?:\$|\busd\s?)\s?\d+(?:,\d{3})*(?:\.\d+)?(?:\s?(?:k|mm|mil|million|` +
		`thousand|m)\b)?|\b\d+(?:,\d{3})*(?:\.\d+)?\s?(?:k|mm|mil|million|thousand|m)\b|` +
		`\b\d{1,3}(?:,\d{3})+(?:\.\d\d)?\b|\b\d{4,9}(?:\s?dollars|\s?usd)?\b)`)
	// What follows a number that is no sum in dollars.
	unitForm = regexp.MustCompile(`(?i)^\s?-?(?:sq|sf\b|square|acres?|feet|ft\b|miles?|units?|days?|weeks?|months?|` +
		`years?|bed|bath|offers?|shares?|[/:-]\d)`)
	perMonth = regexp.MustCompile(`(?i)^\s?(?:/|per\b|a\b|each\b)\s?(?:mo|month|year|yr|week|sq|night|acre|foot|` +
		`unit)`)
	// What replaces a price that was said before.
	changedTo = regexp.MustCompile(`(?i)(?:\b(?:now|new|final|revised|current|amended|agreed(?: upon|` +
		` on)?)(?: (?:purchase|sales?|contract))?(?: price)?(?: (?:is|of|at|to|on))?:?|\b(?:reduced|lowered|dropped|` +
		`cut|raised|increased|changed|amended|renegotiated|negotiated|counter(?:ed)?|counter-?offer(?:ed)?|bumped|` +
		`brought|went|came|come|moved|adjusted|revised|down|up)(?: (?:the )?price)?(?: (?:back|down|up))?(?: (?:to|` +
		`at)|:))$`)
	between = regexp.MustCompile(`(?i)^\s?,?\s?(?:(?:and )?(?:then )?(?:down |up |now )?to|then|now)\s?$`)
)

// sumLabels say what a sum is. "other" and "old" are no terms of the sale.
var sumLabels = labelsOf(map[string]string{
	"deposit":    "deposit earnest emd em good-faith",
	"loan":       "loan mortgage financed finance financing borrowing borrow lending",
	"down":       "down downpayment down-payment",
	"commission": "commission commissions",
	"price": "price at for offer offered offering purchase sold sale sales pays paying paid contract value buys " +
		"selling",
	"old": "was were originally original initially formerly previously from list listed listing asking ask appraised " +
		"" +
		"appraises instead not old prior",
	"change": "by over above below under less off reduction increase",
	"firm":   "now new revised final",
	"other": "credit credits warranty hoa dues fee fees taxes tax rent rents repairs repair cost costs assessment " +
		"assessments allowance bonus concession concessions insurance option reserve reserves lien liens rebate " +
		"furniture escalation escalating increments increase apn mls permit zip",
})

var weakLabels = wordSet("at for from sale sales purchase by list listed listing under sold offer contract not")

func labelsOf(list map[string]string) map[string]string {
	names := map[string]string{}
	for name, all := range list {
		for _, word := range strings.Fields(all) {
			names[word] = name
		}
	}
	return names
}

// sums are the sums of money of a sentence, while they are read.
type sums struct {
	*reader
	priced, unnamed []choice[int64]
	lastEnd         int // of the sum before
	lastName        string
}

// readSums reads sums of money: those in digits first. A price that is spelled without its thousands counts only where
// no other one is said.
func (r *reader) readSums() {
	s := &sums{reader: r, lastEnd: -1}
	r.find(sumForm, func(at []int) bool {
		text := r.text[at[0]:at[1]]
		cents, ok := words.Money(text)
		name := s.sumName(part{at[0], at[1]})
		if bare := strings.Trim(text, "0123456789") == ""; bare && (name.name == "" && len(text) < 6 || len(text) < 5 &&
			name.name != "deposit" && name.name != "down") {
			name.name = "other"
		}
		return ok && s.take(part{at[0], at[1]}, cents, name)
	})
	s.lastEnd = -1
	said := len(s.priced)+len(s.unnamed) > 0
	r.find(spelledForm, func(at []int) bool {
		p := part{at[0], at[1]}
		dollars, short, ok := spelledSum(r.text[p.from:p.to])
		name := s.sumName(p)
		if short && (said || name.name != "price" && name.name != "firm" && !(name.name == "" && r.alone(p))) {
			return false
		}
		if !ok || !s.take(p, dollars*100, name) && name.name != "" {
			return false
		}
		if name.name == "price" || name.name == "firm" || name.name == "" {
			r.terms.spelled = r.text[p.from:p.to]
		}
		return name.name != ""
	})
	r.choosePrice(s.priced, s.unnamed)
}

// alone reports whether marks or the sentence's ends stand around a part.
func (r *reader) alone(p part) bool {
	before, after := strings.TrimRight(r.text[:p.from], " "), strings.TrimLeft(r.text[p.to:], " ")
	return (before == "" || strings.ContainsAny(before[len(before)-1:], ",;:-")) &&
		(after == "" || strings.ContainsAny(after[:1], ",;.-"))
}

// take takes a sum by what it is called. What is neither named nor taken may be the price.
func (s *sums) take(p part, cents int64, name label) bool {
	r := s.reader
	if cents == 0 || unitForm.MatchString(r.text[p.to:]) ||
		p.from > 0 && strings.ContainsAny(r.text[p.from-1:p.from], "-/.#") {
		return false
	}
	if s.lastEnd >= 0 && (s.lastName == "old" || s.lastName == "price" || s.lastName == "") && name.name != "other" &&
		between.MatchString(r.text[s.lastEnd:p.from]) {
		name = label{name: "firm"}
	}
	if perMonth.MatchString(r.text[p.to:]) {
		name.name = "other"
	}
	s.lastEnd, s.lastName = p.to, name.name
	switch name.name {
	case "deposit":
		return r.takeSum(&r.terms.deposit, cents, name)
	case "loan":
		return r.takeSum(&r.terms.loan, cents, name)
	case "down":
		return r.takeSum(&r.terms.down, cents, name)
	case "commission":
		return r.takeSum(&r.terms.commissionSum, cents, name)
	case "price", "firm":
		s.priced = append(s.priced, choice[int64]{cents, name.name == "firm", p})
	case "old":
		r.terms.oldPrice = cents
	case "":
		s.unnamed = append(s.unnamed, choice[int64]{cents, false, p})
		return false
	default:
		return false
	}
	r.takeBefore(p, changeWords)
	r.take(name.word)
	return true
}

// choosePrice takes the price from the sums that are said to be it, else from those of which nothing is said.
func (r *reader) choosePrice(priced, unnamed []choice[int64]) {
	if firm := slices.ContainsFunc(priced, func(c choice[int64]) bool { return c.firm }); len(priced) == 0 || firm {
		priced = append(unnamed, priced...)
		for _, c := range unnamed {
			r.take(c.at)
		}
	}
	price, differ := choose(priced)
	r.terms.price = price
	for _, c := range priced {
		if c.value != price && len(differ) == 0 {
			r.terms.oldPrice = c.value
		}
	}
	for _, other := range differ {
		r.doubt("is the price %s or %s?", words.Dollars(price), words.Dollars(other))
	}
}

func (r *reader) takeSum(target *int64, cents int64, name label) bool {
	if *target != 0 && *target != cents {
		return false
	}
	*target = cents
	r.take(name.word)
	return true
}

// changeWords tell of a change that has been read as a whole.
var changeWords = wordSet(`reduced lowered dropped cut raised increased changed amended renegotiated negotiated
	counter countered counteroffer counter-offer bumped brought went came come moved adjusted revised down up now new
	final current agreed upon was were originally original initially formerly previously from to at is of the price
	purchase sales sale on contract list listed listing asking and then back instead not but old prior extended pushed
	rescheduled for`)

// takeBefore takes those of some words that lead to a value.
func (r *reader) takeBefore(p part, some map[string]bool) {
	for _, w := range r.before(p.from, 6) {
		if !some[w.text] {
			return
		}
		r.take(w.part)
	}
}

// paysFor reports whether a sum is said to be for something else than the property: "pays $500 for a home warranty".
func (r *reader) paysFor(p part) bool {
	trail := r.after(p.to, 5)
	if len(trail) == 0 || !purposes[trail[0].text] {
		return false
	}
	for _, w := range trail[1:] {
		if besides[w.text] {
			return false
		}
		if sumLabels[w.text] == "other" {
			return true
		}
	}
	return false
}

// purposes lead to what a sum is for, and besides to what comes on top of it.
var purposes, besides = wordSet("for toward towards in"), wordSet("with and plus less minus including")

// sumName says what a sum refers to.
func (r *reader) sumName(p part) label {
	lead := r.text[max(0, p.from-60):p.from]
	if cut := strings.LastIndexAny(lead, "\x00,;"); cut >= 0 {
		lead = lead[cut+1:]
	}
	lead = strings.TrimRight(lead, " ")
	if strings.HasSuffix(lead, "(") {
		lead = strings.TrimRight(strings.TrimSuffix(lead, "("), " ")
	}
	if changedTo.MatchString(lead) {
		if !slices.ContainsFunc(r.before(p.from, 4), func(w word) bool { return sumLabels[w.text] == "other" }) {
			return label{name: "firm"}
		}
	}
	if near := r.before(p.from, 1); len(near) > 0 {
		switch near[0].text {
		case "from":
			return label{"old", near[0].part}
		case "by":
			return label{"change", near[0].part}
		case "countered", "counter", "counteroffer", "counter-offer":
			return label{"firm", near[0].part}
		}
	}
	found := r.labelled(p, sumLabels, weakLabels)
	if found.name == "price" && r.paysFor(p) {
		return label{name: "other"}
	}
	if found.name == "price" || found.name == "firm" { // "list price", "new price"
		for _, w := range r.before(found.word.from, 1) {
			if other := sumLabels[w.text]; other == "old" || other == "firm" {
				return label{other, part{w.from, found.word.to}}
			}
		}
	}
	return found
}
