package main

import (
	"regexp"
	"strconv"
	"strings"
)

// Numbers that people spell, as a dictating phone writes them.
var (
	spelledSmall = spelledNumbers()
	spelledScale = map[string]int64{"hundred": 100, "thousand": 1e3, "grand": 1e3, "k": 1e3, "million": 1e6, "mil": 1e6}
)

const (
	smallWord = `(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|` +
		`seventeen|eighteen|nineteen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)`
	scaleWord = `(?:hundred|thousand|grand|million|mil|k)`
)

// spelledForm is a number of words: "four hundred twenty thousand", "three fifty", "one point two five million",
// "a million two", "half a million".
var spelledForm = regexp.MustCompile(`(?i)\b(?:` + smallWord + `|an? ` + scaleWord + `|half a million)` +
	`(?:[\s-]+(?:and\s+)?(?:a\s+half|point|oh|zero|` + smallWord + `|` + scaleWord + `))*(?:\s+dollars)?\b`)

func spelledNumbers() map[string]int64 {
	small := map[string]int64{"oh": 0, "zero": 0}
	for n, word := range strings.Fields("one two three four five six seven eight nine ten eleven twelve thirteen " +
		"fourteen fifteen sixteen seventeen eighteen nineteen") {
		small[word] = int64(n + 1)
	}
	for n, word := range strings.Fields("twenty thirty forty fifty sixty seventy eighty ninety") {
		small[word] = int64(n+2) * 10
	}
	return small
}

// spelledSum returns the dollars that words mean. short reports whether they leave the thousands out, as people say
// prices: "three fifty" is 350,000; with "dollars" said, nothing is left out. ok is false if they are no sum.
func spelledSum(text string) (dollars int64, short, ok bool) {
	text, exact := strings.CutSuffix(strings.ToLower(text), "dollars")
	text = strings.NewReplacer("-", " ", " and a half", " half", " and ", " ", "half a million",
		"five hundred thousand").Replace(text)
	if whole, rest, point := strings.Cut(text, " point "); point {
		return spelledDecimal(whole, rest)
	}
	s := spelling{}
	for _, word := range strings.Fields(text) {
		scale := spelledScale[word]
		switch small, number := spelledSmall[word]; {
		case word == "a" || word == "an":
		case word == "half":
			s.total += 5e5 // of the million that was said, or that follows
		case scale > 0:
			s.scale(scale)
		case number && (word == "oh" || word == "zero"):
			s.zero = true
		case number:
			s.number(small)
		default:
			return 0, false, false
		}
	}
	if dollars, short, ok = s.sum(); short && exact {
		return s.current, false, ok
	}
	return dollars, short, ok
}

// spelling is a number that is being read.
type spelling struct {
	total, current int64
	last           int64 // the scale that was read last
	numbers        int   // since then
	zero           bool  // "oh" was read
	joined         bool  // two numbers stand side by side: "three fifty"
	wrong          bool
}

func (s *spelling) number(n int64) {
	switch {
	case s.numbers > 0 && s.current >= 20 && s.current%10 == 0 && n < 10 && !s.zero: // "twenty five"
		s.current += n
	case s.numbers == 0 || s.last == 100 && s.numbers == 1 && s.current%100 == 0:
		s.current += n
	case n < 10 && !s.zero: // digits one by one: a house number or a phone
		s.wrong = true
	default: // "three fifty", "six oh five"
		s.current, s.joined = s.current*100+n, true
	}
	s.numbers++
	s.zero = false
}

func (s *spelling) scale(by int64) {
	if by == 100 {
		s.current = max(s.current, 1) * 100
	} else {
		s.total += max(s.current, 1) * by
		s.current = 0
	}
	s.last, s.numbers = by, 0
	if by == 100 {
		s.numbers = 1
	}
}

func (s *spelling) sum() (dollars int64, short, ok bool) {
	switch {
	case s.wrong:
		return 0, false, false
	case s.last == 1e6 && s.current > 0 && s.current < 10: // "a million two"
		return s.total + s.current*100_000, false, true
	case s.last == 1e6 && s.current > 0 && s.current < 1000: // "a million two fifty"
		return s.total + s.current*1000, false, true
	case s.total > 0:
		return s.total + s.current, false, true
	case s.current >= 100 && (s.joined || s.last == 100): // "three fifty", "five hundred"
		return s.current * 1000, true, true
	}
	return 0, false, false
}

// spelledDecimal reads "one" and "two five million".
func spelledDecimal(whole, rest string) (dollars int64, short, ok bool) {
	digits, scale := "", int64(0)
	for _, word := range strings.Fields(rest) {
		if by := spelledScale[word]; by >= 1000 {
			scale = by
			continue
		}
		n, number := spelledSmall[word]
		if !number || scale > 0 {
			return 0, false, false
		}
		if last := len(digits) - 1; n < 10 && last > 0 && digits[last] == '0' && digits[last-1] != '0' {
			// "twenty five"
			digits = digits[:last]
		}
		digits += strconv.FormatInt(n, 10)
	}
	ones, number := spelledSmall[whole]
	fraction, err := strconv.ParseInt(digits, 10, 64)
	if !number || err != nil || scale == 0 || len(digits) > 6 {
		return 0, false, false
	}
	part := scale
	for range digits {
		part /= 10
	}
	return ones*scale + fraction*part, false, part > 0
}
