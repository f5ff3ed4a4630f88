package ical_test

import (
	"bytes"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	parser "github.com/emersion/go-ical"

	"roomkey/internal/ical"
)

// events are those that a parser that is kept by others finds.
func events(t *testing.T, text []byte) (*parser.Calendar, []parser.Event) {
	t.Helper()
	for line := range strings.SplitSeq(strings.TrimSuffix(string(text), "\r\n"), "\r\n") {
		if len(line) > 75 || !utf8.ValidString(line) || strings.ContainsAny(line, "\r\n") {
			t.Errorf("a line of %d octets: %q", len(line), line)
		}
	}
	calendar, err := parser.NewDecoder(bytes.NewReader(text)).Decode()
	if err != nil {
		t.Fatalf("%v in\n%s", err, text)
	}
	return calendar, calendar.Events()
}

func textOf(t *testing.T, e parser.Event, name string) string {
	t.Helper()
	text, err := e.Props.Text(name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

func TestCalendar_TextsComeBackAsTheyWere(t *testing.T) {
	changed := time.Date(2026, 11, 1, 9, 0, 0, 0, time.UTC)
	start := time.Date(2026, 12, 1, 17, 30, 0, 0, time.UTC)
	long := strings.Repeat("Straße zur Bücherei, 東京都; 🏠 ", 20)
	calendar := ical.Calendar{Name: "Ana, Roomkey", Events: []ical.Event{{UID: "1@roomkey", Summary: long,
		Location: `12 Elm St; Unit "5", \ back`, Description: "one\r\ntwo\nthree", Status: "CONFIRMED", Start: start,
		End: start.Add(time.Hour), Changed: changed, Sequence: 3}}}
	_, found := events(t, calendar.Bytes())
	if len(found) != 1 {
		t.Fatalf("%d events", len(found))
	}
	for name, want := range map[string]string{"SUMMARY": long, "LOCATION": `12 Elm St; Unit "5", \ back`,
		"DESCRIPTION": "one\ntwo\nthree", "UID": "1@roomkey", "STATUS": "CONFIRMED"} {
		if got := textOf(t, found[0], name); got != want {
			t.Errorf("%s is %q, want %q", name, got, want)
		}
	}
	at, err := found[0].DateTimeStart(nil)
	if err != nil || !at.Equal(start) {
		t.Errorf("it starts at %v: %v", at, err)
	}
}

func TestCalendar_HostileTextsAddNoLines(t *testing.T) {
	hostile := "x\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nUID:evil\x00\x1b\xff"
	calendar := ical.Calendar{Events: []ical.Event{{UID: "1", Summary: hostile, URL: "https://x/" + hostile,
		Status: hostile, Class: hostile, Repeats: "FREQ=DAILY\r\nATTACH:evil"}}}
	_, found := events(t, calendar.Bytes())
	if len(found) != 1 || found[0].Props.Get("RRULE") != nil || found[0].Props.Get("ATTACH") != nil {
		t.Errorf("%d events of\n%s", len(found), calendar.Bytes())
	}
}

// Programs that end lines at other characters than the standard's, and years of five digits.
func TestCalendar_WhatProgramsTripOverIsLeftOut(t *testing.T) {
	last := time.Date(9999, 12, 31, 12, 0, 0, 0, time.UTC)
	zone := time.FixedZone("x", -3600)
	day := time.Date(2026, 12, 1, 0, 0, 0, 0, time.UTC)
	calendar := ical.Calendar{Events: []ical.Event{
		{UID: "1", Summary: "a\u0085END:VEVENT\u2028b\u2029c\u009b", Start: day, End: day},
		{UID: "2", Start: last, End: last.AddDate(0, 0, 1), AllDay: true},
		{UID: "3", Start: time.Date(-1, 1, 1, 0, 0, 0, 0, time.UTC), End: day, Zone: zone, Repeats: "FREQ=DAILY"},
	}}
	text := calendar.Bytes()
	_, found := events(t, text)
	if len(found) != 1 || textOf(t, found[0], "SUMMARY") != "aEND:VEVENT b c" {
		t.Errorf("%d events in\n%s", len(found), text)
	}
}

func TestCalendar_ADeadlineIsADay(t *testing.T) {
	day := time.Date(2026, 12, 11, 0, 0, 0, 0, time.UTC)
	calendar := ical.Calendar{Events: []ical.Event{{UID: "1", Start: day, End: day.AddDate(0, 0, 1), AllDay: true}}}
	text := string(calendar.Bytes())
	for _, line := range []string{"DTSTART;VALUE=DATE:20261211\r\n", "DTEND;VALUE=DATE:20261212\r\n"} {
		if !strings.Contains(text, line) {
			t.Errorf("no %q in\n%s", line, text)
		}
	}
}

// An appointment at nine each Monday stays at nine when the clocks change.
func TestCalendar_WhatRepeatsGoesByTheClockOfItsZone(t *testing.T) {
	zone, err := time.LoadLocation("America/Los_Angeles")
	if err != nil {
		t.Fatal(err)
	}
	start := time.Date(2026, 10, 26, 9, 0, 0, 0, zone)
	calendar := ical.Calendar{Events: []ical.Event{{UID: "1", Start: start, End: start.Add(time.Hour), Zone: zone,
		Repeats: "FREQ=WEEKLY;COUNT=3"}}}
	text := calendar.Bytes()
	parsed, found := events(t, text)
	set, err := found[0].RecurrenceSet(time.UTC)
	if err != nil || set == nil {
		t.Fatalf("no recurrences: %v in\n%s", err, text)
	}
	for _, at := range set.All() {
		if local := at.In(zone); local.Hour() != 9 {
			t.Errorf("it repeats at %v", local)
		}
	}
	described := 0
	for _, part := range parsed.Children {
		if part.Name == "VTIMEZONE" {
			described = len(part.Children)
		}
	}
	if described < 2*10 {
		t.Errorf("the zone has %d changes of its clocks in ten years", described)
	}
	for _, line := range []string{"DTSTART;TZID=America/Los_Angeles:20261026T090000", "DTSTART:20261101T020000",
		"TZOFFSETFROM:-0700", "TZOFFSETTO:-0800"} {
		if !strings.Contains(string(text), line+"\r\n") {
			t.Errorf("no %s in\n%s", line, text)
		}
	}
}
