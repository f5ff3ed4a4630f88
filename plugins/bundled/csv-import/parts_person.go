package main

import (
	"regexp"
	"strings"

	"roomkey/plugins/bundled/words"
)

var (
	// "JONES ROBERT & ELLEN": a county's list has the family name first
	countyCouple = regexp.MustCompile(`^([A-Z][A-Z'’-]+) ([A-Z][A-Z .'’-]*?) (?:&|AND) ([A-Z][A-Z .'’-]*)$`)
	// "Theo & Ana", "Bill and Sue"
	couple = regexp.MustCompile(`^(\pL[\pL.'’-]*(?: \pL\.?)?) (?:&|and|AND|And|\+) (\pL[\pL.'’-]*(?: \pL\.?)?)$`)
	// names of no person
	organization = regexp.MustCompile(`(?i)\b(?:trust|llc|l\.l\.c\.?|inc\.?|corp\.?|lp|llp|estate|association|` +
		`bank|church|foundation|trustees?|trs?|holdings|properties|investments)$|\btrust\b.*\b(?:dtd|dated|u/?a|u/?t/?d)\b`)
	honorific = regexp.MustCompile(`(?i)^(?:mr|mrs|ms|miss|mx|dr|prof|rev|hon|sir|mr\.? (?:and|&) mrs)\.?$`)
)

// splitName splits a whole name into a first and a last name: a trust's stays whole, and a couple's in capitals begins
// with the family name.
func (d clientDraft) splitName(text string) (first, last string) {
	text = strings.Join(strings.Fields(text), " ")
	if organization.MatchString(text) && !strings.Contains(text, ",") {
		return "", text
	}
	if !organization.MatchString(text) {
		text = d.bareName(text)
	}
	if parts := countyCouple.FindStringSubmatch(text); parts != nil && strings.Contains(text, " ") {
		d.warn(cell{text: text}, "was taken for two people of the family name "+shown(parts[1]))
		return parts[2] + " & " + parts[3], parts[1]
	}
	if d.reader.familyFirst && !strings.Contains(text, ",") {
		return d.splitCounty(text)
	}
	return words.Name(text)
}

// completeSpouse finds the spouse in a first name of two people, and turns one that has the family name first.
func (d clientDraft) completeSpouse() {
	first, _ := d.fields["FirstName"].(string)
	last, _ := d.fields["LastName"].(string)
	if parts := couple.FindStringSubmatch(first); parts != nil && d.fields["SpousePartnerName"] == nil {
		spouse := strings.TrimSpace(parts[2] + " " + last)
		d.put("/SpousePartnerName", spouse)
		d.warn(cell{text: first}, "is two people: "+spouse+" was taken for the spouse or partner")
	}
	spouse, _ := d.fields["SpousePartnerName"].(string)
	before, after, two := strings.Cut(spouse, " ")
	turned := d.reader.familyFirst && !strings.Contains(spouse, ",") && d.from["/SpousePartnerName"].text == spouse
	if two && (last != "" && strings.EqualFold(before, last) && !strings.HasSuffix(spouse, last) || turned) {
		d.fields["SpousePartnerName"] = after + " " + before
	}
}

// completeRelation takes a relation of three columns: what it is, and a first and a last name.
func completeRelation(d *draft) {
	name := strings.TrimSpace(d.parts["~relationFirst"] + " " + d.parts["~relationLast"])
	if name != "" {
		d.takeLabelled(d.parts["~relation"], cell{"Relation", name})
	}
}

// takeLabelled takes a cell whose kind another column says: a spouse, an anniversary, or something for a note.
func (d *draft) takeLabelled(label string, c cell) {
	field := ""
	switch heading(label) {
	case "spouse", "partner", "wife", "husband", "domesticpartner", "spousepartner":
		field = "/SpousePartnerName"
	case "anniversary", "weddinganniversary":
		field = "/Anniversary"
	}
	if field != "" && d.kind.Field(field) != nil && !d.has(field) {
		d.takeField(&column{name: c.column, target: field, at: -1, kind: -1}, c)
		return
	}
	if label == "" {
		label = c.column
	}
	d.notes = append(d.notes, label+": "+c.text)
}

// completeExtension adds an extension that has a column of its own to the phone at work.
func (d clientDraft) completeExtension() {
	c, there := d.from["~extension"]
	if !there {
		return
	}
	list, _ := d.fields["TEL"].([]any)
	for _, item := range list {
		if tel, ok := item.(map[string]any); ok && tel["type"] == "work" {
			if number := textOf(tel["number"]) + " ext. " + c.text; d.kind.Field("/TEL/0/number").RuleString("", number,
				"") == nil {
				tel["number"] = number
				return
			}
		}
	}
	d.keep(c.column, c.text)
}
