package main

import (
	"regexp"
	"slices"
	"strings"

	"roomkey/crm"
)

var (
	percentage = regexp.MustCompile(`(?i)%|\b(?:pct|percent|percentage|ratio)\b`)
	// "Earnest Money (3%)" says how much the amount is
	givenPercent = regexp.MustCompile(`\(\s*\d[\d.]*\s*%\s*\)`)
	camel        = regexp.MustCompile(`(\p{Ll})(\p{Lu})`)
	// "SP/LP", "Sale to List", "SP % of LP", "Price per SqFt"
	between = regexp.MustCompile(`(?i)\s*(?:[/:÷%]|\b(?:per|vs?|to|over|of)\b\.?)\s*`)
	inside  = regexp.MustCompile(`\(\s*(?:/|(?i:per)\b)?\s*([^()]+)\)`)
	area    = regexp.MustCompile(`^(?:living|lot|land|total|approx|apx|bldg|building|finished|interior|gross|net|` +
		`heated)*(?:sq(?:uare)?(?:ft|feet|foot|footage|meters?|m)|g?sf|acres?|ac|units?|doors?|bed(?:room)?s?|rooms?|` +
		`sqm|m2|m²|lots?)$`)
	anyAmount = regexp.MustCompile(`^(?:dollars|price|prc|pr|amount|amt|cost|value|tax|taxes|rent|s[lp]|[loc]p)$`)
)

// longestHeading of amounts, in bytes.
const longestHeading = 60

// bareAmounts are words that mean a price where another one stands beside them: "Sold/List".
var bareAmounts = map[string]string{"list": "/ListPrice", "listing": "/ListPrice", "asking": "/ListPrice",
	"sale": "/ClosePrice", "sold": "/ClosePrice", "close": "/ClosePrice", "closed": "/ClosePrice",
	"selling": "/ClosePrice", "orig": "/OriginalListPrice", "original": "/OriginalListPrice"}

// compares reports whether a heading that is not known as a whole names a ratio of two amounts, or an amount per area:
// what such a column holds is neither of the two.
func compares(kind *crm.RecordType, name string) bool {
	if len(name) > longestHeading { // a cell of a row that may be the heading
		return false
	}
	name = camel.ReplaceAllString(strings.NewReplacer("_", " ", "-", " ").Replace(name), "$1 $2")
	for _, part := range inside.FindAllStringSubmatch(name, -1) {
		before, _, _ := strings.Cut(name, "(")
		if amountOf(kind, before) != "" && area.MatchString(heading(part[1])) {
			return true
		}
	}
	parts := slices.DeleteFunc(between.Split(name, -1), func(part string) bool { return heading(part) == "" })
	for i := 1; i < len(parts); i++ {
		a, b := amountOf(kind, parts[i-1]), amountOf(kind, parts[i])
		share := a == "/AssociationFee" && strings.HasPrefix(heading(parts[i]), "unit") // what the owner of one pays
		if a != "" && area.MatchString(heading(parts[i])) && !share || differ(a, b) {
			return true
		}
	}
	all := headingWord.FindAllString(name, -1)
	for i := 1; i < len(all); i++ { // "SP LP"
		if differ(knownMoney(kind, strings.Join(all[:i], " ")), knownMoney(kind, strings.Join(all[i:], " "))) {
			return true
		}
	}
	return false
}

// differ reports whether two targets are two amounts.
func differ(a, b string) bool {
	return strings.HasPrefix(a, "/") && strings.HasPrefix(b, "/") && a != b
}

// amountOf is the target of an amount that a part of a heading names, "~amount" where it names any, and "" if none.
func amountOf(kind *crm.RecordType, part string) string {
	if target := moneyOf(kind, part); target != "" {
		return target
	}
	key := strings.TrimSuffix(heading(part), "dollars")
	if home := kind.Name == "listing" || kind.Name == "escrow"; home && bareAmounts[key] != "" {
		return bareAmounts[key]
	}
	if key == "" && strings.Contains(part, "$") || anyAmount.MatchString(key) {
		return "~amount"
	}
	return ""
}

// moneyOf is the target of a part of a heading that is known, with shortened words too, if it is an amount of money.
func moneyOf(kind *crm.RecordType, part string) string {
	for _, form := range []string{part, strings.ReplaceAll(part, "$", "")} {
		if target := knownMoney(kind, form); target != "" {
			return target
		}
	}
	if whole := unshortened(kind, part); len(whole) > 0 {
		return knownMoney(kind, whole[0])
	}
	return ""
}

// knownMoney is the target of a known heading that is an amount of money; "~amount" for one of people, because what
// they can pay is called by several names, such as "Price/Budget".
func knownMoney(kind *crm.RecordType, name string) string {
	m, ok := headings(kind)[heading(name)]
	if f := kind.Field(m.target); !ok || f == nil || f.Kind != crm.KindMoney {
		return ""
	}
	if kind.Name != "listing" && kind.Name != "escrow" {
		return "~amount"
	}
	return m.target
}

// holds reports whether a column with a heading can hold what a target asks for: a percentage is no amount, count or
// day.
func holds(kind *crm.RecordType, name, target string) bool {
	name = givenPercent.ReplaceAllString(strings.ReplaceAll(name, "_", " "), "")
	if !percentage.MatchString(name) {
		return true
	}
	f := kind.Field(target)
	if f == nil {
		return strings.HasPrefix(target, "~note") || strings.HasPrefix(target, "~commission")
	}
	switch f.Kind {
	case crm.KindMoney, crm.KindNumber, crm.KindDate, crm.KindTime:
		return f.Format == crm.FormatPercent
	}
	return true
}
