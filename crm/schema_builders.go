package crm

import "strings"

// The builders below let each line of the schema describe one field. A label is what people call the field. It is
// plural for a list and singular for the list's items.

func scalar(kind Kind, name, label string) Field { return Field{Name: name, Kind: kind, Label: label} }
func text(name, label string) Field              { return scalar(KindText, name, label) }
func str(name, label string) Field               { return scalar(KindString, name, label) }
func money(name, label string) Field             { return atLeast(0, scalar(KindMoney, name, label)) }
func number(name, label string) Field            { return between(0, MaxNumber, scalar(KindNumber, name, label)) }
func percent(name, label string) Field {
	return of(FormatPercent, between(0, 100, number(name, label)))
}
func area(name, label string) Field    { return of(FormatArea, number(name, label)) }
func date(name, label string) Field    { return days(firstDay, lastDay, scalar(KindDate, name, label)) }
func clock(name, label string) Field   { return days(firstDay, lastDay, scalar(KindTime, name, label)) }
func email(name, label string) Field   { return of(FormatEmail, str(name, label)) }
func phone(name, label string) Field   { return of(FormatPhone, str(name, label)) }
func named(name, label string) Field   { return of(FormatName, str(name, label)) }
func boolean(name, label string) Field { return scalar(KindBool, name, label) }

// enum takes options as "value=label", or as the value alone where people say just that.
func enum(name, label string, options ...string) Field {
	f := scalar(KindEnum, name, label)
	for _, option := range options {
		value, said, labelled := strings.Cut(option, "=")
		f.Options = append(f.Options, value)
		if labelled {
			if f.OptionLabels == nil {
				f.OptionLabels = make(map[string]string)
			}
			f.OptionLabels[value] = said
		}
	}
	return f
}

func ref(name, label, recordType string) Field {
	return Field{Name: name, Kind: KindRef, Label: label, Ref: recordType}
}

func object(name, label string, fields ...Field) Field {
	return Field{Name: name, Kind: KindMap, Label: label, Fields: fields}
}

// list is a list of scalars; items a list of maps, each with an id.
func list(name, label string, item Field) Field {
	return Field{Name: name, Kind: KindList, Label: label, Item: &item}
}

func items(name, label, one string, fields ...Field) Field {
	return list(name, label, object("", one, append([]Field{str("id", "ID")}, fields...)...))
}

func required(f Field) Field  { f.Required = true; return f }
func sensitive(f Field) Field { f.Private = true; return f }
func derived(f Field) Field   { f.Derived = true; return f }
func server(f Field) Field    { f.Server = true; return f } // written by the server alone
func long(f Field) Field      { f.Long = true; return f }   // prose, though not collaborative

func whole(f Field) Field { f.Whole = true; return f } // a number without a fraction
func past(f Field) Field  { f.Past = true; return f }  // a date that is not after today

// of gives a field a format, with what that asks for.
func of(name string, f Field) Field {
	f.Format, f.Pattern, f.Hint = name, formats[name].pattern, formats[name].hint
	return f
}

func days(first, last string, f Field) Field {
	f.Earliest, f.Latest = first, last
	return f
}

func atLeast(low float64, f Field) Field { f.Min = &low; return f }

func between(low, high float64, f Field) Field {
	f.Min, f.Max = &low, &high
	return f
}

func moving(f Field, moves map[string][]string) Field { f.Moves = moves; return f }

// common are the fields of every type. A note is its author's and one scalar; the briefing is what people write
// together.
func common(fields ...Field) []Field {
	return append(fields,
		list("tags", "Tags", str("", "Tag")),
		text("briefing", "Shared notes"),
		items("notes", "Notes", "Note", ref("author", "Author", "user"), clock("at", "Written"),
			long(str("body", "Text")), list("mentions", "Mentions", ref("", "Mention", "user"))),
	)
}
