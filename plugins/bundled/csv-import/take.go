package main

import (
	"strings"
	"time"

	"roomkey/crm"
	"roomkey/plugins/bundled/merge"
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
	if c.also && d.differs(c.target, text) {
		d.keepFor(c.target, at)
		return
	}
	if c.also && d.has(c.target) {
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

// keepFor keeps a cell that has no place because another column fills its field. Fewer people see private fields than
// notes, so those are left out.
func (d *draft) keepFor(target string, c cell) {
	if strings.HasPrefix(target, "/private/") {
		d.warn(c, "differs from the column that counts; it is left out")
		return
	}
	d.keep(c.column, c.text)
}

// clean trims a cell, and removes what programs put around a text: an apostrophe that keeps a spreadsheet from running
// it as a formula, which our own export writes too, and ="…", which keeps its zeros.
func clean(text string) string {
	text = strings.Trim(text, " \t\r\n\u00a0\u200b\ufeff")
	if inner, ok := strings.CutPrefix(text, `="`); ok && strings.HasSuffix(inner, `"`) &&
		!strings.Contains(inner[:len(inner)-1], `"`) {
		text = inner[:len(inner)-1]
	}
	if len(text) > 1 && text[0] == '\'' && strings.ContainsAny(text[1:2], "=+-@|%\t\n") {
		text = text[1:]
	}
	return text
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
	field := d.kind.Field(c.target)
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
	value, err := d.cells().read(field, pointer, at, c.at)
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
		d.put(pointer, value.given)
	}
	if value.low != nil && d.kind.Name == "lead" && pointer == "/priceMax" {
		d.put("/priceMin", value.low)
	}
}

// shorthand is the part of a map that a cell without JSON fills.
var shorthand = map[string]string{"/commission": "/grossPct", "/compensation": "/grossPct",
	"/earnestMoneyDeposit": "/amount", "/preapproval": "/amount"}

// nothing reports whether a cell stands for no value.
func nothing(text string) bool {
	switch strings.ToLower(text) {
	case "", "n/a", "na", "none", "null", "nil", "tbd", "unknown", "not available", "not set", "n.a.", "#n/a", "nan",
		"not specified", "undefined", "(blank)", "(none)", "unspecified", "not provided":
		return true
	}
	return dash(text)
}

// dash reports whether a cell holds only dashes, dots or question marks.
func dash(text string) bool { return strings.Trim(text, "-–—. ?_*") == "" }

// put sets a field. If several columns have the same field, the first one counts; a list gets the items of all.
func (d *draft) put(pointer string, value any) {
	in, name := d.place(pointer)
	before, there := in[name]
	if list, ok := value.([]any); ok && there {
		if old, ok := before.([]any); ok {
			in[name] = merge.Union(old, list)
		}
		return
	}
	if list, ok := value.([]any); !there && (!ok || len(list) > 0) {
		in[name] = value
	}
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

// has reports whether a target is filled.
func (d *draft) has(target string) bool {
	if strings.HasPrefix(target, "~") {
		return d.parts[target] != ""
	}
	in, name := d.place(target)
	_, there := in[name]
	return there
}
