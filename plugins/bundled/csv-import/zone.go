package main

import (
	"strings"
	"time"

	"roomkey/plugins/bundled/tables"
)

// readZone determines the time zone, which must happen before any time is read.
func (d *draft) readZone(r *reader, from *tables.Row) {
	for _, c := range r.columns {
		name := strings.TrimSpace(from.Cell(c.at))
		if c.target != "/TZID" || nothing(name) {
			continue
		}
		zone, err := time.LoadLocation(zoneNamed(name))
		if err != nil {
			d.keep(c.name, name)
			d.warn(cell{c.name, name}, "is not a time zone; America/Los_Angeles is. "+d.zone.String()+" is taken "+
				"instead")
			return
		}
		d.zone = zone
	}
}

// zoneNamed is the zone that a common name or abbreviation means.
func zoneNamed(name string) string {
	switch heading(name) {
	case "pst", "pdt", "pt", "pacific", "pacifictime", "pacificstandardtime", "uspacific":
		return "America/Los_Angeles"
	case "mst", "mdt", "mt", "mountain", "mountaintime", "mountainstandardtime":
		return "America/Denver"
	case "cst", "cdt", "ct", "central", "centraltime", "centralstandardtime":
		return "America/Chicago"
	case "est", "edt", "et", "eastern", "easterntime", "easternstandardtime":
		return "America/New_York"
	case "local": // not the guest's
		return "?"
	}
	return name
}
