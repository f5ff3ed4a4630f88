package main

// read converts a sentence into terms. today (YYYY-MM-DD) resolves dates without a year. The rules follow each other in
// the order of their certainty: a house number is no sum, a contingency's days are no escrow's.
func read(text, today string) *terms {
	r := &reader{sentence: newSentence(text), today: today, terms: &terms{contingent: map[string]int{},
		contingentUntil: map[string]string{}}}
	r.setAside()
	r.readAddress()
	r.readContingencies()
	r.readDurations()
	r.readRates()
	r.readDates()
	r.readSums()
	r.readParties()
	r.readSide()
	r.readFinancing()
	r.terms.notUnderstood = append(r.terms.aside, r.unread()...)
	return r.terms
}
