package tables

import "strings"

// seriesOf returns the ids of a calendar's events that repeat.
func seriesOf(calendar *component) map[string]bool {
	series := map[string]bool{}
	for i := range calendar.within {
		if event := &calendar.within[i]; event.name == "VEVENT" && event.text("RRULE") != "" {
			series[event.text("UID")] = true
		}
	}
	return series
}

// warnOfSeries tells of what a rule can't say: a series that leaves occurrences out or has further ones, and an
// occurrence that has been moved or cancelled, which is an event of its own in the file.
func (g *grid) warnOfSeries(event *component, series map[string]bool) {
	if event.text("RRULE") != "" {
		if _, excepts := event.find("EXDATE"); excepts {
			g.warn("repeats with exceptions, which are shown too")
		}
		if days, more := event.find("RDATE"); more {
			g.warn("repeats on further days, which are left out: " + momentsOf(days.value))
		}
	}
	if of, one := event.find("RECURRENCE-ID"); one && series[event.text("UID")] {
		g.warn("is one occurrence of a series, which shows it at " + moment(of.value) + " too")
	}
}

// momentsOf shows a list of moments.
func momentsOf(values string) string {
	var list []string
	for value := range strings.SplitSeq(values, ",") {
		list = append(list, moment(value))
	}
	return strings.Join(list, ", ")
}
