package search

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxTerm bounds a term, in code points. What is longer counts by its beginning, in records and in queries.
const maxTerm = 40

// kind is what a run consists of.
type kind uint8

const (
	none    kind = iota // space, punctuation
	letters             // with their marks
	digits              // 0 to 9
	signs               // of scripts that put no space between words
)

// run is a part of a text of one kind that is as long as possible.
type run struct {
	kind kind
	text string
	gap  string // what stands between the run before and this one
}

// cut cuts a folded text into its runs. An apostrophe between letters vanishes.
func cut(folded string) (runs []run) {
	end := 0 // of the run before
	for at := 0; at < len(folded); {
		r, size := utf8.DecodeRuneInString(folded[at:])
		of := kindOf(r)
		if of == none {
			at += size
			continue
		}
		start := at
		for at += size; at < len(folded); at += size {
			r, size = utf8.DecodeRuneInString(folded[at:])
			if kindOf(r) != of && !(r == '\'' && of == letters && beginsWithLetter(folded[at+size:])) {
				break
			}
		}
		text := folded[start:at]
		if of == letters {
			text = strings.ReplaceAll(text, "'", "")
		}
		runs = append(runs, run{of, text, folded[end:start]})
		end = at
	}
	return runs
}

func beginsWithLetter(text string) bool {
	r, size := utf8.DecodeRuneInString(text)
	return size > 0 && kindOf(r) == letters
}

func kindOf(r rune) kind {
	switch {
	case r >= 'a' && r <= 'z':
		return letters
	case r >= '0' && r <= '9':
		return digits
	case r < utf8.RuneSelf:
		return none
	case within(tables.Bigram, r):
		return signs
	case unicode.In(r, unicode.L, unicode.M, unicode.N):
		return letters
	}
	return none
}

// clip returns a term within maxTerm.
func clip(term string) string {
	if len(term) <= maxTerm {
		return term
	}
	n := 0
	for i := range term {
		if n == maxTerm {
			return term[:i]
		}
		n++
	}
	return term
}
