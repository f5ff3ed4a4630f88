package main

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"roomkey/plugins/bundled/words"
)

const weekdays = `(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?`

var (
	dateForm = regexp.MustCompile(`(?i)(?:\b` + weekdays + `,?\s+(?:the\s+)?)?(?:\b\d{4}[-/.]\d{1,2}[-/.]\d{1,2}\b|` +
		`\b\d{1,2}/\d{1,2}(?:/'?\d{2,4})?\b|\b\d{1,2}-\d{1,2}-\d{2,4}\b|\b\d{1,2}\.\d{1,2}\.\d{2,4}\b|` +
		`\b` + months + `\.?[\s-]+(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?\b(?:(?:,?\s+|-)(?:\d{4}\b|'\d\d\b))?|` +
		`\b(?:the\s+)?\d{1,2}(?:st|nd|rd|th)?(?:\s+day)?[\s-]?(?:of\s+)?` + months + `\.?(?:(?:,?\s+(?:of\s+)?|` +
		`-)(?:\d{4}\b|'\d\d\b|\d\d\b(?:[,.]|$)))?)`)
	// Dates that need a word before them to be recognised.
	looseForm = regexp.MustCompile(`(?i)\b(?:(?:the\s+)?(?:end|last\s+day)\s+of\s+(?:(?:the|this|next)\s+month|` +
		months +
		`(?:\s+\d{4})?)|(?:the\s+)?\d{1,2}(?:st|nd|rd|th)(?:\s+of\s+(?:this|next|the)\s+month)?\b|\d{1,2}-\d{1,2}\b|` +
		`(?:(?:this|next|coming|last)\s+)?` + weekdays + `|` +
		`the\s+day\s+after\s+tomorrow|today|tomorrow|yesterday|in\s+(?:\d{1,3}|` + smallNumbers + `)\s+(?:days?|` +
		`weeks?|` +
		`months?)\b(?:\s+from\s+(?:now|today))?|(?:\d{1,3}|` + smallNumbers + `)\s+(?:days?|weeks?|` +
		`months?)\s+(?:ago|from\s+(?:now|today))\b)`)
	notDate = regexp.MustCompile(`(?i)^\s?-?(?:acre|bath|ba\b|bed|interest|share|mile|inch|hour|%|percent|days?\b|` +
		`of\s+an?\b|[/-]\d)`)
)

const smallNumbers = `two|three|four|five|six|seven|eight|nine|ten|twelve|fourteen|fifteen|twenty|twenty-one|thirty|` +
	`forty-five|forty five|sixty|ninety|one|an?`

var numberWords = map[string]int{"a": 1, "an": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6,
	"seven": 7,
	"eight": 8, "nine": 9, "ten": 10, "twelve": 12, "fourteen": 14, "fifteen": 15, "twenty": 20, "twenty-one": 21,
	"thirty": 30, "forty-five": 45, "forty five": 45, "sixty": 60, "ninety": 90}

func numberOf(text string) int {
	if n, err := strconv.Atoi(text); err == nil {
		return n
	}
	return numberWords[strings.ToLower(text)]
}

var dateLabels = labelsOf(map[string]string{
	"closes":   "closing closes close coe closed settle settles settlement closure record records recording",
	"accepted": "accepted acceptance ratified signed contract executed agreed accept",
	"opened":   "opened opening opens open",
	"old":      "was originally initially formerly previously instead not from",
	"other": "possession rent rentback inspection inspections walkthrough walk-through walk appraisal disclosures " +
		"due " +
		"expires expiration listed vacate move moves born birthday party meeting showing until through",
})

var weakDates = wordSet("from not contract record records due")

// readDates reads dates. One that nothing is said of is the closing's if no other date is.
func (r *reader) readDates() {
	found := map[string][]choice[string]{}
	var unnamed []choice[string]
	lastEnd, lastName := -1, ""
	take := func(form *regexp.Regexp, loose bool) {
		r.find(form, func(at []int) bool {
			p := part{at[0], at[1]}
			text := strings.ToLower(r.text[p.from:p.to])
			date, ok := dateOf(text, r.today)
			if !ok && r.impossible(p, text, loose) {
				return true
			}
			if !ok || notDate.MatchString(r.text[p.to:]) || p.from > 0 &&
				strings.ContainsAny(r.text[p.from-1:p.from], "$-/.") {
				return false
			}
			name := r.labelled(p, dateLabels, weakDates)
			if near := r.before(p.from, 1); len(near) > 0 && near[0].text == "from" {
				name = label{"old", near[0].part}
			}
			firm := firmDate.MatchString(strings.TrimRight(r.text[:p.from], " "))
			if lastEnd >= 0 && between.MatchString(r.text[lastEnd:p.from]) {
				name, firm = label{name: "closes"}, true
				if lastName == "accepted" || lastName == "opened" {
					name.name = lastName
				}
			}
			if firm && name.name != "accepted" && name.name != "opened" && name.name != "other" {
				name.name = "closes"
			}
			lastEnd, lastName = p.to, name.name
			switch name.name {
			case "accepted", "opened": // without a year, the last such day
				date = before(text, date, r.today)
			case "old":
				r.takeBefore(p, dateChange)
				r.take(name.word)
				return true
			case "other":
				return false
			case "":
				if !loose {
					unnamed = append(unnamed, choice[string]{date, false, p})
				}
				return false
			}
			found[name.name] = append(found[name.name], choice[string]{date, firm, p})
			if firm {
				r.takeBefore(p, dateChange)
			}
			r.take(name.word)
			return true
		})
	}
	take(dateForm, false)
	lastEnd = -1
	take(looseForm, true)
	r.chooseDates(found, unnamed)
}

var (
	firmDate = regexp.MustCompile(`(?i)(?:\b(?:moved|extended|pushed|changed|amended|rescheduled|delayed|` +
		`brought)(?: (?:back|out|up|forward))? to|\bnow(?: (?:closing|closes))?(?: on)?)$`)
	dateChange = wordSet(`moved extended pushed changed amended rescheduled delayed brought back out up
		forward to now on from was originally initially formerly previously instead of not closing closes close coe
		date is the then and but escrow`)
)

func (r *reader) chooseDates(found map[string][]choice[string], unnamed []choice[string]) {
	for name, target := range map[string]*string{"closes": &r.terms.closes, "accepted": &r.terms.accepted,
		"opened": &r.terms.opened} {
		date, differ := choose(found[name])
		*target = date
		for _, other := range differ {
			r.doubt("does it %s on %s or on %s?", map[string]string{"closes": "close", "accepted": "count as " +
				"accepted",
				"opened": "open"}[name], date, other)
		}
	}
	if r.terms.closes != "" || r.terms.days != 0 {
		return // the others are named in the answer
	}
	date, differ := choose(unnamed)
	if len(differ) > 0 {
		r.doubt("what is on %s?", join(append([]string{date}, differ...)))
	}
	r.terms.closes = date
	for _, c := range unnamed {
		r.take(c.at)
	}
}

// dateOf returns the date that an expression in lower case means, seen from today.
func dateOf(text, today string) (string, bool) {
	text = weekdayForm.ReplaceAllString(text, "")
	text = strings.NewReplacer("the ", "", " of ", " ", " day ", " ", "'", "20").Replace(text)
	text = strings.Join(strings.Fields(text), " ")
	if dotted.MatchString(text) {
		text = strings.ReplaceAll(text, ".", "/")
	}
	if short.MatchString(text) { // "6-5"
		text = strings.Replace(text, "-", "/", 1)
	}
	if named := shortYear.FindStringSubmatch(text); named != nil {
		text = named[1] + " 20" + named[2]
	}
	text = glued.ReplaceAllString(text, "$1 $2")
	if date, ok := words.DateFrom(strings.TrimRight(text, ",."), today); ok {
		return date, true
	}
	return looseDate(text, today)
}

var (
	weekdayForm = regexp.MustCompile(`^` + weekdays + `,?\s+(?:the\s+)?(\b|$)`)
	dotted      = regexp.MustCompile(`^\d{1,4}\.\d{1,2}\.\d{1,4}$`)
	short       = regexp.MustCompile(`^\d{1,2}-\d{1,2}$`)
	shortYear   = regexp.MustCompile(`^(\d{1,2}(?:st|nd|rd|th)?[ -]?[a-z]+)\.?,? (\d\d)[,.]?$`)
	glued       = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?([a-z]{3,})`)
	ordinalDay  = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)( (?:this|next|the)? ?month)?$`)
	endOf       = regexp.MustCompile(`^(?:end|last day) (.+)$`)
	amount      = regexp.MustCompile(`^(?:in )?([a-z-]+(?: five)?|\d{1,3}) (day|week|month)s?( ago)?`)
)

// looseDate reads "the 15th", "end of June", "Friday" and "in two weeks".
func looseDate(text, today string) (string, bool) {
	now := day(today)
	write := func(at time.Time) (string, bool) { return at.Format(time.DateOnly), true }
	if text == "day after tomorrow" {
		return write(now.AddDate(0, 0, 2))
	}
	if parts := ordinalDay.FindStringSubmatch(text); parts != nil {
		n, _ := strconv.Atoi(parts[1])
		month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
		if strings.Contains(parts[2], "next") || n < now.Day() && parts[2] == "" {
			month = month.AddDate(0, 1, 0)
		}
		if at := month.AddDate(0, 0, n-1); n > 0 && at.Month() == month.Month() {
			return write(at)
		}
		return "", false
	}
	if parts := endOf.FindStringSubmatch(text); parts != nil {
		return endOfMonth(parts[1], now)
	}
	if parts := amount.FindStringSubmatch(text); parts != nil && numberOf(parts[1]) > 0 {
		n := numberOf(parts[1])
		if parts[3] != "" {
			n = -n
		}
		switch parts[2] {
		case "month":
			return write(now.AddDate(0, n, 0))
		case "week":
			n *= 7
		}
		return write(now.AddDate(0, 0, n))
	}
	return weekday(text, now)
}

// endOfMonth reads what follows "end of": a month, with or without a year.
func endOfMonth(text string, now time.Time) (string, bool) {
	month := time.Date(now.Year(), now.Month(), 1, 0, 0, 0, 0, time.UTC)
	name, year, dated := strings.Cut(text, " ")
	switch n := monthNumber(name); {
	case strings.HasPrefix(text, "next"):
		month = month.AddDate(0, 1, 0)
	case n > 0:
		month = time.Date(now.Year(), time.Month(n), 1, 0, 0, 0, 0, time.UTC)
		if y, err := strconv.Atoi(year); dated && err == nil {
			month = month.AddDate(y-now.Year(), 0, 0)
		} else if month.AddDate(0, 1, 0).Before(now) {
			month = month.AddDate(1, 0, 0)
		}
	}
	return month.AddDate(0, 1, -1).Format(time.DateOnly), true
}

// weekday reads the next such day after today, or the last one.
func weekday(text string, now time.Time) (string, bool) {
	fields := strings.Fields(strings.TrimRight(text, "."))
	if len(fields) == 0 || len(fields[len(fields)-1]) < 3 {
		return "", false
	}
	step := 1
	if fields[0] == "last" {
		step = -1
	}
	for n := 1; n <= 7; n++ {
		if at := now.AddDate(0, 0, n*step); strings.HasPrefix(strings.ToLower(at.Weekday().String()),
			fields[len(fields)-1][:3]) {
			return at.Format(time.DateOnly), true
		}
	}
	return "", false
}

// before returns the date a year earlier if its year was not given and the date is more than a month ahead.
func before(said, date, today string) string {
	if yearSaid.MatchString(said) || strings.HasPrefix(said, "in ") || date <= plus(today, 31) {
		return date
	}
	return day(date).AddDate(-1, 0, 0).Format(time.DateOnly)
}

var yearSaid = regexp.MustCompile(`\d{4}|'\d\d|\d{1,2}[-/.]\d{1,2}[-/.]\d\d|\d(?:st|nd|rd|th)?[ -]?[a-z]+\.?,? \d\d$`)
