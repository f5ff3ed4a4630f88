package main

import (
	"fmt"

	"roomkey/crm"
)

// check checks the draft against the schema and its rules. What is wrong with an optional field costs the field; what
// is wrong with a required one is a problem of the row. Today is the server's to know.
func (d *draft) check() {
	for _, half := range []struct {
		prefix string
		fields map[string]any
	}{{"/", d.fields}, {"/private/", d.private}} {
		for _, name := range sorted(half.fields) {
			if nested, ok := half.fields[name].(map[string]any); ok && len(nested) == 0 {
				delete(half.fields, name)
				continue
			}
			field := d.kind.Root(name)
			faults := field.Faults(half.prefix+crm.Escape(name), half.fields[name], nil, "")
			for _, fault := range faults {
				if field.Required {
					d.fault(fault.Field, fault.Message)
					continue
				}
				d.drop(half.fields, name, fault)
			}
		}
	}
	d.checkRules()
	d.checkRequired()
}

// drop removes an optional field that can't be as it is.
func (d *draft) drop(in map[string]any, name string, fault *crm.Error) {
	value, there := in[name]
	if !there {
		return // another fault of it came first
	}
	delete(in, name)
	text, ok := value.(string)
	if !ok {
		text = string(appendValue(nil, value))
	}
	if len(text) > 2000 {
		text = string([]rune(text)[:500]) + "…"
	}
	label := d.kind.Root(name).Label
	d.unreadable(fault.Field, cell{label, text}, label+" "+fault.Message)
}

// checkRules checks the rules across fields. Where one of the two fields is optional, it is left out.
func (d *draft) checkRules() {
	anything := func(string) bool { return true }
	for _, fault := range d.kind.Broken(func(pointer string) any { return d.fields[pointer[1:]] }, anything) {
		high, low := fault.Field[1:], ""
		for _, rule := range d.kind.Rules {
			if rule.High == fault.Field && d.fields[rule.Low[1:]] != nil {
				low = rule.Low[1:]
			}
		}
		label := d.kind.Root(high).Label
		switch {
		case !d.kind.Root(high).Required:
			d.drop(d.fields, high, fault)
		case low != "" && !d.kind.Root(low).Required:
			d.drop(d.fields, low, fault)
		default:
			d.fault(fault.Field, fmt.Sprintf("%s %s", label, fault.Message))
		}
	}
}

func (d *draft) checkRequired() {
	for i := range d.kind.Fields {
		f := &d.kind.Fields[i]
		why, tried := d.unread[f.Name]
		switch {
		case f.Required && d.present(f.Name) && tried: // something else stands for it
			c := d.from["unread "+f.Name]
			d.keep(c.column, c.text)
			d.warn(c, why+"; "+shown(textOf(d.fields[f.Name]))+" is taken instead, and the text is kept in a note")
		case !f.Required || d.present(f.Name) || d.faulty(f.Name):
		case tried:
			d.fault("/"+f.Name, why)
		default:
			d.fault("/"+f.Name, f.Label+" is required: fill it in, or give a value for all rows")
		}
	}
	for _, group := range d.kind.RequireOne {
		if d.anyOf(group) {
			continue
		}
		why := d.kind.Root(group[0]).Label + " is required, or else: "
		for i, name := range group[1:] {
			if i > 0 {
				why += ", "
			}
			why += d.kind.Root(name).Label
		}
		for _, name := range group {
			if d.unread[name] != "" {
				why += "; " + d.unread[name]
			}
		}
		d.fault("/"+group[0], why)
	}
}

func (d *draft) present(name string) bool { return d.fields[name] != nil && d.fields[name] != "" }

// faulty reports whether a field has a problem already.
func (d *draft) faulty(name string) bool {
	for _, p := range d.problems {
		if p.Field == "/"+name {
			return true
		}
	}
	return false
}

func (d *draft) anyOf(names []string) bool {
	for _, name := range names {
		if d.present(name) || d.faulty(name) {
			return true
		}
	}
	return false
}
