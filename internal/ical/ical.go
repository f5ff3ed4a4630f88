// Package ical writes calendars as iCalendar (RFC 5545): events with times in UTC or in a time zone, and all-day
// events. It is pure: what is written follows from the values alone.
package ical

import (
	"bytes"
	"strconv"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// maxLine is how many octets a line may have without its end (3.1).
const maxLine = 75

const (
	dayForm   = "20060102"
	localForm = "20060102T150405"
	utcForm   = "20060102T150405Z"
)

// Calendar is a feed of events.
type Calendar struct {
	Name   string // as calendar programs show it
	Events []Event
}

// Event is one event. Texts may hold any characters; controls are left out. One without a year of four digits is left
// out.
type Event struct {
	UID         string // the same for the event for ever
	Summary     string
	Location    string
	Description string
	URL         string
	Status      string // TENTATIVE, CONFIRMED, CANCELLED, or none
	Class       string // PUBLIC, PRIVATE, CONFIDENTIAL, or none
	Start, End  time.Time
	AllDay      bool           // of the days of Start to End, End not among them
	Zone        *time.Location // of the clock by which it repeats; nil: its times are in UTC
	Repeats     string         // an RRULE, or none; one that is not made of its signs is left out
	Changed     time.Time      // when the event was last changed: DTSTAMP and LAST-MODIFIED
	Sequence    int            // rises with each change
}

// Bytes is the calendar as text. Time zones that events repeat in are described from the first event on, for ten years.
func (c *Calendar) Bytes() []byte {
	w := &writer{}
	w.line("BEGIN", "VCALENDAR")
	w.line("VERSION", "2.0")
	w.line("PRODID", "-//Roomkey//Roomkey//EN")
	w.line("CALSCALE", "GREGORIAN")
	w.line("METHOD", "PUBLISH")
	w.text("NAME", c.Name)
	w.text("X-WR-CALNAME", c.Name)
	w.line("REFRESH-INTERVAL;VALUE=DURATION", "PT15M")
	for _, zone := range c.zones() {
		w.zone(zone.location, zone.from)
	}
	for i := range c.Events {
		if e := &c.Events[i]; hasYear(e.Start) && hasYear(e.End) {
			w.event(e)
		}
	}
	w.line("END", "VCALENDAR")
	return w.out.Bytes()
}

// hasYear says whether a time can be written: years have four digits. It leaves a day for time zones.
func hasYear(at time.Time) bool {
	at = at.UTC()
	return at.AddDate(0, 0, -1).Year() >= 0 && at.AddDate(0, 0, 1).Year() <= 9999
}

type usedZone struct {
	location *time.Location
	from     time.Time
}

// zones are those in which events repeat, each once, with the first event's start.
func (c *Calendar) zones() []usedZone {
	var used []usedZone
	at := make(map[string]int)
	for i := range c.Events {
		e := &c.Events[i]
		if !e.zoned() || !hasYear(e.Start) {
			continue
		}
		index, known := at[e.Zone.String()]
		if !known {
			at[e.Zone.String()] = len(used)
			used = append(used, usedZone{e.Zone, e.Start})
		} else if e.Start.Before(used[index].from) {
			used[index].from = e.Start
		}
	}
	return used
}

// zoned says whether the event's times need their zone: only those of events that repeat do.
func (e *Event) zoned() bool {
	return e.Zone != nil && e.Zone != time.UTC && !e.AllDay && validRule(e.Repeats)
}

type writer struct{ out bytes.Buffer }

func (w *writer) event(e *Event) {
	w.line("BEGIN", "VEVENT")
	w.text("UID", e.UID)
	w.line("DTSTAMP", e.Changed.UTC().Format(utcForm))
	w.line("LAST-MODIFIED", e.Changed.UTC().Format(utcForm))
	w.line("SEQUENCE", strconv.Itoa(e.Sequence))
	w.moment("DTSTART", e, e.Start)
	w.moment("DTEND", e, e.End)
	if validRule(e.Repeats) {
		w.line("RRULE", e.Repeats)
	}
	w.text("SUMMARY", e.Summary)
	w.text("LOCATION", e.Location)
	w.text("DESCRIPTION", e.Description)
	if e.URL != "" {
		w.line("URL", clean(e.URL))
	}
	if e.Status != "" {
		w.line("STATUS", clean(e.Status))
	}
	if e.Class != "" {
		w.line("CLASS", clean(e.Class))
	}
	if e.AllDay {
		w.line("TRANSP", "TRANSPARENT") // a deadline takes no time of the day
	}
	w.line("END", "VEVENT")
}

func (w *writer) moment(name string, e *Event, at time.Time) {
	switch {
	case e.AllDay:
		w.line(name+";VALUE=DATE", at.Format(dayForm))
	case e.zoned():
		w.line(name+";TZID="+e.Zone.String(), at.In(e.Zone).Format(localForm))
	default:
		w.line(name, at.UTC().Format(utcForm))
	}
}

// text writes a property of type TEXT (3.3.11), unless it is empty.
func (w *writer) text(name, value string) {
	if value == "" {
		return
	}
	escaped := strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`, "\n", `\n`).Replace(
		strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\r", "\n"))
	w.line(name, clean(escaped))
}

// line writes a content line, folded between characters where it is longer than 75 octets (3.1).
func (w *writer) line(name, value string) {
	rest, room := name+":"+value, maxLine
	for len(rest) > room {
		end := room
		for !utf8.RuneStart(rest[end]) {
			end--
		}
		w.out.WriteString(rest[:end] + "\r\n ")
		rest, room = rest[end:], maxLine-1
	}
	w.out.WriteString(rest + "\r\n")
}

// clean leaves out controls, which no value may hold, and what is no UTF-8. Unicode's separators of lines become
// spaces: some programs end a line at them.
func clean(text string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case unicode.IsControl(r) && r != '\t', r == utf8.RuneError:
			return -1
		case r == '\u2028', r == '\u2029':
			return ' '
		}
		return r
	}, text)
}

// validRule says whether a text can be an RRULE: one that holds anything else could end its line and begin another.
func validRule(rule string) bool {
	if !strings.HasPrefix(rule, "FREQ=") && !strings.Contains(rule, ";FREQ=") {
		return false
	}
	for _, r := range rule {
		if !strings.ContainsRune("ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789=;,+-", r) {
			return false
		}
	}
	return len(rule) <= 200
}
