package search

import (
	_ "embed" // the tables
	"encoding/json"
	"slices"
	"unicode/utf8"
)

//go:embed fold.json
var foldJSON []byte

//go:embed words.json
var wordsJSON []byte

// span is a range of code points, both ends included.
type span [2]rune

// table is fold.json.
type table struct {
	Letters     map[string]string `json:"letters"`     // what NFKD and lower case leave of letters with strokes and the like
	Apostrophes string            `json:"apostrophes"` // each of these stands for '
	Strip       []span            `json:"strip"`       // marks that are left out
	Zeros       []rune            `json:"zeros"`       // the digit 0 of other scripts; 1 to 9 follow each
	Bigram      []span            `json:"bigram"`      // signs: scripts that put no space between words
}

var (
	tables      = readTable()
	letterForms = byRune(tables.Letters)
	apostrophes = setOf(tables.Apostrophes)
	wordForms   = formsOf(mustRead[[][]string](wordsJSON))
)

func readTable() table {
	t := mustRead[table](foldJSON)
	for _, spans := range [][]span{t.Strip, t.Bigram} {
		slices.SortFunc(spans, func(a, b span) int { return int(a[0] - b[0]) })
	}
	return t
}

// mustRead reads a table that the program itself holds.
func mustRead[T any](text []byte) (table T) {
	if err := json.Unmarshal(text, &table); err != nil {
		panic(err)
	}
	return table
}

func byRune(letters map[string]string) map[rune]string {
	forms := make(map[rune]string, len(letters))
	for letter, form := range letters {
		r, _ := utf8.DecodeRuneInString(letter)
		forms[r] = form
	}
	return forms
}

func setOf(text string) map[rune]bool {
	set := map[rune]bool{}
	for _, r := range text {
		set[r] = true
	}
	return set
}

// formsOf lists, for each word, the other words that mean the same. A word in several groups has the forms of all.
func formsOf(groups [][]string) map[string][]string {
	forms := map[string][]string{}
	for _, group := range groups {
		for _, word := range group {
			forms[word] = append(forms[word], group...)
		}
	}
	return forms
}

// within reports whether one of sorted spans holds a code point.
func within(spans []span, r rune) bool {
	low, high := 0, len(spans)
	for low < high {
		mid := (low + high) / 2
		if r > spans[mid][1] {
			low = mid + 1
		} else {
			high = mid
		}
	}
	return low < len(spans) && r >= spans[low][0]
}
