package tables

import (
	"regexp"
	"strconv"
	"strings"
	"time"
)

// takeCalendar makes a row of each event of a calendar.
func (g *grid) takeCalendar(calendar *component) {
	zone, series := calendar.text("X-WR-TIMEZONE"), seriesOf(calendar)
	for i := range calendar.within {
		event := &calendar.within[i]
		switch event.name {
		case "VEVENT":
			if g.takeEvent(event, len(g.table.Rows)+len(g.table.Left)+1, zone) {
				g.warnOfSeries(event, series)
			}
		case "VTODO", "VJOURNAL":
			g.table.Left = append(g.table.Left, Left{len(g.table.Rows) + len(g.table.Left) + 1,
				"is a task or a journal entry, “" + event.text("SUMMARY") + "”"})
		}
	}
}

// takeEvent makes a row of an event. It reports whether the row may have cells.
func (g *grid) takeEvent(event *component, number int, zone string) bool {
	if !g.row(number) {
		return false
	}
	g.warnOfMore(event)
	for _, text := range [][2]string{{"SUMMARY", "Subject"}, {"LOCATION", "Location"}, {"DESCRIPTION", "Description"},
		{"STATUS", "STATUS"}, {"CLASS", "CLASS"}, {"RRULE", "RRULE"}, {"CATEGORIES", "Categories"},
		{"URL", "Website"}} {
		g.put(text[1], event.text(text[0]))
	}
	g.takeTimes(event, zone)
	for i := range event.properties {
		switch p := &event.properties[i]; p.name {
		case "ATTENDEE":
			g.join("Attendees", whoIs(p), "; ")
		case "ORGANIZER":
			g.put("Organizer", whoIs(p))
		case "EXDATE":
			g.join("Exceptions", momentsOf(p.value), ", ")
		}
	}
	return true
}

// takeTimes puts the start and the end of an event, in the time zone that the start names, else in the calendar's.
// The end may have one of its own.
func (g *grid) takeTimes(event *component, zone string) {
	start, _ := event.find("DTSTART")
	end, ended := event.find("DTEND")
	if named := start.param("TZID"); named != "" {
		zone = named
	}
	g.put("Time Zone", zone)
	if start.has("VALUE", "date") || len(strings.TrimSpace(start.value)) == len("20060102") {
		g.put("All Day Event", "TRUE")
	}
	g.put("Start", moment(start.value))
	if of := end.param("TZID"); of != "" && of != zone && !strings.HasSuffix(strings.TrimSpace(end.value), "Z") {
		g.put("End Time Zone", of)
	}
	switch {
	case ended:
		g.put("End", moment(end.value))
	default:
		g.put("End", after(start.value, event.text("DURATION")))
	}
}

// The forms of moments, and how they are shown.
var moments = []struct{ form, shown string }{{"20060102T150405Z", "2006-01-02T15:04:05Z"},
	{"20060102T150405", "2006-01-02 15:04:05"}, {"20060102T1504", "2006-01-02 15:04:05"},
	{"20060102", "2006-01-02"}}

// moment shows a moment as people write it; what is none stays as it is.
func moment(value string) string { return after(value, "PT0S") }

var duration = regexp.MustCompile(`^\+?P(?:(\d{1,3})W)?(?:(\d{1,4})D)?` +
	`(?:T(?:(\d{1,4})H)?(?:(\d{1,5})M)?(?:(\d{1,6})S)?)?$`)

// after shows the moment that a duration after another one is, by the clock; "" if there is no duration.
func after(value, length string) string {
	parts := duration.FindStringSubmatch(strings.TrimSpace(length))
	if parts == nil {
		return ""
	}
	value = strings.TrimSpace(value)
	for _, m := range moments {
		at, err := time.Parse(m.form, value)
		if err != nil {
			continue
		}
		count := func(n int) time.Duration {
			number, _ := strconv.Atoi(parts[n]) // "" counts as none
			return time.Duration(number)
		}
		at = at.AddDate(0, 0, int(count(1))*7+int(count(2)))
		return at.Add(count(3)*time.Hour + count(4)*time.Minute + count(5)*time.Second).Format(m.shown)
	}
	return value
}

// whoIs is a person who takes part: "Ann Poe <ann@example.com>".
func whoIs(p *property) string {
	name, address := p.param("CN"), p.text()
	if len(address) > 7 && strings.EqualFold(address[:7], "mailto:") {
		address = address[7:]
	}
	switch {
	case name == "" || strings.EqualFold(name, address):
		return address
	case !strings.Contains(address, "@"):
		return name
	}
	return name + " <" + address + ">"
}
