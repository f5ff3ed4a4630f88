package tables

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Contents of files that hold no table.
const (
	OfContacts = "contacts"
	OfEvents   = "events"
)

// Records reads an address book's file (vCard 2.1, 3.0 and 4.0) or a calendar's (iCalendar) as a table with the
// headings of a spreadsheet, and says what its rows are. A row has the number of its contact or event in the file. It
// returns nil if the text is neither.
func Records(text string) (t *Table, of string) {
	text = strings.TrimPrefix(text, mark)
	if !isContentLines(text) {
		return nil, ""
	}
	all := readComponents(text)
	g := newGrid()
	for i := range all {
		if all[i].name == "VCALENDAR" {
			of = OfEvents
			g.takeCalendar(&all[i])
		}
	}
	if of != "" {
		return &g.table, of
	}
	for i := range all {
		if all[i].name == "VCARD" {
			g.takeCard(&all[i], i+1)
		}
	}
	return &g.table, OfContacts
}

// takeCard makes a row of a contact.
func (g *grid) takeCard(card *component, number int) {
	if kind := card.text("KIND") + card.text("X-ADDRESSBOOKSERVER-KIND"); strings.EqualFold(kind, "group") {
		g.table.Left = append(g.table.Left, Left{number, "is a group of contacts, “" + card.text("FN") + "”"})
		return
	}
	for _, other := range card.within {
		g.table.Left = append(g.table.Left, Left{number, "holds another card, “" + strings.Trim(other.text("FN")+" "+
			strings.ReplaceAll(other.text("N"), ";", " "), " ") + "”, which is no contact of its own"})
	}
	if !g.row(number) {
		return
	}
	g.warnOfMore(card)
	relations, places := 0, map[string]int{}
	labels, company := card.labels(), strings.TrimRight(card.text("ORG"), "; ")
	for i := range card.properties {
		p := &card.properties[i]
		if p.has("ENCODING", "b") || p.has("ENCODING", "base64") || strings.HasPrefix(p.value, "data:") {
			continue // a picture
		}
		label := labels[p.group]
		switch p.name {
		case "N":
			g.takeName(p.fields())
		case "FN":
			if !strings.EqualFold(company, p.text()) {
				g.put("Full Name", p.text())
			}
		case "ORG":
			g.put("Company", p.fields()[0])
			g.put("Department", strings.Join(p.fields()[1:], ", "))
		case "TEL":
			g.add(phoneHeading(p, label), strings.TrimPrefix(p.text(), "tel:"))
		case "ADR":
			g.takeAddress(p, places)
		case "BDAY":
			g.put("Birthday", birthday(p))
		case "RELATED", "X-ABRELATEDNAMES", "X-SPOUSE", "X-MS-SPOUSE", "X-EVOLUTION-SPOUSE", "X-ABDATE", "X-ASSISTANT":
			relations++
			g.takeRelation(relations, p, label)
		default:
			g.takePlain(p)
		}
	}
}

// cardHeadings are those of properties that are one text.
var cardHeadings = map[string]string{"NICKNAME": "Nickname", "TITLE": "Job Title", "ROLE": "Role at work",
	"EMAIL": "Email", "NOTE": "Notes", "CATEGORIES": "Categories", "ANNIVERSARY": "Anniversary",
	"X-MS-ANNIVERSARY": "Anniversary", "X-ANNIVERSARY": "Anniversary", "X-EVOLUTION-ANNIVERSARY": "Anniversary",
	"LANG": "Language", "URL": "Website", "IMPP": "Messenger", "X-SOCIALPROFILE": "Social profile"}

func (g *grid) takePlain(p *property) {
	switch heading := cardHeadings[p.name]; heading {
	case "":
	case "Notes":
		g.join(heading, p.text(), "\n")
	case "Categories":
		g.join(heading, p.text(), ",")
	case "Email", "Website", "Messenger", "Social profile":
		g.add(heading, p.text())
	default:
		g.join(heading, p.text(), ", ")
	}
}

// takeName takes the parts of a name: family, given, additional, prefix, suffix.
func (g *grid) takeName(parts []string) {
	for i, heading := range []string{"Last Name", "First Name", "Middle Name", "Name Prefix", "Name Suffix"} {
		if i < len(parts) {
			g.put(heading, parts[i])
		}
	}
}

// labels are what lines call the other lines of their group, by group: "_$!<Spouse>!$_" is Spouse.
func (c *component) labels() map[string]string {
	labels := map[string]string{}
	for i := range c.properties {
		p := &c.properties[i]
		if _, named := labels[p.group]; p.group != "" && p.name == "X-ABLABEL" && !named {
			labels[p.group] = strings.TrimSuffix(strings.TrimPrefix(p.text(), "_$!<"), ">!$_")
		}
	}
	return labels
}

// warnOfMore tells of lines that were not read.
func (g *grid) warnOfMore(c *component) {
	if c.more {
		g.warn("has more than 2,000 lines: the rest was left out")
	}
}

// phoneHeading is the heading of a phone number by its types: the kind of device counts more than the place.
func phoneHeading(p *property, label string) string {
	for _, kind := range []struct{ word, heading string }{{"fax", "Fax"}, {"pager", "Pager"}, {"cell", "Mobile Phone"},
		{"iphone", "Mobile Phone"}, {"home", "Home Phone"}, {"work", "Work Phone"}} {
		if slices.Contains(p.params["TYPE"], kind.word) {
			return kind.heading
		}
	}
	if label != "" {
		return "Phone (" + label + ")"
	}
	return "Phone"
}

// takeAddress takes the parts of an address: box, second line, street, city, region, code, country. places counts those
// of the contact.
func (g *grid) takeAddress(p *property, places map[string]int) {
	place := "Address"
	for _, of := range []string{"home", "work", "other"} {
		if p.has("TYPE", of) {
			place = strings.ToUpper(of[:1]) + of[1:] + " Address"
			break
		}
	}
	places[place]++
	if places[place] > maxAlike {
		g.join("Notes", strings.Join(strings.Fields(strings.Join(p.fields(), " ")), " "), "\n")
		return
	}
	for i, heading := range []string{"PO Box", "Line 2", "Street", "City", "State", "Postal Code", "Country"} {
		if parts := p.fields(); i < len(parts) {
			g.put(numbered(place, places[place])+" "+heading, parts[i])
		}
	}
}

// numbered is a heading with a number, the first one without.
func numbered(heading string, n int) string {
	if n == 1 {
		return heading
	}
	return fmt.Sprintf("%s %d", heading, n)
}

// birthday is a day; one without a year is "--02-29".
func birthday(p *property) string {
	text := p.text()
	if omitted := p.param("X-APPLE-OMIT-YEAR"); omitted != "" && strings.HasPrefix(text, omitted) {
		return "-" + strings.TrimPrefix(text, omitted)
	}
	if len(text) > 10 && text[10] == 'T' {
		return text[:10]
	}
	return text
}

// takeRelation takes somebody or a day that another line, a type or the name itself says what it is.
func (g *grid) takeRelation(number int, p *property, label string) {
	if label == "" {
		label = p.param("TYPE")
	}
	switch {
	case strings.HasSuffix(p.name, "-SPOUSE"):
		label = "Spouse"
	case p.name == "X-ASSISTANT":
		label = "Assistant"
	}
	if number > maxAlike {
		g.join("Notes", strings.TrimSpace(label+": "+p.text()), "\n")
		return
	}
	kind := "Relation "
	if p.name == "X-ABDATE" {
		kind = "Event "
	}
	at := kind + strconv.Itoa(number)
	g.put(at+" - Label", label)
	g.put(at+" - Value", p.text())
}
