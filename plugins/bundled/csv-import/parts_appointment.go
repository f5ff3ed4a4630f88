package main

import (
	"regexp"
	"strings"
	"time"

	"roomkey/plugins/bundled/words"
)

// appointmentDraft is the draft of an appointment.
type appointmentDraft struct{ *draft }

func (d appointmentDraft) completeAppointment() {
	d.otherwise("/TZID", d.zone.String())
	start, moved := d.moment("/DTSTART", d.parts["~start"], d.parts["~startDate"], d.parts["~startTime"], "~start",
		d.zone)
	day := d.parts["~endDate"]
	if day == "" && len(start) >= len(time.DateOnly) {
		day = start[:len(time.DateOnly)]
	}
	end := d.parts["~end"]
	if clock, ok := words.Clock(end); ok { // "End" beside "Start" may be on the same day
		end, d.parts["~endTime"] = "", clock
	}
	finish := d.finish(end, day)
	d.completeEnd(start, finish, moved)
	d.completeFromTitle()
	d.otherwise("/kind", "other")
}

// finish sets the end from one text, or from a day and a clock beside it. Its zone may be another one than the start's,
// in which it is kept.
func (d appointmentDraft) finish(end, day string) string {
	zone := d.endZone()
	finish, _ := d.moment("/DTEND", end, day, d.parts["~endTime"], "~end", zone)
	if at, err := time.Parse(time.RFC3339, finish); err == nil && zone != d.zone {
		finish = at.In(d.zone).Format(time.RFC3339)
		d.fields["DTEND"] = finish
	}
	return finish
}

// endZone is the zone of the end: the start's, unless a column names another one.
func (d appointmentDraft) endZone() *time.Location {
	c := d.from["~endZone"]
	if c.text == "" {
		return d.zone
	}
	zone, err := zoneOf(c.text)
	if err != nil {
		d.keep(c.column, c.text)
		d.warn(c, "is not a time zone; "+d.zone.String()+" is taken instead")
		return d.zone
	}
	return zone
}

// titles are the kinds of appointments by what their titles say.
var titles = []struct {
	form *regexp.Regexp
	kind string
}{
	{regexp.MustCompile(`(?i)\bopen house\b`), "open_house"},
	{regexp.MustCompile(`(?i)\bshowings?\b|\btour\b`), "showing"},
	{regexp.MustCompile(`(?i)\blisting (?:appt|appointment|presentation|consult)|\bcma\b`), "listing_presentation"},
	{regexp.MustCompile(`(?i)\bbuyers?'?s? consult`), "buyer_consult"},
	{regexp.MustCompile(`(?i)\binspection\b`), "inspection"}, {regexp.MustCompile(`(?i)\bappraisal\b`), "appraisal"},
	{regexp.MustCompile(`(?i)\bsign(?:ing|-off)\b|\bnotary\b`), "signing"}, {regexp.MustCompile(`(?i)\bcall\b`), "call"},
}

// completeFromTitle finds in the title of an appointment what calendars have no column for: its kind, and that it is
// cancelled.
func (d appointmentDraft) completeFromTitle() {
	title, _ := d.fields["SUMMARY"].(string)
	if before, _, ok := strings.Cut(title, ":"); ok && d.fields["STATUS"] == nil &&
		(strings.EqualFold(before, "canceled") || strings.EqualFold(before, "cancelled")) {
		d.put("/STATUS", "CANCELLED")
	}
	if d.fields["kind"] != nil || d.unread["kind"] != "" {
		return
	}
	for _, t := range titles {
		if t.form.MatchString(title) {
			d.put("/kind", t.kind)
			d.warn(cell{"Kind", title}, "has no kind: "+d.kind.Root("kind").OptionLabels[t.kind]+" was taken")
			return
		}
	}
}

// completeEnd gives an end to what has none: an hour later. What daylight saving has moved keeps its length.
func (d appointmentDraft) completeEnd(start, finish string, moved time.Duration) {
	from, err := time.Parse(time.RFC3339, start)
	if err != nil {
		return
	}
	to, err := time.Parse(time.RFC3339, finish)
	switch {
	case err == nil && moved > 0 && !to.After(from):
		d.fields["DTEND"] = to.Add(moved).In(d.zone).Format(time.RFC3339)
	case err == nil && d.fields["allDay"] == true && to.Equal(from): // the last day, not the one after it
		d.fields["DTEND"] = from.In(d.zone).AddDate(0, 0, 1).Format(time.RFC3339)
	case err != nil && d.unread["DTEND"] == "" && d.parts["~endTime"] == "" && d.parts["~end"] == "":
		length := time.Hour
		if d.fields["allDay"] == true {
			length = 24 * time.Hour
		}
		d.put("/DTEND", from.Add(length).Format(time.RFC3339))
		d.warn(cell{column: "Ends"}, "is not said: an hour was taken")
	}
}

// moment sets a time in a zone from one column, or from a day and a clock in two. Without a clock it is midnight. moved
// is how far daylight saving moves it, because there is no such time on that day.
func (d appointmentDraft) moment(pointer, whole, day, clock, from string, zone *time.Location) (moment string,
	moved time.Duration) {
	if whole != "" {
		if _, ok := words.Date(whole); ok && clock != "" {
			day = whole
		} else {
			day, clock = whole, ""
		}
	}
	if day == "" || d.fields[pointer[1:]] != nil {
		return "", 0
	}
	turned := day
	if c, ok := d.from[from+"Date"]; ok {
		turned = d.cells().monthFirst(day, d.columnOf(c.column))
	}
	text := strings.TrimSpace(turned + " " + clock)
	moment, ok := words.Moment(text, zone)
	if !ok && (d.fields["allDay"] == true || clock == "") {
		moment, ok = words.Moment(turned+" 00:00", zone)
		if pointer == "/DTEND" && whole == "" && clock == "" && d.fields["allDay"] != true {
			return "", 0 // the day is that of the start: there is no end
		}
	}
	c := d.from[from+"Date"]
	if whole != "" {
		c = d.from[from]
	}
	c.text = strings.TrimSpace(day + " " + clock)
	if !ok {
		d.unreadable(pointer, c, shown(c.text)+" is not a date with a time; 6/5/2026 2:00 PM is")
		return "", 0
	}
	if moved = movedBy(text, moment, zone); moved > 0 {
		at, _ := time.Parse(time.RFC3339, moment)
		d.warn(c, "is in the hour that daylight saving skips: it was moved to "+at.In(zone).Format("3:04 PM"))
	}
	d.put(pointer, moment)
	return moment, moved
}

func (d appointmentDraft) columnOf(name string) int {
	for _, c := range d.reader.columns {
		if c.name == name {
			return c.at
		}
	}
	return -1
}

// movedBy says how much later a moment is than the clock that a text shows: nothing, or what daylight saving skips.
func movedBy(text, moment string, zone *time.Location) time.Duration {
	plain, ok := words.Moment(text, time.UTC)
	if !ok {
		return 0
	}
	shown, err := time.Parse(time.RFC3339, plain)
	at, failed := time.Parse(time.RFC3339, moment)
	if err != nil || failed != nil {
		return 0
	}
	at = at.In(zone)
	wall := time.Date(at.Year(), at.Month(), at.Day(), at.Hour(), at.Minute(), at.Second(), 0, time.UTC)
	if strings.HasSuffix(strings.TrimSpace(text), "Z") || wall.Equal(shown) {
		return 0
	}
	if gap := wall.Sub(shown); gap > 0 && gap <= 2*time.Hour {
		return gap
	}
	return 0
}
