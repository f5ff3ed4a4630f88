package search

import (
	"reflect"
	"slices"
	"strings"
	"unicode/utf8"
)

// Bounds of a query. What is longer counts by its beginning.
const (
	MaxQueryBytes = 1_000
	maxWants      = 16
)

// Query is what a person looks for. A record that it finds fulfils all wants.
type Query struct {
	Wants []Want `json:"wants"`
	// Blank says that there was only space: whoever lists records lists all of them. Any other query without wants
	// finds nothing.
	Blank bool `json:"blank,omitempty"`
}

// Want is a part of a query: one of several terms is there, or the beginning of one, or all of several are.
type Want struct {
	Any []string `json:"any"`
	All []string `json:"all,omitempty"`
}

// Read reads what somebody typed. It refuses nothing: quotes and operators are text.
func Read(text string) Query {
	text = head(text)
	runs := read(text, true)
	q := Query{Wants: []Want{}}
	for i := 0; i < len(runs) && len(q.Wants) < maxWants; {
		i = q.take(runs, i)
	}
	if len(runs) == 0 {
		q.Blank = strings.Trim(Fold(text), " \t\n\v\f\r") == ""
	}
	return q
}

// TitlesOnly reports whether the query is of single letters and digits alone. Such a query looks into titles only.
func (q *Query) TitlesOnly() bool {
	for i := range q.Wants {
		w := &q.Wants[i]
		if len(w.All) > 0 || slices.ContainsFunc(w.Any, func(term string) bool { return !isLone(term) }) {
			return false
		}
	}
	return true
}

// head is the beginning of a text within MaxQueryBytes.
func head(text string) string {
	if len(text) <= MaxQueryBytes {
		return text
	}
	end := MaxQueryBytes
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}

// take adds what is wanted by runs[i], and perhaps by runs that follow. It returns where the next run is.
func (q *Query) take(runs []run, i int) (next int) {
	switch r := &runs[i]; r.kind {
	case signs:
		pairs := appendSigns(nil, r.text)
		for _, pair := range pairs[:max(len(pairs)-1, 1)] {
			q.add(Want{Any: []string{pair}})
		}
	case letters:
		if !isDropped(runs, i) {
			q.add(Want{Any: []string{clip(r.text)}})
		}
	case digits:
		if want, next := amount(runs, i); next > i {
			q.add(want)
			return next
		}
		want, next := phone(runs, i)
		if len(want.Any) > 0 {
			q.add(want)
		}
		return next
	}
	return i + 1
}

func (q *Query) add(want Want) {
	same := func(other Want) bool { return reflect.DeepEqual(want, other) }
	if len(q.Wants) < maxWants && !slices.ContainsFunc(q.Wants, same) {
		q.Wants = append(q.Wants, want)
	}
}

// isDropped reports whether the letters of runs[i] say what follows and are not searched for: x12 and ext. 12, tel: and
// mailto:, and the beginning of 21st, whose rest is still to be typed.
func isDropped(runs []run, i int) bool {
	last := i == len(runs)-1
	switch runs[i].text {
	case "x", "ext":
		return !last && runs[i+1].kind == digits && strings.Trim(runs[i+1].gap, " .:#") == ""
	case "tel", "mailto":
		return !last && strings.HasPrefix(runs[i+1].gap, ":")
	case "s", "n", "r", "t":
		return last && i > 0 && runs[i-1].kind == digits && runs[i].gap == ""
	}
	return false
}

// amount reads 450k and 1.2m, which are also searched for as they are written. next is i where runs[i] begins none.
func amount(runs []run, i int) (want Want, next int) {
	whole, fraction, at := runs[i].text, "", i+1
	words := []string{clip(whole)}
	if at < len(runs) && runs[at].kind == digits && runs[at].gap == "." {
		fraction = runs[at].text
		words = append(words, clip(fraction))
		at++
	}
	if at == len(runs) || !isUnit(&runs[at]) {
		return want, i
	}
	zeros := 3
	if runs[at].text == "m" {
		zeros = 6
	}
	if len(fraction) > zeros || len(whole) > 9 || strings.Trim(whole, "0") == "" {
		return want, i
	}
	value := strings.TrimLeft(whole+fraction+strings.Repeat("0", zeros-len(fraction)), "0")
	return Want{Any: []string{value}, All: append(words, runs[at].text)}, at + 1
}

// isUnit reports whether a run says thousands or millions of the digits before it.
func isUnit(r *run) bool { return r.kind == letters && r.gap == "" && (r.text == "k" || r.text == "m") }
