package main

import (
	"regexp"
	"strings"
	"time"
)

const months = `(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|` +
	`oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\b`

var monthName = regexp.MustCompile(`(?i)^` + months)

// monthNumber returns 1 to 12 for a month's name or its beginning of three letters, else 0.
func monthNumber(word string) int {
	if !monthName.MatchString(word) {
		return 0
	}
	for month := time.January; month <= time.December; month++ {
		if strings.HasPrefix(strings.ToLower(month.String()), strings.ToLower(word[:3])) {
			return int(month)
		}
	}
	return 0
}

func day(date string) time.Time {
	at, err := time.Parse(time.DateOnly, date)
	if err != nil {
		panic(err) // dates come from words.Date
	}
	return at
}

// plus returns the date a number of days later.
func plus(date string, days int) string { return day(date).AddDate(0, 0, days).Format(time.DateOnly) }

// plusBusiness returns the date a number of business days later. Saturdays, Sundays and federal holidays do not count.
func plusBusiness(date string, days int) string {
	at := day(date)
	for days > 0 {
		if at = at.AddDate(0, 0, 1); at.Weekday() != time.Saturday && at.Weekday() != time.Sunday && !holiday(at) {
			days--
		}
	}
	return at.Format(time.DateOnly)
}

// holiday reports whether a day is a federal holiday (5 U.S.C. 6103). A holiday on a Saturday is observed on the Friday
// before, one on a Sunday on the Monday after.
func holiday(at time.Time) bool {
	for _, h := range []struct {
		month time.Month
		day   int
	}{{time.January, 1}, {time.June, 19}, {time.July, 4}, {time.November, 11}, {time.December, 25}} {
		for _, year := range []int{at.Year(), at.Year() + 1} { // New Year's Day may be observed on 31 December
			kept := time.Date(year, h.month, h.day, 0, 0, 0, 0, time.UTC)
			switch kept.Weekday() {
			case time.Saturday:
				kept = kept.AddDate(0, 0, -1)
			case time.Sunday:
				kept = kept.AddDate(0, 0, 1)
			}
			if kept.Equal(at) {
				return true
			}
		}
	}
	week := (at.Day() - 1) / 7 // 0: the first such weekday of the month
	last := at.AddDate(0, 0, 7).Month() != at.Month()
	switch at.Weekday() {
	case time.Monday:
		return week == 2 && (at.Month() == time.January || at.Month() == time.February) || last &&
			at.Month() == time.May ||
			week == 0 && at.Month() == time.September || week == 1 && at.Month() == time.October
	case time.Thursday:
		return week == 3 && at.Month() == time.November
	}
	return false
}
