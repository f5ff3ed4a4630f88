package main

import (
	"strings"

	"roomkey/crm"
)

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
	if target := consentTarget(kind, name); target != "" {
		return meaning{target, rankAlias}, true
	}
	if target := question(kind, name); target != "" {
		return meaning{target, rankGuess}, true
	}
	if unused(key) || compares(kind, name) {
		return meaning{}, false
	}
	m, ok = guess(kind, name)
	return m, ok && holds(kind, name, m.target)
}
