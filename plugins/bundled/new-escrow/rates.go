package main

import (
	"regexp"
	"strconv"
	"strings"
)

var rateForm = regexp.MustCompile(`(?i)(\d{1,3}(?:\.\d+)?(?:\s\d/\d)?)\s?(?:%|percent\b|pct\b)`)

// nothingDown says that the buyer pays no part of the price at once.
var nothingDown = regexp.MustCompile(`(?i)(?:\$0|\b(?:0|zero|no|nothing))(?:\s?%| percent| money)? down` +
	`(?:[- ]payment)?\b`)

// readRates reads percentages.
func (r *reader) readRates() {
	names := labelsOf(map[string]string{"deposit": "deposit earnest emd", "down": "down downpayment",
		"referral": "referral", "side": "side our us each buyer's buyer-side co-op coop selling",
		"commission": "commission commissions gross",
		"other":      "interest rate fixed apr ltv rent increase tax tic interests ownership loan"})
	weak := wordSet("our us each buyer's loan interest rate selling")
	r.find(nothingDown, func([]int) bool {
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
