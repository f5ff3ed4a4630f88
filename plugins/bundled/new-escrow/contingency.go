package main

import (
	"regexp"
	"slices"
	"strings"
)

// contingencyWord names a contingency. Words that also mean other things count only where the word contingency follows.
const contingencyWord = `(?:(?:home |physical |property |buyer's )?inspections?|(?:buyer's )?investigations?|` +
	`appraisals?|loan|financing|finance|mortgage|(?:preliminary )?title|prelim|hoa(?: docs| documents)?|insurance|` +
	`(?:the )?sale of (?:the |their |his |her )?(?:buyers?'?s?'? )?(?:current |own |other |existing )?(?:home|house|` +
	`property)|(?:buyer's )?home[- ]sale|sale)`

const contingencyList = `(?:all|any|every|the|their|his|her|its|` + contingencyWord + `|,|and|or|&|/|\s)+`

const number = `(\d{1,3}|` + smallNumbers + `)`

var (
	contingencyDays = []*regexp.Regexp{ // the days and the kind
		regexp.MustCompile(`(?i)\b` + number + `[- ](?:calendar )?days?\s+(?:for (?:the )?)?(` + contingencyWord +
			`)\b(?:\s+(?:contingency|period))?`),
		regexp.MustCompile(`(?i)\b(` + contingencyWord + `)(?:\s+(?:contingency|period))?:?\s+(?:of\s+|is\s+|in\s+|` +
			`within\s+|` +
			`removed (?:in|within)\s+)?` + number + `[\s-]?days?\b`),
	}
	contingencyDate = regexp.MustCompile(`(?i)\b(` + contingencyWord + `)\s+contingency\s+(?:(?:is\s+)?(?:removed|` +
		`due|ends|` +
		`expires)\s+)?(?:by|until|through|on|to)\s+(` + dateForm.String() + `)`)
	waivedForms = []*regexp.Regexp{
		// all but some
		regexp.MustCompile(`(?i)\b(?:waiv(?:e|es|ed|ing)|no|without|removes?|removed|removing)\s+(?:all|any|` +
			`every)?\s*(?:of the\s+)?` +
			`(?:contingenc(?:y|ies)|of them)?\s*(?:except|but|besides|other than)\s+(?:for\s+)?(?:the\s+)?(` +
			contingencyList + `)(?:\s*contingenc(?:y|ies))?\b`),
		regexp.MustCompile(`(?i)\b(?:waiv(?:e|es|ed|ing)|removes?|removed|removing)\s+(` + contingencyList +
			`)\s*contingenc(?:y|ies)\b`),
		regexp.MustCompile(`(?i)\bwaiv(?:e|es|ed|ing)\s+(` + contingencyList + `)`),
		regexp.MustCompile(`(?i)\b(?:no|without(?:\s+an?)?|free of)\s+(` + contingencyList + `)\s*contingenc(?:y|` +
			`ies)\b`),
		regexp.MustCompile(`(?i)\b(?:no|without(?:\s+an?)?)\s+((?:` + contingencyInspected + `)(?:(?:,|and|or|nor|&|` +
			`/|\s|no)+` +
			contingencyInspected + `)*)\b`),
		regexp.MustCompile(`(?i)\b((?:all\s+)?(?:` + contingencyWord + `(?:\s*(?:,|and|or|&|/|` +
			`\s)+\s*)?)*\s*(?:contingenc(?:y|ies))?)\s*(?:(?:is|are|was|were|has been|have been|being|all|` +
			`both)\s+)*(?:waived|removed)\b`),
	}
	noneAtAll = regexp.MustCompile(`(?i)\b(?:no contingenc(?:y|ies)|non-?contingent|contingency[- ]free|` +
		`without (?:any )?contingenc(?:y|ies)|waiv(?:e|es|ed|ing)(?: (?:all|any|every|everything|them all|` +
		`the))*(?: contingenc(?:y|ies))?\b|removes? all contingencies)`)
	kept = regexp.MustCompile(`(?i)\b(?:keep(?:s|ing)?|kept|retain(?:s|ing)?|(?:subject to|contingent (?:up)?on|` +
		`conditional on)(?: an?)?` +
		`(?: satisfactory)?|with(?: an?)?)\s+(` + contingencyList + `)\s*(contingenc(?:y|ies)|in place)?\b`)
	kindForm = regexp.MustCompile(`(?i)` + contingencyWord)
)

const contingencyInspected = `(?:(?:home |physical |property )?inspections?|investigations?|appraisals?)`

// kindOf returns the kind of a contingency; "" if a text names none.
func kindOf(text string) string {
	text = strings.ToLower(text)
	for _, k := range []struct{ word, kind string }{{"sale", "saleOfBuyerProperty"}, {"inspect", "investigation"},
		{"investig",
			"investigation"}, {"apprais", "appraisal"}, {"loan", "loan"}, {"financ", "loan"}, {"mortgage", "loan"},
		{"title", "title"}, {"prelim", "title"}, {"hoa", "HOA"}, {"insurance", "insurance"}} {
		if strings.Contains(text, k.word) {
			return k.kind
		}
	}
	return ""
}

func kindsOf(text string) (kinds []string) {
	for _, found := range kindForm.FindAllString(text, -1) {
		kinds = append(kinds, kindOf(found))
	}
	return kinds
}

// readContingencies reads contingencies and their days, and those that are waived.
func (r *reader) readContingencies() {
	for i, form := range contingencyDays {
		r.find(form, func(at []int) bool {
			days, kind := numberOf(r.group(at, 1+i)), kindOf(r.group(at, 2-i))
			if days == 0 || days > 365 {
				return false
			}
			r.terms.contingent[kind] = days
			return true
		})
	}
	r.find(contingencyDate, func(at []int) bool {
		date, ok := dateOf(strings.ToLower(r.group(at, 2)), r.today)
		if ok {
			r.terms.contingentUntil[kindOf(r.group(at, 1))] = date
		}
		return ok
	})
	for i, form := range waivedForms {
		r.find(form, func(at []int) bool {
			kinds := kindsOf(r.group(at, 1))
			if i == 0 && len(kinds) > 0 {
				r.waiveAll()
				for _, kind := range kinds {
					delete(r.terms.contingent, kind)
				}
				r.terms.kept = append(r.terms.kept, kinds...)
				return true
			}
			if len(kinds) == 0 && strings.Contains(strings.ToLower(r.group(at, 1)), "all") {
				r.waiveAll()
				return true
			}
			status := waived
			if strings.Contains(strings.ToLower(r.text[at[0]:at[1]]), "remov") {
				status = removed
			}
			for _, kind := range kinds {
				r.terms.contingent[kind] = status
			}
			if len(kinds) > 0 {
				r.takeBefore(part{at[0], at[1]}, whoWaives)
			}
			return len(kinds) > 0
		})
	}
	r.find(noneAtAll, func([]int) bool {
		r.waiveAll()
		return true
	})
	r.find(kept, func(at []int) bool {
		kinds, sure := kindsOf(r.group(at, 1)), r.group(at, 2) != "" || !strings.HasPrefix(r.text[at[0]:], "with")
		for _, kind := range kinds {
			if _, said := r.terms.contingent[kind]; sure && !said && !slices.Contains(standard, kind) {
				r.terms.contingent[kind] = otherDays
			}
		}
		if sure {
			r.terms.kept = append(r.terms.kept, kinds...)
		}
		return sure && len(kinds) > 0
	})
}

// whoWaives are the words before "waives the appraisal".
var whoWaives = wordSet("the buyer buyers will to has have agrees agreed")

func (r *reader) waiveAll() {
	for _, kind := range standard {
		r.terms.contingent[kind] = waived
	}
}

// otherDays are those of contingencies that are not standard, unless it is said.
const otherDays = 17

var durations = []*regexp.Regexp{
	regexp.MustCompile(`(?i)\b` + number + `[- ](?:calendar )?(day|week|month)s?[- ](?:escrow|close|closing|coe|` +
		`settlement|to close)\b`),
	regexp.MustCompile(`(?i)\b(?:close(?:s|d)?|closing|coe|escrow)(?: of escrow)?(?: date)?:?(?: is| will be| to be|` +
		` of| on| in| ` +
		`within)*\s+` + number + `[- ](?:calendar )?(day|week|month)s?(?: (?:from|after|of|following|post|` +
		`past) (?:mutual |the )?(?:acceptance|ratification|contract|opening)| escrow)`),
	regexp.MustCompile(`(?i)\b` + number + `[- ](?:calendar )?(day|week|month)s? (?:from|after|` +
		`following) (?:mutual )?acceptance\b`),
	regexp.MustCompile(`(?i)\b(?:close(?:s|d)?|closing|coe|escrow)(?: of escrow)?(?: date)?:?(?: is| will be| to be|` +
		` of)* +` +
		number + `[- ](?:calendar )?(day|week|month)s?\b`),
}
