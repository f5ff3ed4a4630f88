package main

import (
	"regexp"
	"strings"
)

// sides and loans are the meanings of phrases. The first match counts.
var (
	sides = []struct {
		side   string
		phrase *regexp.Regexp
	}{
		{"dual", regexp.MustCompile(`(?i)\b(?:(?:side:? )?dual(?: agency| agent| side)?|both sides|` +
			`both (?:the )?(?:buyer and (?:the )?seller|seller and (?:the )?buyer|parties)|double[- ]end(?:ed|` +
			`ing)?)\b`)},
		{"buyer", regexp.MustCompile(`(?i)\b(?:side:? (?:is )?(?:the )?buyers?|(?:the )?buyer'?s?'? side|buy(?:er|ing)?[- ]side|(?:we |i |i'm |` +
			`we're |we are |i am )?rep(?:p?ing|s|resent(?:s|ing)?)? (?:the |our |my )?(?:buyers?|purchasers?)|` +
			`for (?:the|our|my) buyers?|(?:i|we) have the buyers?|(?:my|our) buyers?)\b`)},
		{"seller", regexp.MustCompile(`(?i)\b(?:side:? (?:is )?(?:the )?sellers?|(?:the )?(?:seller'?s?'?|sell|selling|listing)[- ]side|(?:we |i |` +
			`i'm |we're |we are |i am )?rep(?:p?ing|s|resent(?:s|ing)?)? (?:the |our |my )?(?:sellers?|owners?)|` +
			`for (?:the|our|my) sellers?|(?:i|we) have the (?:sellers?|listing)|(?:my|our) (?:sellers?|listing))\b`)},
	}
	loanForms = []struct {
		financing string
		phrase    *regexp.Regexp
	}{
		{"Seller Financing", regexp.MustCompile(`(?i)\b(?:seller (?:financing|financed|carry(?:ing)?|carries|` +
			`carryback)|owner (?:financing|financed|carry))\b`)},
		{"FHA", regexp.MustCompile(`(?i)\bfha(?: (?:loan|financing|buyer))?\b`)},
		{"VA", regexp.MustCompile(`(?i)\bva(?: (?:loan|financing|buyer))?\b`)},
		{"USDA", regexp.MustCompile(`(?i)\busda(?: (?:loan|financing))?\b`)},
		{"Conventional", regexp.MustCompile(`(?i)\b(?:conventional|conv)\b(?: (?:loan|financing|mortgage)\b)?`)},
		{"Other", regexp.MustCompile(`(?i)\b(?:hard money|private money|bridge)(?: (?:loan|financing))?\b`)},
		{"Cash", regexp.MustCompile(`(?i)\b(?:all[- ])?cash(?: (?:offer|purchase|sale|deal|buyer))?\b`)},
	}
)

// readSide reads whom the agent represents. A party that is "my buyer" says it too.
func (r *reader) readSide() {
	for _, s := range sides {
		if at := s.phrase.FindStringIndex(r.text); at != nil {
			r.terms.side = s.side
			r.take(part{at[0], at[1]})
			return
		}
	}
}

func (r *reader) readFinancing() {
	for _, l := range loanForms {
		r.find(l.phrase, func([]int) bool {
			if r.terms.financing == "" {
				r.terms.financing = l.financing
			}
			return r.terms.financing == l.financing
		})
	}
}

// aside are numbers of other things, which are named in the answer and never read as money or days.
var aside = regexp.MustCompile(`(?i)(?:\b(?:mls|apn|parcel|permit|file|escrow|loan|license|lic|dre|calbre|case|` +
	`order|account|acct|zip)\b\.?\s*(?:number|no\.?|num|` +
	`id)?\s*[#:]*\s*#?(?:[A-Za-z]{0,4}-?\d[\dA-Za-z-]{3,}(?:-\d+)*)|\(?\b\d{3}\)?[\s.-]\d{3}[\s.-]\d{4}\b|` +
	`[^\s,;<>]+@[^\s,;<>]+\.\w+)`)

var asideNumber = regexp.MustCompile(`(?i)^(?:mls|apn|parcel|permit|file|license|lic|dre|calbre|case|order|account|` +
	`acct|zip|.*(?:#|number|no\.|@)|\(?\d)`)

// setAside takes such numbers out of the rules' way.
func (r *reader) setAside() {
	r.find(aside, func(at []int) bool {
		text := r.text[at[0]:at[1]]
		if !asideNumber.MatchString(text) {
			return false
		}
		r.terms.aside = append(r.terms.aside, strings.TrimSpace(text))
		return true
	})
}

// readDurations reads the days from acceptance to the close of escrow.
func (r *reader) readDurations() {
	for _, form := range durations {
		r.find(form, func(at []int) bool {
			n := numberOf(r.group(at, 1))
			switch strings.ToLower(r.group(at, 2)) {
			case "week":
				n *= 7
			case "month":
				n *= 30
			}
			if n == 0 || n > 730 {
				return false
			}
			r.terms.days = n
			return true
		})
	}
}
