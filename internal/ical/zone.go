package ical

import (
	"fmt"
	"time"
)

// zoneYears is for how long a zone is described after an event begins to repeat in it.
const zoneYears = 10

// zone describes a time zone (3.6.5) from a moment on, by each change of its clocks: rules that repeat would have to be
// found out from the changes, and calendar programs know the zone by its name anyhow.
func (w *writer) zone(location *time.Location, from time.Time) {
	w.line("BEGIN", "VTIMEZONE")
	w.line("TZID", location.String())
	at := from.In(location)
	start, end := at.ZoneBounds()
	if start.IsZero() {
		start = time.Date(1970, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	last := from.AddDate(zoneYears, 0, 0)
	w.observance(start.Add(-time.Second).In(location), start.In(location))
	for !end.IsZero() && end.Before(last) {
		w.observance(end.Add(-time.Second).In(location), end.In(location))
		_, end = end.In(location).ZoneBounds()
	}
	w.line("END", "VTIMEZONE")
}

// observance is one change of the clocks: before it, and from it on. Its start is told by the clock before it.
func (w *writer) observance(before, after time.Time) {
	kind := "STANDARD"
	if after.IsDST() {
		kind = "DAYLIGHT"
	}
	name, offset := after.Zone()
	_, was := before.Zone()
	w.line("BEGIN", kind)
	w.line("DTSTART", after.In(time.FixedZone("", was)).Format(localForm))
	w.line("TZOFFSETFROM", offsetText(was))
	w.line("TZOFFSETTO", offsetText(offset))
	w.text("TZNAME", name)
	w.line("END", kind)
}

// offsetText is an offset in seconds as "-0800" (3.3.14).
func offsetText(seconds int) string {
	sign := '+'
	if seconds < 0 {
		sign, seconds = '-', -seconds
	}
	return fmt.Sprintf("%c%02d%02d", sign, seconds/3600, seconds/60%60)
}
