package main

import (
	"fmt"
	"math"
	"regexp"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/words"
)

const acre = 43560 // square feet

var (
	// "$45/mo", "$45 per month", "45 monthly"
	perTime = regexp.MustCompile(`(?i)\s*(?:/|per|a)?\s*(mo|mos|mth|month|months|monthly|yr|year|yearly|annual|annually|` +
		`quarter|quarterly|qtr)\.?$`)
	ranged = regexp.MustCompile(`^(.*?[0-9kKmM])\s*(?:-|–|—|to|through|\.\.)\s*([$0-9].*)$`)
	// "1,410 sqft", "0.19 acres", "2150 sq. ft. (assessor)", "7 days"
	unit = regexp.MustCompile(`(?i)^([-+]?[$]?[0-9][0-9,]*(?:\.[0-9]+)?|[-+]?\.[0-9]+)\s*([a-z%²'"][^0-9]*|\(.*\))$`)
	// "2 (1)", "2F/1H", "2 full, 1 half", "2/1"
	fullHalf = regexp.MustCompile(`(?i)^(\d{1,2})\s*(?:f|full)?(?:\s*baths?)?\s*[(/,;&+ ]+\s*(\d)\s*(?:h|half|partial)?` +
		`(?:\s*baths?)?\s*\)?$`)
	// "2080/A" and "2004/ASR" say where a number is from; "6,534/0.1500" has acres beside the square feet
	sourced  = regexp.MustCompile(`^([0-9][0-9,.]*)\s*/\s*(?:[A-Za-z]{1,6}|0?\.?[0-9][0-9,.]*)$`)
	plus     = regexp.MustCompile(`^([$]?[0-9][0-9.,]*\s*(?:[kKmM])?)\s*\+$`)
	atLeast  = regexp.MustCompile(`(?i)^(?:over|from|min|starting at|>|≥)|\+$`)
	estimate = regexp.MustCompile(`(?i)^(?:approx(?:imately|\.)?|about|around|~|±|est(?:imated|\.)?|up to|under|over|max|min|` +
		`from|starting at|<|>|≤|≥)\s*`)
)

// readMoney reads an amount of money, of a month too. Of a range it takes the upper end of what somebody can pay, and
// the lower end of a price.
func readMoney(f *crm.Field, text string) (*reading, error) {
	text = american(text)
	if cents, ok := words.Money(text); ok && cents == 0 && noPrice[f.Name] {
		return &reading{}, nil
	} else if ok {
		return exactly(float64(cents))
	}
	wrong := fmt.Errorf("%s is not an amount of money; $1,234.50 is", shown(text))
	r := &reading{}
	bare := strings.TrimSpace(estimate.ReplaceAllString(text, ""))
	bare = strings.TrimSuffix(perTime.ReplaceAllString(bare, ""), ".")
	if parts := plus.FindStringSubmatch(bare); parts != nil {
		bare = parts[1]
	}
	if cents, ok := words.Money(bare); ok && f.Name == "priceMax" && atLeast.MatchString(text) {
		r.low = float64(cents)
		return r, nil
	}
	if cents, ok := words.Money(bare); ok && !strings.HasPrefix(bare, "=") {
		r.given = float64(cents)
		if bare != perTime.ReplaceAllString(text, "") {
			r.warnings = []string{shown(text) + " was taken for " + words.Dollars(cents)}
		}
		return r, nil
	}
	parts := ranged.FindStringSubmatch(bare)
	if parts == nil {
		return nil, wrong
	}
	low, ok := words.Money(parts[1])
	high, also := words.Money(parts[2])
	if ok && also && low < high && low < 1000_00 && high >= 1000_00 { // "300-400k"
		if low, ok = words.Money(parts[1] + unitOf(parts[2])); low > high {
			return nil, wrong
		}
	}
	if !ok || !also || low > high {
		return nil, wrong
	}
	r.given, r.low = float64(high), float64(low)
	taken := high
	if f.Name != "priceMax" && f.Name != "budget" && f.Name != "amount" {
		r.given, r.low, taken = float64(low), nil, low
	}
	if f.Name != "priceMax" {
		r.warnings = []string{shown(text) + " is a range: " + words.Dollars(taken) + " was taken"}
		r.left = []string{text}
	}
	return r, nil
}

// noPrice are amounts that nobody means by 0.
var noPrice = map[string]bool{"priceMin": true, "priceMax": true, "budget": true, "ListPrice": true,
	"OriginalListPrice": true, "ClosePrice": true, "purchasePrice": true}

// european is an amount with a comma before two decimals and blanks between thousands: "450 000,00 $". One with points
// between them, "1.234,56", may be a slip of either kind, and is refused.
var european = regexp.MustCompile(`^(?:US\$|USD|\$)?\s*(\d{1,3}(?:[\s\x{a0}\x{202f}']\d{3})+|\d+),(\d{2})\s*` +
	`(?:\$|USD)?$`)

// american writes an amount as here: "450000.00".
func american(text string) string {
	if parts := european.FindStringSubmatch(strings.TrimSpace(text)); parts != nil {
		return strings.Map(func(r rune) rune {
			if r < '0' || r > '9' {
				return -1
			}
			return r
		}, parts[1]) + "." + parts[2]
	}
	return strings.TrimSuffix(strings.TrimSpace(text), " $")
}

// monthly reports whether an amount is one of a month: "$45/mo".
func monthly(text string) bool {
	parts := perTime.FindStringSubmatch(strings.ToLower(text))
	return parts != nil && strings.HasPrefix(parts[1], "mo") || parts != nil && parts[1] == "mth"
}

// unitOf is the k or m at the end of an amount.
func unitOf(text string) string {
	text = strings.ToLower(strings.TrimSpace(text))
	if strings.HasSuffix(text, "k") || strings.HasSuffix(text, "m") {
		return text[len(text)-1:]
	}
	return ""
}

// readNumber reads a number with a unit, an estimate, or a count of full and half baths.
func readNumber(f *crm.Field, text string) (*reading, error) {
	wrong := fmt.Errorf("%s is not a number", shown(text))
	if words.Rounded(text) {
		return nil, fmt.Errorf("%s %w", shown(text), errRounded)
	}
	if number, ok := words.Number(text); ok {
		return bounded(f, text, number)
	}
	if f.Name == "BathroomsTotalInteger" {
		if parts := fullHalf.FindStringSubmatch(text); parts != nil {
			full, _ := words.Number(parts[1])
			half, _ := words.Number(parts[2])
			return &reading{given: full + half, warnings: []string{fmt.Sprintf(
				"%s was taken for %g full and %g half baths", shown(text), full, half)}}, nil
		}
	}
	if parts := sourced.FindStringSubmatch(text); parts != nil && f.Name != "BathroomsTotalInteger" {
		return readNumber(f, parts[1])
	}
	r := &reading{}
	bare := strings.TrimSpace(estimate.ReplaceAllString(text, ""))
	if parts := plus.FindStringSubmatch(bare); parts != nil {
		bare = parts[1]
	}
	bare = strings.TrimSpace(strings.TrimSuffix(bare, "±"))
	unitWord := ""
	if parts := unit.FindStringSubmatch(bare); parts != nil {
		bare, unitWord = strings.TrimPrefix(parts[1], "$"), strings.ToLower(strings.TrimSpace(parts[2]))
	}
	number, ok := words.Number(bare)
	if !ok {
		return nil, wrong
	}
	switch {
	case f.Name == "LotSizeSquareFeet" && (strings.HasPrefix(unitWord, "ac") || unitWord == "a"):
		r.given = math.Round(number * acre)
		return r, nil
	case strings.HasPrefix(unitWord, "ac"), unitWord == "k", unitWord == "m", strings.HasPrefix(unitWord, "%") &&
		f.Format != crm.FormatPercent:
		return nil, wrong
	case f.Format == crm.FormatPercent && unitWord != "" && !strings.HasPrefix(unitWord, "%") &&
		!strings.HasPrefix(unitWord, "p"):
		return nil, wrong
	case strings.HasPrefix(unitWord, "sqm") || strings.HasPrefix(unitWord, "sq m") || strings.HasPrefix(unitWord,
		"m²") ||
		strings.HasPrefix(unitWord, "square m"):
		number = math.Round(number * 10.7639)
	}
	is, err := bounded(f, text, number)
	if err == nil && bare != text && unitWord == "" {
		is.warnings = append(is.warnings, fmt.Sprintf("%s was taken for %g", shown(text), number))
	}
	return is, err
}

// bounded judges a number by what the field can hold.
func bounded(f *crm.Field, text string, number float64) (*reading, error) {
	if f.Name == "LotSizeSquareFeet" && number > 0 && number < 20 {
		return &reading{given: math.Round(number * acre), warnings: []string{shown(text) + " was taken for acres"}}, nil
	}
	if f.Name == "BathroomsTotalInteger" && number != math.Trunc(number) && number > 0 {
		return &reading{given: math.Ceil(number), warnings: []string{fmt.Sprintf(
			"%s was taken for %g baths: part ones count as one each", shown(text), math.Ceil(number))}}, nil
	}
	if f.Name == "YearBuilt" && number == 0 || f.Format == crm.FormatArea && number == 0 {
		return &reading{}, nil
	}
	if err := f.Check("", number); err != nil {
		return nil, fmt.Errorf("%s %s", shown(text), messageOf(err))
	}
	if err := f.RuleNumber("", number); err != nil {
		return nil, fmt.Errorf("%s %s", shown(text), messageOf(err))
	}
	return exactly(number)
}

func messageOf(err error) string {
	if known, ok := err.(*crm.Error); ok {
		return known.Message
	}
	return err.Error()
}
