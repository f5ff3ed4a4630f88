package main

import (
	"regexp"
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
		zone, err := zoneOf(name)
		if err != nil {
			d.keep(c.name, name)
			d.warn(cell{c.name, name}, "is not a time zone; America/Los_Angeles is. "+d.zone.String()+" is taken "+
				"instead")
			return
		}
		d.zone = zone
	}
}

// zoneOf is the zone that a name means: that of the time zone database, perhaps behind a program's own prefix
// ("/mozilla.org/20050126_1/America/New_York"), a Windows name, or a common one.
func zoneOf(name string) (*time.Location, error) {
	bare := offset.ReplaceAllString(strings.Trim(name, "\""), "")
	if known := zones[heading(bare)]; known != "" {
		return time.LoadLocation(known)
	}
	if parts := areaCity.FindString(bare); parts != "" {
		bare = parts
	}
	if heading(bare) == "local" { // not the guest's
		bare = "?"
	}
	return time.LoadLocation(bare)
}

var (
	offset   = regexp.MustCompile(`^\((?:UTC|GMT)[+-]?[0-9:]*\)\s*`) // "(UTC-08:00) Pacific Time (US & Canada)"
	areaCity = regexp.MustCompile(`(?:Africa|America|Antarctica|Asia|Atlantic|Australia|Europe|Indian|Pacific|US)/` +
		`[A-Za-z_]+(?:/[A-Za-z_]+)?$`)
	// zones are common names, and those that Windows and Outlook give (CLDR windowsZones), in the form of heading.
	zones = zonesByName(map[string]string{
		"America/Los_Angeles": "pst,pdt,pt,pacific,pacifictime,uspacific,pacificstandardtime," +
			"pacifictimeusandcanada",
		"America/Denver":               "mst,mdt,mt,mountain,mountaintime,mountainstandardtime,mountaintimeusandcanada",
		"America/Chicago":              "cst,cdt,ct,central,centraltime,centralstandardtime,centraltimeusandcanada",
		"America/New_York":             "est,edt,et,eastern,easterntime,easternstandardtime,easterntimeusandcanada",
		"America/Phoenix":              "arizona,usmountainstandardtime",
		"America/Anchorage":            "akst,akdt,alaska,alaskanstandardtime",
		"Pacific/Honolulu":             "hst,hawaii,hawaiianstandardtime",
		"America/Halifax":              "ast,adt,atlanticstandardtime,atlantictimecanada",
		"America/Tijuana":              "pacificstandardtimemexico,bajacalifornia",
		"America/Mexico_City":          "centralstandardtimemexico,guadalajaramexicocitymonterrey",
		"America/Indiana/Indianapolis": "useasternstandardtime,indianaeast",
		"Europe/London":                "gmtstandardtime,dublinedinburghlisbonlondon",
		"Europe/Berlin":                "cet,cest,weuropestandardtime,amsterdamberlinbernromestockholmvienna",
		"Europe/Paris":                 "romancestandardtime,brusselscopenhagenmadridparis",
		"Europe/Warsaw":                "centraleuropeanstandardtime,sarajevoskopjewarsawzagreb",
		"Asia/Kolkata":                 "indiastandardtime,chennaikolkatamumbainewdelhi",
		"Asia/Shanghai":                "chinastandardtime,beijingchongqinghongkongurumqi",
		"Asia/Tokyo":                   "tokyostandardtime,osakasapporotokyo",
		"Asia/Manila":                  "singaporestandardtime",
		"Australia/Sydney":             "auseasternstandardtime,canberramelbournesydney",
		"Etc/UTC":                      "utc,gmt,z,coordinateduniversaltime,zulu",
	})
)

func zonesByName(list map[string]string) map[string]string {
	zones := map[string]string{}
	for zone, names := range list {
		for _, name := range strings.Split(names, ",") {
			zones[name] = zone
		}
	}
	return zones
}
