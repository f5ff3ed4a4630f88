package main

import (
	"regexp"
	"strings"

	"roomkey/plugins/bundled/words"
)

// clientDraft is the draft of a client.
type clientDraft struct{ *draft }

func (d clientDraft) completeClient() {
	if name := d.parts["~name"]; d.fields["LastName"] == nil && d.fields["FirstName"] != nil && name != "" &&
		d.reader.hasColumn("/FirstName") && !d.reader.hasColumn("/LastName") { // "Vorname;Name"
		d.put("/LastName", name)
	}
	if d.fields["FirstName"] == nil && d.fields["LastName"] == nil {
		first, last := d.splitName(d.parts["~name"])
		d.otherwise("/FirstName", first)
		d.otherwise("/LastName", last)
	}
	if suffix := d.parts["~suffix"]; suffix != "" {
		for _, name := range []string{"LastName", "FirstName"} {
			if text, ok := d.fields[name].(string); ok {
				d.fields[name] = text + " " + suffix
				break
			}
		}
	}
	if d.fields["SpousePartnerName"] == nil && d.parts["~spouseFirst"] != "" {
		last := d.parts["~spouseLast"]
		d.otherwise("/SpousePartnerName", strings.TrimSpace(d.parts["~spouseFirst"]+" "+last))
	}
	completeRelation(d.draft)
	d.completeSpouse()
	d.completeExtension()
	d.completeName()
	d.completeAddresses()
}

// completeName names a client that has no name by the company, the e-mail address or the phone number: no contact of a
// file is lost.
func (d clientDraft) completeName() {
	if d.fields["FirstName"] != nil || d.fields["LastName"] != nil {
		return
	}
	company, _ := d.fields["Company"].(string)
	switch {
	case company != "":
		d.standIn("/LastName", company, "has no name: the company was taken")
	case len(texts(d.fields["Email"], "")) > 0:
		name, _, _ := strings.Cut(texts(d.fields["Email"], "")[0], "@")
		d.standIn("/LastName", name, "has no name: the e-mail address was taken")
	case len(texts(d.fields["TEL"], "number")) > 0:
		d.standIn("/LastName", texts(d.fields["TEL"], "number")[0], "has no name: the phone number was taken")
	}
}

// completeAddresses makes an address of each group of columns: "~adr:home:city".
func (d clientDraft) completeAddresses() {
	groups := make(map[string]map[string]string)
	for target, text := range d.parts {
		if rest, ok := strings.CutPrefix(target, "~adr:"); ok {
			group, part, _ := strings.Cut(rest, ":")
			if groups[group] == nil {
				groups[group] = make(map[string]string)
			}
			groups[group][part] = text
		}
	}
	for _, group := range sorted(groups) {
		if adr := addressOf(groups[group]); len(adr) > 0 {
			if kind := strings.Trim(group, "0123456789"); kind != "" {
				adr["type"] = kind
			}
			d.put("/ADR", []any{adr})
		}
	}
}

var (
	gaps     = regexp.MustCompile(`\s{2,}`)
	zipAtEnd = regexp.MustCompile(`\s\d{5}(?:-\d{4})?(?:\s+(?:US|USA|United States))?$`)
)

func addressOf(parts map[string]string) map[string]any {
	adr := map[string]any{}
	set := func(name, text string) {
		if text = strings.TrimSpace(blanks.ReplaceAllString(text, ", ")); text != "" && adr[name] == nil {
			adr[name] = text
		}
	}
	if place, ok := parts["vcard"]; ok { // "box;line 2;street;city;region;code;country"
		for i, name := range []string{"box", "line2", "street", "city", "state", "zip", "country"} {
			if list := strings.Split(place, ";"); i < len(list) && parts[name] == "" {
				parts[name] = escaped.Replace(list[i])
			}
		}
	}
	if city, state, two := strings.Cut(parts["cityState"], ","); two || city != "" {
		parts["city"], parts["state"] = city, strings.TrimSpace(state)
	}
	street := parts["street"]
	if gaps.MatchString(street) && zipAtEnd.MatchString(street) { // "4 Ash St  Apt B  Davis CA 95616 US"
		street = gaps.ReplaceAllString(street, ", ")
	}
	if box := parts["box"]; box != "" && street == "" {
		street = box
	}
	if line2 := parts["line2"]; line2 != "" && street != "" {
		street += ", " + line2
	} else if street == "" {
		street = line2
	}
	if parts["city"] == "" && parts["zip"] == "" && strings.Contains(street, ",") { // all of it in one cell
		parts["whole"], street = street, ""
	}
	set("street", street)
	set("locality", parts["city"])
	set("region", parts["state"])
	set("code", zipOf(parts["zip"]))
	set("country", parts["country"])
	if adr["locality"] == nil && adr["street"] == nil { // the address says it all
		delete(adr, "region")
	}
	if whole := parts["whole"]; whole != "" && (adr["street"] == nil || adr["locality"] == nil) {
		at := words.Address(blanks.ReplaceAllString(whole, ", "))
		if at.Unit != "" {
			at.Street += " #" + at.Unit
		}
		set("street", at.Street)
		set("locality", at.City)
		set("region", at.State)
		set("code", at.Zip)
	}
	if len(adr) == 1 && adr["country"] != nil { // a country alone is no address
		return nil
	}
	return adr
}
