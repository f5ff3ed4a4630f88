package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"
)

// The forms of a day of a month, with the month by its name or its number.
var (
	monthDay = regexp.MustCompile(`^(` + months + `)\.?[\s-]+(\d{1,2})(?:st|nd|rd|th)?\b(?:[, -]*(\d{4}))?`)
	dayMonth = regexp.MustCompile(`^(\d{1,2})(?:st|nd|rd|th)?[\s-]?(` + months + `)(?:[, -]*(\d{4}))?`)
	slashed  = regexp.MustCompile(`^(\d{1,2})[/.-](\d{1,2})(?:[/.-](\d{4}|\d\d))?$`)
)

// impossible notes a day that no calendar has, such as February 30, where the sentence speaks of a date. A number such
// as "24/7" is none.
func (r *reader) impossible(p part, text string, loose bool) bool {
	text = strings.Join(strings.Fields(weekdayForm.ReplaceAllString(strings.NewReplacer("the ", "", " of ", " ").
		Replace(text), "")), " ")
	why, dated := noSuchDay(text)
	if why == "" || loose {
		return false
	}
	name := r.labelled(p, dateLabels, weakDates).name
	if name == "other" || name == "old" || name == "" && !dated {
		return false
	}
	r.terms.impossible = append(r.terms.impossible, why)
	return true
}

// noSuchDay says why a day of a month does not exist; "" if it does. dated reports whether its text can only be a date.
func noSuchDay(text string) (why string, dated bool) {
	month, day, year := 0, 0, 0
	number := func(text string) int {
		n, _ := strconv.Atoi(text) // "" counts as none
		return n
	}
	if parts := monthDay.FindStringSubmatch(text); parts != nil {
		month, day, year, dated = monthNumber(parts[1]), number(parts[2]), number(parts[3]), true
	} else if parts := dayMonth.FindStringSubmatch(text); parts != nil {
		month, day, year, dated = monthNumber(parts[2]), number(parts[1]), number(parts[3]), true
	} else if parts := slashed.FindStringSubmatch(text); parts != nil {
		month, day, year, dated = number(parts[1]), number(parts[2]), number(parts[3]), parts[3] != ""
		if year > 0 && year < 100 {
			year += 2000
		}
	} else {
		return "", false
	}
	switch {
	case month < 1 || month > 12:
		return fmt.Sprintf("there is no month %d in %s, which is read with the month first", month, text), dated
	case year == 0:
		year = 2000 // a leap year
	}
	if at := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC); at.Day() == day && day > 0 {
		return "", dated
	}
	why = fmt.Sprintf("there is no %s %d", time.Month(month), day)
	if month == 2 && day == 29 {
		why += fmt.Sprintf(" in %d", year)
	}
	return why, dated
}
