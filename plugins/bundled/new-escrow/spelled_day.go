package main

import (
	"regexp"
	"strconv"
	"strings"
)

// ordinal is a day of a month that people spell: "fifteenth", "twenty second".
const ordinal = `(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|eleventh|twelfth|thirteenth|` +
	`fourteenth|fifteenth|sixteenth|seventeenth|eighteenth|nineteenth|twentieth|thirtieth|(?:twenty|thirty)[ -](?:first|` +
	`second|third|fourth|fifth|sixth|seventh|eighth|ninth))`

var ordinals = func() map[string]int {
	days := map[string]int{"twentieth": 20, "thirtieth": 30}
	for n, word := range strings.Fields("first second third fourth fifth sixth seventh eighth ninth tenth eleventh " +
		"twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth") {
		days[word] = n + 1
		if n < 9 {
			days["twenty "+word], days["thirty "+word] = 21+n, 31+n
		}
	}
	return days
}()

// The forms of a day with a spelled number, beside its month; and a spelled year after such a day.
var (
	dayOf  = regexp.MustCompile(`(?i)\b(` + ordinal + `)( (?:day )?of (?:(?:the|this|next) month\b|` + months + `))`)
	dayIn  = regexp.MustCompile(`(?i)\b(` + months + ` (?:the )?)(` + ordinal + `)\b`)
	yearOf = regexp.MustCompile(`(?i)(\d(?:st|nd|rd|th)?(?: of ` + months + `)?),? (?:twenty|two thousand(?: and)?) ` +
		`(twenty|thirty)(?:[ -](one|two|three|four|five|six|seven|eight|nine))?\b`)
	digitOf = map[string]int{"": 0, "twenty": 20, "thirty": 30, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5,
		"six": 6, "seven": 7, "eight": 8, "nine": 9}
)

// writtenDays writes the days and years of dates that are spelled in digits: "January fifteenth, twenty twenty seven"
// becomes "January 15th 2027". Other numbers are left alone: a street is called so too.
func writtenDays(text string) string {
	day := func(word string) string {
		return strconv.Itoa(ordinals[strings.ReplaceAll(strings.ToLower(word), "-", " ")]) + "th"
	}
	text = dayOf.ReplaceAllStringFunc(text, func(found string) string {
		parts := dayOf.FindStringSubmatch(found)
		return day(parts[1]) + parts[2]
	})
	text = dayIn.ReplaceAllStringFunc(text, func(found string) string {
		parts := dayIn.FindStringSubmatch(found)
		return parts[1] + day(parts[2])
	})
	return yearOf.ReplaceAllStringFunc(text, func(found string) string {
		parts := yearOf.FindStringSubmatch(found)
		year := digitOf[strings.ToLower(parts[2])] + digitOf[strings.ToLower(parts[3])]
		return parts[1] + " " + strconv.Itoa(2000+year)
	})
}
