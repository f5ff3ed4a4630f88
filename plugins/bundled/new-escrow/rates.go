package main

import (
	"regexp"
	"strconv"
	"strings"
)

var rateForm = regexp.MustCompile(`(?i)(\d{1,3}(?:\.\d+)?(?:\s\d/\d)?)\s?(?:%|percent\b|pct\b)`)

// nothingDown says that the buyer pays no part of the price at once. helpDown follows where it is about help instead:
// "no down payment assistance".
var (
	nothingDown = regexp.MustCompile(`(?i)(?:\$0(?:\.0+)?|\b(?:0(?:\.0+)?|zero|no|nothing))(?:\s?%| percent| pct|` +
		` money)? down(?:[- ]payment)?\b`)
	helpDown = regexp.MustCompile(`(?i)^[- ](?:payment )?(?:assist|help|grant|program|gift|aid\b|fund)`)
)

// readRates reads percentages.
func (r *reader) readRates() {
	names := labelsOf(map[string]string{"deposit": "deposit earnest emd em", "down": "down downpayment",
		"referral": "referral", "side": "side our us each buyer's buyer-side co-op coop selling",
		"commission": "commission commissions gross",
		"other":      "interest rate fixed apr ltv rent increase tax tic interests ownership loan"})
	weak := wordSet("our us each buyer's loan interest rate selling")
	r.find(nothingDown, func(at []int) bool {
		if r.insideNumber(at[0]) || helpDown.MatchString(r.text[at[1]:]) {
			return false
		}
		r.terms.noDown = true
		return true
	})
	r.find(rateForm, func(at []int) bool {
		p := part{at[0], at[1]}
		value, ok := percent(r.group(at, 1))
		if !ok || value > 100 {
			return false
		}
		found := r.labelled(p, names, weak)
		target := map[string]*float64{"deposit": &r.terms.depositPct, "down": &r.terms.downPct,
			"referral": &r.terms.referralPct, "side": &r.terms.sidePct, "commission": &r.terms.commission}[found.name]
		switch {
		case found.name == "other":
			return false
		case target == nil:
			r.doubt("%v%% of what?", value)
			return false
		case *target != 0:
			return false
		}
		*target = value
		r.take(found.word)
		return true
	})
}

// insideNumber reports whether a digit and a decimal point or comma stand before a place: the 0 of "20.0".
func (r *reader) insideNumber(at int) bool {
	return at > 1 && strings.ContainsRune(".,", rune(r.text[at-1])) && r.text[at-2] >= '0' && r.text[at-2] <= '9'
}

// percent reads "3", "2.5" and "2 1/2".
func percent(text string) (float64, bool) {
	whole, fraction, mixed := strings.Cut(text, " ")
	value, err := strconv.ParseFloat(whole, 64)
	if mixed {
		over, under, _ := strings.Cut(fraction, "/")
		a, errA := strconv.ParseFloat(over, 64)
		b, errB := strconv.ParseFloat(under, 64)
		if errA != nil || errB != nil || b == 0 {
			return 0, false
		}
		value += a / b
	}
	return value, err == nil
}
