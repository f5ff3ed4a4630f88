package crm

// Types is the schema: every record type with every field, in the order in which forms show them. Listings use the RESO
// Data Dictionary 2.0 names; contacts follow vCard and RESO Contacts; appointments follow iCalendar (RFC 5545); escrows
// use the terms of California escrow practice. It is data: nothing changes it at run time.
var Types = []*RecordType{&escrowType, &listingType, &clientType, &appointmentType, &leadType}

// The builders below keep a line of the table a line.

func text(name string) Field   { return Field{Name: name, Kind: KindText} }
func str(name string) Field    { return Field{Name: name, Kind: KindString} }
func money(name string) Field  { return Field{Name: name, Kind: KindMoney, Min: num(0)} }
func number(name string) Field { return Field{Name: name, Kind: KindNumber, Min: num(0)} }
func date(name string) Field   { return Field{Name: name, Kind: KindDate} }
func clock(name string) Field  { return Field{Name: name, Kind: KindTime} }
func boolean(name string) Field {
	return Field{Name: name, Kind: KindBool}
}
func enum(name string, options ...string) Field {
	return Field{Name: name, Kind: KindEnum, Options: options}
}
func ref(name, recordType string) Field { return Field{Name: name, Kind: KindRef, Ref: recordType} }
func percent(name string) Field {
	return Field{Name: name, Kind: KindNumber, Min: num(0), Max: num(100)}
}
func object(name string, fields ...Field) Field {
	return Field{Name: name, Kind: KindMap, Fields: fields}
}

// list is a list of scalars; items a list of maps, each with an id.
func list(name string, item Field) Field { return Field{Name: name, Kind: KindList, Item: &item} }
func items(name string, fields ...Field) Field {
	item := object("", append([]Field{str("id")}, fields...)...)
	return Field{Name: name, Kind: KindList, Item: &item}
}
func required(f Field) Field  { f.Required = true; return f }
func sensitive(f Field) Field { f.Private = true; return f }
func derived(f Field) Field   { f.Derived = true; return f }
func num(n float64) *float64  { return &n }
func between(low, high float64, f Field) Field {
	f.Min, f.Max = &low, &high
	return f
}

// common are the fields of every type.
func common(fields ...Field) []Field {
	return append(fields,
		list("tags", str("")),
		items("notes", ref("author", "user"), clock("at"), text("body"), list("mentions", ref("", "user"))),
	)
}
