package search

import (
	"slices"
	"strings"
	"unicode/utf8"
)

// Tier says how well a record answers a query: as well as it fulfils the want that it fulfils worst. Lower is better.
type Tier uint8

// The tiers.
const (
	TitleWhole Tier = iota // a term of the title
	TitleBegin             // the beginning of one
	OtherWhole             // another term
	OtherBegin             // the beginning of one
	Inside                 // a part of a term
	None                   // the record does not answer
)

// Tier says how well terms answer the query. A query without wants is answered by none.
func (q *Query) Tier(t *Terms) Tier {
	if len(q.Wants) == 0 {
		return None
	}
	titlesOnly := q.TitlesOnly()
	worst := TitleWhole
	for i := range q.Wants {
		worst = max(worst, q.Wants[i].tier(t, titlesOnly))
	}
	return worst
}

func (w *Want) tier(t *Terms, titlesOnly bool) Tier {
	best := None
	for _, term := range w.Any {
		best = min(best, tierOf(t, term, titlesOnly))
	}
	if len(w.All) > 0 {
		worst := TitleWhole
		for _, term := range w.All {
			worst = max(worst, tierOf(t, term, titlesOnly))
		}
		best = min(best, worst)
	}
	return best
}

// tierOf says how well terms answer a single one.
func tierOf(t *Terms, term string, titlesOnly bool) Tier {
	r := ReachOf(term)
	switch {
	case has(t.Title, term):
		return TitleWhole
	case begins(t.Title, term):
		return TitleBegin
	case titlesOnly:
		return None
	case has(t.Near, term) || has(t.Numbers, term) || has(t.Money, term) || has(t.Prose, term):
		return OtherWhole
	case r.Begin && (begins(t.Near, term) || begins(t.Numbers, term) || begins(t.Money, term)):
		return OtherBegin
	case r.Prose && begins(t.Prose, term):
		return OtherBegin
	case r.Inside && (inside(t.Title, term) || inside(t.Near, term) || inside(t.Numbers, term)):
		return Inside
	}
	return None
}

// Reach says where a term that somebody typed is looked for, besides as a whole term and as the beginning of one of a
// title.
type Reach struct {
	Begin  bool // as the beginning of others than those of prose
	Prose  bool // as the beginning of those of prose
	Inside bool // within those of titles, of near texts and of the long numbers of prose
}

// minInside is how many code points a term has, at least, to be looked for within others, and as a beginning in prose.
const minInside = 3

// ReachOf says where a term is looked for.
func ReachOf(term string) Reach {
	inside := utf8.RuneCountInString(term) >= minInside
	r, _ := utf8.DecodeRuneInString(term)
	return Reach{Begin: !isLone(term), Prose: inside || kindOf(r) == signs, Inside: inside}
}

// isLone reports whether a term is a single letter or digit.
func isLone(term string) bool {
	r, size := utf8.DecodeRuneInString(term)
	return size == len(term) && kindOf(r) != signs
}

func has(terms []string, term string) bool {
	_, found := slices.BinarySearch(terms, term)
	return found
}

func begins(terms []string, term string) bool {
	at, _ := slices.BinarySearch(terms, term)
	return at < len(terms) && strings.HasPrefix(terms[at], term)
}

func inside(terms []string, term string) bool {
	return slices.ContainsFunc(terms, func(t string) bool { return strings.Contains(t, term) })
}
