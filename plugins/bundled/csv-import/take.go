package main

import (
	"slices"
	"strings"

	"roomkey/crm"
	"roomkey/plugins/bundled/tables"
)

// longestText is how many characters of a cell are taken. The server takes 100,000 of a text at once.
const longestText = 90_000

// take stores a column's cell of a row under its target.
func (d *draft) take(c *column, from *tables.Row) {
	text := clean(from.Cell(c.at))
	if text == "" {
		return
	}
	if strings.ContainsRune(text, 0) || strings.ToValidUTF8(text, "") != text {
		text = strings.ToValidUTF8(strings.ReplaceAll(text, "\x00", ""), "")
		d.warn(cell{c.name, text}, "contains bytes that are not text: they are left out")
	}
	if short := []rune(text); len(text) > longestText && len(short) > longestText {
		text = string(short[:longestText])
		d.warn(cell{c.name, text}, "is longer than 90,000 characters: the rest is left out")
	}
	at := cell{c.name, text}
	if c.also && c.target == "/PropertyType" && d.has(c.target) { // class and type: the type says more
		d.from["type"] = at
		return
	}
	if c.also && d.differs(c.target, text) {
		d.keepFor(c.target, at)
		return
	}
	if c.also && d.has(c.target) {
		return
	}
	if strings.HasPrefix(c.target, "~phone") && strings.HasPrefix(text, "[{") && d.kind.Field("/TEL") != nil {
		own := *c // our own export writes the list as JSON
		own.target = "/TEL"
		d.takeField(&own, at)
		return
	}
	if strings.HasPrefix(c.target, "~") {
		detail := ""
		if c.kind >= 0 {
			detail = clean(from.Cell(c.kind))
		}
		d.takePart(c.target, at, detail)
		return
	}
	d.takeField(c, at)
}

// takeDefault takes a default, which is read as a cell is.
func (d *draft) takeDefault(target, text string) {
	c := &column{name: "the default", target: target, at: -1, kind: -1}
	if strings.HasPrefix(target, "~") {
		d.takePart(target, cell{c.name, text}, "")
		return
	}
	d.takeField(c, cell{c.name, text})
}

// keepFor keeps a cell that has no place because another column fills its field. Fewer people see private fields than
// notes, so those are left out.
func (d *draft) keepFor(target string, c cell) {
	if strings.HasPrefix(target, "/private/") {
		d.warn(c, "differs from the column that counts; it is left out")
		return
	}
	d.keep(c.column, c.text)
}

// differs reports whether a target holds something else than a cell says.
func (d *draft) differs(target, text string) bool {
	if !d.has(target) {
		return false
	}
	if strings.HasPrefix(target, "~") {
		return !strings.EqualFold(d.parts[target], text)
	}
	in, name := d.place(target)
	value, err := d.cells().read(d.kind.Field(target), target, cell{text: text}, -1)
	return err != nil || value.given == nil || textOf(value.given) != textOf(in[name])
}

// takeField reads a cell into a field.
func (d *draft) takeField(c *column, at cell) {
	if isConsent(c.target) && !strings.HasPrefix(at.text, "{") {
		takeConsent(d, c.target, at)
		return
	}
	field := d.kind.Field(c.target)
	if c.target == "/TZID" { // readZone has read it
		d.otherwise(c.target, d.zone.String())
		return
	}
	if field.Kind == crm.KindText {
		at.text = plainText(at.text)
	}
	switch c.target {
	case "/LotSizeSquareFeet":
		d.from["lot"] = at
	case "/SpousePartnerName":
		d.from[c.target] = at
	}
	if c.target == "/PropertyType" {
		d.from["type"] = at
	}
	if field.Kind != crm.KindText && field.Kind != crm.KindString && nothing(at.text) {
		return
	}
	if dash(at.text) || field.Format == crm.FormatEmail && nothing(at.text) {
		return
	}
	pointer := c.target
	if short := shorthand[strings.TrimPrefix(pointer, "/private")]; short != "" && !strings.HasPrefix(at.text, "{") {
		pointer += short
		field = d.kind.Field(pointer)
	}
	if inDollars(pointer, at.text) {
		d.from["~amount:"+strings.TrimPrefix(pointer, "/private/commission/")] = at
		return
	}
	value, err := d.cells().read(field, pointer, at, c.at)
	if d.aside(pointer, at, value, err) {
		return
	}
	if err != nil {
		d.unreadable(pointer, at, err.Error())
		return
	}
	for _, w := range value.warnings {
		d.warn(at, w)
	}
	for _, left := range value.left {
		if !strings.HasPrefix(pointer, "/private/") {
			d.keep(c.name, left)
		}
	}
	if pointer == "/AssociationFee" && monthly(at.text) {
		d.put("/AssociationFeeFrequency", "Monthly")
	}
	if value.given != nil {
		if name := pointer[1:]; slices.Contains(salePrices, name) && !d.has(pointer) {
			d.from["price "+name] = at
		}
		d.put(pointer, value.given)
	}
	if value.low != nil && d.kind.Name == "lead" && pointer == "/priceMax" {
		d.put("/priceMin", value.low)
	}
}

// aside keeps what another program calls a contact's type, status or title, and we don't: types become tags, the rest
// goes to the note. Of such columns the whole file says what is kept, not each row.
func (d *draft) aside(pointer string, at cell, value *reading, err error) bool {
	switch {
	case (pointer == "/stage" || pointer == "/ContactStatus") && err != nil && refusesContact(at.text):
		refuseContact(d)
		d.keep(at.column, at.text)
		return true
	case pointer == "/ContactType" && err != nil:
		for _, part := range parted(at.text) {
			d.put("/tags", []any{part})
		}
		return true
	case pointer == "/ContactType" && len(value.left) > 0:
		for _, part := range value.left {
			d.put("/tags", []any{part})
		}
		d.put(pointer, value.given)
		return true
	case pointer == "/ContactStatus" && err != nil, pointer == "/JobTitle" && honorific.MatchString(at.text):
		d.keep(at.column, at.text)
		return true
	}
	return false
}

// shorthand is the part of a map that a cell without JSON fills.
var shorthand = map[string]string{"/commission": "/grossPct", "/compensation": "/grossPct",
	"/earnestMoneyDeposit": "/amount", "/preapproval": "/amount"}
