package main

import (
	"regexp"
	"strings"
)

// sentence is a text of which each part is read once. Rules take parts in the order of their certainty, and what no
// rule has taken is named in the answer.
type sentence struct {
	text  string // with single spaces, plain quotes and plain hyphens
	taken []bool // by byte of the text
}

// part is a part of a sentence, in bytes.
type part struct{ from, to int }

var plainMarks = strings.NewReplacer("\u2018", "'", "\u2019", "'", "\u201c", `"`, "\u201d", `"`, "\u2010", "-",
	"\u2011",
	"-", "\u2012", "-", "\u2013", "-", "\u2014", " - ", "\u2212", "-", "→", " to ", "->", " to ", "½", " 1/2", "¼",
	" 1/4",
	"¾", " 3/4", "⅓", " 1/3", "⅔", " 2/3", "\u200b", "", "\ufeff", "", "＄", "$", "\x00", " ")

func newSentence(text string) *sentence {
	text = strings.Join(strings.Fields(plainMarks.Replace(text)), " ")
	text = writtenDays(text)
	return &sentence{text: text, taken: make([]bool, len(text))}
}

// rest is the text with its taken parts blanked out, in the same length.
func (s *sentence) rest() string {
	rest := []byte(s.text)
	for i := range rest {
		if s.taken[i] {
			rest[i] = 0
		}
	}
	return string(rest)
}

// find calls take with the places of the form's groups, for each match in the rest. A match that take has accepted is
// taken.
func (s *sentence) find(form *regexp.Regexp, take func(at []int) bool) {
	for _, at := range form.FindAllStringSubmatchIndex(s.rest(), -1) {
		if !s.isTaken(part{at[0], at[1]}) && take(at) {
			s.take(part{at[0], at[1]})
		}
	}
}

// group returns a group of a match; "" if it has matched nothing.
func (s *sentence) group(at []int, n int) string {
	if at[2*n] < 0 {
		return ""
	}
	return s.text[at[2*n]:at[2*n+1]]
}

func (s *sentence) take(p part) {
	for i := p.from; i < p.to; i++ {
		s.taken[i] = true
	}
}

func (s *sentence) isTaken(p part) bool {
	for i := p.from; i < p.to; i++ {
		if s.taken[i] {
			return true
		}
	}
	return false
}

var wordForm = regexp.MustCompile(`[\p{L}\p{N}$%#&@](?:[\p{L}\p{N}'%#&@/-]|[.,:][\p{L}\p{N}])*`)

// word is a word of the rest, in lower case.
type word struct {
	part
	text  string
	comma bool // a comma separates it from the value that it leads to
}

// ends reports whether a word is a value, which ends the words that belong to another one.
func (w word) ends() bool { return strings.ContainsAny(w.text[:1], "$0123456789") }

// before lists the words that lead to a place, the nearest first. A comma ends them once there is a word, and so do a
// value, a taken part and the end of a clause.
func (s *sentence) before(at, most int) (list []word) {
	start := at
	for start > 0 && !s.taken[start-1] && !strings.ContainsRune(";()\"", rune(s.text[start-1])) {
		start--
	}
	for found := wordForm.FindAllStringIndex(s.text[start:at], -1); len(found) > 0 && len(list) < most; {
		last := found[len(found)-1]
		p := part{start + last[0], start + last[1]}
		end := at
		if len(list) > 0 {
			end = list[len(list)-1].from
		}
		if gap := s.text[p.to:end]; strings.Contains(gap, ". ") || len(list) > 0 && strings.Contains(gap, ",") {
			break
		}
		w := word{p, strings.ToLower(s.text[p.from:p.to]), strings.Contains(s.text[p.to:at], ",")}
		if w.ends() {
			break
		}
		list, found = append(list, w), found[:len(found)-1]
	}
	return list
}

// after lists the words that follow a place, up to a mark, a taken part or the end of a clause.
func (s *sentence) after(at, most int) (list []word) {
	end := at
	for end < len(s.text) && !s.taken[end] && !strings.ContainsRune(",;()\"", rune(s.text[end])) &&
		!strings.HasPrefix(s.text[end:], ". ") {
		end++
	}
	for _, found := range wordForm.FindAllStringIndex(s.text[at:end], most) {
		p := part{at + found[0], at + found[1]}
		w := word{p, strings.ToLower(s.text[p.from:p.to]), false}
		if w.ends() {
			break
		}
		list = append(list, w)
	}
	return list
}

// fillers carry no terms of their own.
var fillers = wordSet(`a an the this that these those it its i we us our my me you your he she they them
	his her their please start create make open opened opening set up begin new get do put enter add record log write
	and or also with at for of on in to from by is are was be will has have had been as so than then per via into
	under escrow escrows contract deal agreement transaction sale sold sell selling buy buying bought purchase
	purchased property home house residence place address located price priced prices offer offered offering accepted
	acceptance close closes closing closed coe date day days end just now hi hello hey thanks thank need needs want
	wants would like can could let's lets there here about approx approximately around before contingency
	contingencies financing loan down deposit emd em earnest money initial amount payment file one's`)

// leaders are fillers that belong to a word after them which is named: "home warranty".
var leaders = wordSet("home house property closing loan price purchase sale contract")

func wordSet(text string) map[string]bool {
	set := map[string]bool{}
	for _, word := range strings.Fields(text) {
		set[word] = true
	}
	return set
}

// unread lists what no rule has taken, in the order of the text. Words between two that are named are named too.
func (s *sentence) unread() (list []string) {
	from, to, lead := -1, -1, -1
	flush := func() {
		if from >= 0 {
			list = append(list, s.text[from:to])
		}
		from, lead = -1, -1
	}
	at := 0
	for _, found := range wordForm.FindAllStringIndex(s.text, -1) {
		if gap := s.text[at:found[0]]; s.isTaken(part{at, found[0]}) || strings.ContainsAny(gap, ",;()\"") ||
			strings.Contains(gap, ". ") {
			flush()
		}
		at = found[1]
		switch text := strings.ToLower(s.text[found[0]:found[1]]); {
		case s.isTaken(part{found[0], found[1]}):
			flush()
		case fillers[text]:
			if lead = -1; leaders[text] {
				lead = found[0]
			}
		default:
			if from < 0 {
				if from = found[0]; lead >= 0 {
					from = lead
				}
			}
			to, lead = found[1], -1
		}
	}
	flush()
	return list
}
