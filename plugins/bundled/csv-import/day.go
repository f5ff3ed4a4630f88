package main

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
	"roomkey/plugins/bundled/words"
)

var (
	// What programs write where there is no date: "0/0/00", "0000-00-00", "1/0/1900", "1/1/1900 0:00".
	noDay = regexp.MustCompile(`^(?:0{1,4}[/.-]0{1,2}[/.-]0{1,4}|1/0/(?:19)?00|0?1/0?1/(?:0001|1900|1753)|1900-01-0[01]|` +
		`0001-01-01|1601-01-01|0)(?:[T ][0:]+.*)?$`)
	// A day without a year: "--07-04", "7/4", "July 4", "4 July".
	yearless = regexp.MustCompile(`(?i)^(?:--\d{1,2}-?\d{1,2}|\d{1,2}[/-]\d{1,2}|[a-z]{3,9}\.? \d{1,2}(?:st|nd|rd|th)?|` +
		`\d{1,2}(?:st|nd|rd|th)? [a-z]{3,9}\.?)$`)
	twoDigits = regexp.MustCompile(`(?:^|[^0-9])\d{2}$`)
	slashed   = regexp.MustCompile(`^(\d{1,2})([/.-])(\d{1,2})[/.-](\d{2}|\d{4})(\D.*)?$`)
	otherYear = regexp.MustCompile(`(?:^|[/.\- ,])(?:0\d{3}|1[0-8]\d\d|2[3-9]\d\d|[3-9]\d{3})(?:$|[/.\-T ,])`)
	serial    = regexp.MustCompile(`^([1-9]\d{4})(?:\.\d+)?$`)
)

// readDate reads a day. A birthday is in the past; one without a year is none.
func (in cells) readDate(f *crm.Field, text string, column int) (*reading, error) {
	if noDay.MatchString(text) {
		return &reading{}, nil
	}
	if yearless.MatchString(text) {
		return nil, fmt.Errorf("%s has no year", shown(text))
	}
	r := &reading{}
	date, ok := words.Date(in.monthFirst(text, column))
	if !ok {
		date, ok = fromSerial(text)
		if ok {
			r.warnings = []string{shown(text) + " was taken for " + date + ", a spreadsheet's count of days"}
		}
	}
	switch {
	case !ok && otherYear.MatchString(text):
		return nil, fmt.Errorf("%s is not between the years 1900 and 2200", shown(text))
	case !ok:
		return nil, fmt.Errorf("%s is not a date; 2026-06-05, 6/5/2026 (month first) and June 5, 2026 are", shown(text))
	}
	if f.Past && date > in.today && twoDigits.MatchString(strings.TrimSpace(timeOfDay.ReplaceAllString(text,
		""))) {
		year, _ := strconv.Atoi(date[:4])
		date = fmt.Sprintf("%04d%s", year-100, date[4:])
	}
	if f.Past && date > in.today {
		return nil, fmt.Errorf("%s is in the future", shown(text))
	}
	r.given = date
	return r, nil
}

var timeOfDay = regexp.MustCompile(`[ T]\d{1,2}:\d{2}.*$`)

// fromSerial reads the count of days by which spreadsheets keep dates, of the years from 1954 to 2118.
func fromSerial(text string) (date string, ok bool) {
	parts := serial.FindStringSubmatch(text)
	if parts == nil {
		return "", false
	}
	days, err := strconv.Atoi(parts[1])
	if err != nil || days < 20000 || days > 80000 {
		return "", false
	}
	return time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).AddDate(0, 0, days).Format(time.DateOnly), true
}

// monthFirst turns a date around if the column's dates begin with the day: "20.10.2026", "31/12/2026".
func (in cells) monthFirst(text string, column int) string {
	parts := slashed.FindStringSubmatch(text)
	if parts == nil || !in.dayFirst[column] && parts[2] != "." {
		return text
	}
	return parts[3] + "/" + parts[1] + "/" + parts[4] + parts[5]
}

// dayFirstColumns finds the columns whose dates can only be read with the day first: some begin with a number above 12,
// and none has one in the middle. order is what the person who imports has said: "dmy", "mdy" or "".
func dayFirstColumns(rows []tables.Row, width int, order string) map[int]bool {
	found := make(map[int]bool)
	for at := range width {
		first, second := false, false
		for i := range rows {
			if parts := slashed.FindStringSubmatch(strings.TrimSpace(rows[i].Cell(at))); parts != nil {
				first = first || parts[1] > "12" && len(parts[1]) == 2
				second = second || parts[3] > "12" && len(parts[3]) == 2
			}
		}
		if order == "dmy" || order == "" && first && !second {
			found[at] = true
		}
	}
	return found
}

// readTime reads a day with a time. A day stands for its beginning.
func (in cells) readTime(text string, column int) (*reading, error) {
	if noDay.MatchString(text) {
		return &reading{}, nil
	}
	turned := in.monthFirst(text, column)
	for _, form := range []string{turned, turned + " 00:00"} {
		if moment, ok := words.Moment(form, in.zone); ok {
			return exactly(moment)
		}
	}
	if otherYear.MatchString(text) {
		return nil, fmt.Errorf("%s is not between the years 1900 and 2200", shown(text))
	}
	return nil, fmt.Errorf("%s is not a date with a time; 6/5/2026 2:00 PM is", shown(text))
}
