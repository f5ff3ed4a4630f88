package main

import (
	"fmt"
	"slices"
	"strings"
)

// reader reads the terms of a sale from a sentence by rules.
type reader struct {
	*sentence
	today string
	terms *terms
}

func (r *reader) doubt(format string, args ...any) {
	r.terms.doubts = append(r.terms.doubts, fmt.Sprintf(format, args...))
}

// label is a word that says what a value refers to.
type label struct {
	name string
	word part
}

// labelled finds what a value refers to, among labels by word. A word close before it counts,
// else one right after it,
// else one farther before. Weak labels count if there is no other.
func (r *reader) labelled(p part, names map[string]string, weak map[string]bool) label {
	lead, trail := r.before(p.from, 5), r.after(p.to, 3)
	var faint label
	search := func(list []word) label {
		for _, w := range list {
			name := names[w.text]
			if name == "" {
				name = names[strings.TrimSuffix(w.text, "'s")]
			}
			switch {
			case name == "":
			case !weak[w.text]:
				return label{name, w.part}
			case faint.name == "":
				faint = label{name, w.part}
			}
		}
		return label{}
	}
	if found := search(lead[:min(2, len(lead))]); len(lead) > 0 && !lead[0].comma && found.name != "" {
		return found
	}
	if found := search(trail); found.name != "" && !r.valueFollows(found.word.to) {
		return found
	}
	if found := search(lead); found.name != "" {
		return found
	}
	return faint
}

// valueFollows reports whether a label that ends here is followed by a value of its own.
func (r *reader) valueFollows(at int) bool {
	rest := strings.ToLower(strings.TrimLeft(r.text[at:], " :="))
	for _, joint := range []string{"of ", "is ", "at ", "will be ", "on ", "for ", "in "} {
		rest = strings.TrimPrefix(rest, joint)
	}
	return rest != "" && strings.ContainsAny(rest[:1], "$0123456789") || monthName.MatchString(rest)
}

// choice is one of several readings of a term; a firm one replaces the others: "reduced to".
type choice[T comparable] struct {
	value T
	firm  bool
	at    part
}

// choose returns the last of the firm readings, else the only one. Others that differ are listed, for a doubt.
func choose[T comparable](all []choice[T]) (chosen T, differ []T) {
	for _, c := range slices.Backward(all) {
		if c.firm {
			return c.value, nil
		}
	}
	for _, c := range all {
		if chosen = all[0].value; c.value != chosen && !slices.Contains(differ, c.value) {
			differ = append(differ, c.value)
		}
	}
	return chosen, differ
}
