package words

import (
	"regexp"
	"strconv"
	"strings"
	"time"
	"unicode"
)

var (
	weekday   = regexp.MustCompile(`(?i)^(mon|tues?|wed|wednes|thu|thurs?|fri|sat|satur|sun)(day)?\b[,.]?\s*`)
	ordinal   = regexp.MustCompile(`(?i)(\d)(st|nd|rd|th)\b`)
	daytime   = regexp.MustCompile(`(?i)(?:[t ,]\s*|\bat\s+)(?:\d{1,2}(:\d{2}){1,2}.*|\d{1,2}\s*[ap]\.?m\.?)$`)
	september = regexp.MustCompile(`(?i)\bsept\b`)
)

// The forms of a date. If there are only numbers, the month comes first, as in the United States, or the year does.
var (
	numbered = []string{"1/2/2006", "2006-1-2", "1/2/06", "2006/1/2", "20060102", "1-2-2006", "1-2-06",
		"2006.1.2", "2006-1-2Z", "1/2/2006,", "1 2 2006"}
	named = []string{"January 2 2006", "Jan 2 2006", "2 January 2006", "2 Jan 2006", "2-January-2006", "2-Jan-2006",
		"2-Jan-06", "2 Jan 06", "Jan-2-2006", "January-2-2006", "Jan/2/2006", "2/Jan/2006", "2006-Jan-2", "2006 Jan 2",
		"Jan-2-06", "January 2 06", "Jan 2 06", "2Jan2006", "Jan2 2006"}
)

// Date returns a date as YYYY-MM-DD. It reads "2026-06-05", "6/5/2026", "6/5/26", "June 5, 2026", "5-Jun-2026" and
// "Fri, Jun 5th 2026", each also with a time of day, which it drops. Years of two digits are 1969 to 2068.
func Date(text string) (date string, ok bool) {
	text = strings.TrimSpace(text)
	forms := numbered
	if strings.IndexFunc(text, unicode.IsLetter) >= 0 || strings.Contains(text, ":") {
		text = weekday.ReplaceAllString(daytime.ReplaceAllString(text, ""), "")
		text = september.ReplaceAllString(ordinal.ReplaceAllString(text, "$1"), "Sep")
		text = strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".", " ").Replace(text)), " ")
		if strings.IndexFunc(text, unicode.IsLetter) >= 0 {
			forms = named
		}
	}
	for _, form := range forms {
		if day, err := time.Parse(form, text); err == nil && day.Year() >= 1800 && day.Year() <= 2200 {
			return day.Format(time.DateOnly), true
		}
	}
	return "", false
}

// monthDays are the forms of a date without a year.
var monthDays = []string{"January 2", "Jan 2", "2 January", "2 Jan", "1/2"}

// DateFrom returns a date that may lack its year, as the first such day that is not before today (YYYY-MM-DD). It also
// reads "today", "tomorrow" and "in 30 days".
func DateFrom(text, today string) (date string, ok bool) {
	if date, ok = Date(text); ok {
		return date, true
	}
	now, err := time.Parse(time.DateOnly, today)
	if err != nil {
		return "", false
	}
	text = weekday.ReplaceAllString(strings.TrimSpace(text), "")
	text = strings.ToLower(
		strings.Join(strings.Fields(strings.NewReplacer(",", " ", ".",
			" ").Replace(ordinal.ReplaceAllString(text, "$1"))), " "))
	switch text {
	case "today":
		return today, true
	case "tomorrow":
		return now.AddDate(0, 0, 1).Format(time.DateOnly), true
	case "yesterday":
		return now.AddDate(0, 0, -1).Format(time.DateOnly), true
	}
	if days, ok := within(text); ok {
		return now.AddDate(0, 0, days).Format(time.DateOnly), true
	}
	text = september.ReplaceAllString(text, "sep")
	for _, form := range monthDays {
		// there are at most eight years between two 29 Februaries
		for year := now.Year(); year <= now.Year()+8; year++ {
			day, err := time.Parse(form+" 2006", text+" "+strconv.Itoa(year))
			if err == nil && !day.Before(now) {
				return day.Format(time.DateOnly), true
			}
		}
	}
	return "", false
}

var span = regexp.MustCompile(`^in (\d{1,3}) (day|week)s?$`)

func within(text string) (days int, ok bool) {
	parts := span.FindStringSubmatch(text)
	if parts == nil {
		return 0, false
	}
	for _, digit := range parts[1] {
		days = days*10 + int(digit-'0')
	}
	if parts[2] == "week" {
		days *= 7
	}
	return days, true
}

// clocks are the forms of a time of day.
var clocks = []string{"15:04", "15:04:05", "3:04 PM", "3:04:05 PM", "3:04PM", "3 PM", "3PM"}

// Clock returns a time of day as HH:MM:SS. It reads "2:00 PM", "2pm" and "14:00".
func Clock(text string) (clock string, ok bool) {
	text = strings.ToUpper(strings.ReplaceAll(strings.Join(strings.Fields(text), " "), ".", ""))
	for _, form := range clocks {
		if at, err := time.Parse(form, text); err == nil {
			return at.Format(time.TimeOnly), true
		}
	}
	return "", false
}

// Moment returns a time in RFC 3339. A time that daylight saving skips is an hour later. "6/5/2026 2:00 PM" and
// "2026-06-05T14:00" are in zone; "2026-06-05T21:00:00Z" has
// its own zone.
func Moment(text string, zone *time.Location) (moment string, ok bool) {
	text = strings.TrimSpace(text)
	if at, err := time.Parse(time.RFC3339Nano, text); err == nil {
		return at.Format(time.RFC3339), true
	}
	date, ok := Date(text)
	if !ok {
		return "", false
	}
	found := daytime.FindStringIndex(text)
	if found == nil {
		return "", false
	}
	clock, ok := Clock(strings.TrimLeft(text[found[0]:], "atAT ,"))
	if !ok {
		return "", false
	}
	at, err := time.ParseInLocation(time.DateTime, date+" "+clock, zone)
	// A time that daylight saving skips counts from the time before it, as RFC 5545 has it: 2:30 becomes 3:30.
	if wall := at.Format(time.TimeOnly); err == nil && wall < clock {
		if late := at.Add(time.Hour); late.Format(time.TimeOnly) > clock {
			at = late
		}
	}
	return at.Format(time.RFC3339), err == nil
}
