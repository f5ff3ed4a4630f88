package crm

import (
	"slices"
	"strings"
)

// Kind is the kind of a field's value.
type Kind string

// The kinds of fields.
const (
	KindText   Kind = "text"   // collaborative, merges by character
	KindString Kind = "string" // scalar; a plain JS string (a Text object) is accepted too
	KindEnum   Kind = "enum"   // one of Options
	KindMoney  Kind = "money"  // integer cents
	KindNumber Kind = "number"
	KindDate   Kind = "date" // YYYY-MM-DD
	KindTime   Kind = "time" // RFC 3339 with zone
	KindBool   Kind = "bool"
	KindRef    Kind = "ref"  // UUID of a record (Ref names its type) or of a user (Ref is "user")
	KindList   Kind = "list" // of Item
	KindMap    Kind = "map"  // of Fields
)

// Limits of one value. They hold for whatever a client sends by any route.
const (
	MaxStringBytes = 4 << 10
	MaxTextBytes   = 400_000 // 100,000 characters of any script
	MaxListItems   = 5_000
	MaxMoney       = 1e13 // cents, either sign: exact in a float64, as JS writes it
	MaxNumber      = 1e12 // of a count or a measure
)

// The first and last days of dates and times, unless a field says otherwise.
const (
	firstDay = "1900-01-01"
	lastDay  = "2200-12-31"
)

// Field describes one field of a record: the one place that validation, projections, forms, CSV mapping and the API
// read.
type Field struct {
	Name         string              `json:"name"`
	Kind         Kind                `json:"kind"`
	Label        string              `json:"label"` // what people call it: "Purchase price"
	Required     bool                `json:"required,omitempty"`
	Long         bool                `json:"long,omitempty"`         // a string that may be as long as a text
	Private      bool                `json:"private,omitempty"`      // lives in the private document
	Derived      bool                `json:"derived,omitempty"`      // computed for the projection; nobody writes it
	Server       bool                `json:"server,omitempty"`       // written by the server alone
	Options      []string            `json:"options,omitempty"`      // of an enum
	OptionLabels map[string]string   `json:"optionLabels,omitempty"` // where people say otherwise: "Clear to close"
	Moves        map[string][]string `json:"moves,omitempty"`        // of a status: which follow which; nil: any
	Ref          string              `json:"ref,omitempty"`          // of a ref: the record type, or "user"
	Min          *float64            `json:"min,omitempty"`
	Max          *float64            `json:"max,omitempty"`
	// Rules within the field. What was stored before a rule may break it, and stays until somebody changes it.
	Format   string  `json:"format,omitempty"`   // what a string or a number is of; see the constants
	Pattern  string  `json:"pattern,omitempty"`  // of Format: what a string matches, "" included
	Hint     string  `json:"hint,omitempty"`     // what Pattern asks for, in words: "must be …"
	Whole    bool    `json:"whole,omitempty"`    // of a number: no fraction
	Earliest string  `json:"earliest,omitempty"` // of a date or time: the first day, YYYY-MM-DD
	Latest   string  `json:"latest,omitempty"`   // … and the last
	Past     bool    `json:"past,omitempty"`     // of a date: not after today
	Item     *Field  `json:"item,omitempty"`     // of a list
	Fields   []Field `json:"fields,omitempty"`   // of a map
}

// RecordType is one of the five types of records.
type RecordType struct {
	Name       string     `json:"name"`   // singular: escrow
	Plural     string     `json:"plural"` // in addresses: escrows
	Label      string     `json:"label"`  // what people call one of them: "Escrow"
	Labels     string     `json:"labels"` // and many: "Escrows"
	Title      []string   `json:"title"`  // the fields that name a record to a person
	Status     string     `json:"status"` // the field that boards are made by
	Fields     []Field    `json:"fields"`
	RequireOne [][]string `json:"requireOne,omitempty"` // of each group at least one field is present
	Rules      []Rule     `json:"rules,omitempty"`      // across fields
}

// Root is a root field by its name; nil where there is none.
func (t *RecordType) Root(name string) *Field { return find(t.Fields, name) }

// HasPrivate reports whether records of the type have private fields.
func (t *RecordType) HasPrivate() bool {
	return slices.ContainsFunc(t.Fields, func(f Field) bool { return f.Private })
}

// Field finds the field at a JSON Pointer relative to fields ("/contingencies/3/status"); a pointer that begins with
// /private/ names a private field, and one without it never does. List items are named by anything that is not empty.
// It returns nil where the schema has no such field.
func (t *RecordType) Field(pointer string) *Field {
	rest, private := strings.CutPrefix(pointer, privatePrefix)
	if !private {
		var ok bool
		if rest, ok = strings.CutPrefix(pointer, "/"); !ok {
			return nil
		}
	}
	steps := strings.Split(rest, "/")
	field := find(t.Fields, Unescape(steps[0]))
	if field == nil || field.Private != private {
		return nil
	}
	for _, step := range steps[1:] {
		if field = field.Child(Unescape(step)); field == nil {
			return nil
		}
	}
	return field
}

// Child is the field one step below: an item of a list, a named field of a map; nil where there is none.
func (f *Field) Child(step string) *Field {
	switch {
	case f.Kind == KindList && step != "":
		return f.Item
	case f.Kind == KindMap:
		return find(f.Fields, step)
	}
	return nil
}

// MaxBytes is the length of the longest value of a field whose value is a text, in bytes of UTF-8.
func (f *Field) MaxBytes() int {
	if f.Kind == KindText || f.Long {
		return MaxTextBytes
	}
	return MaxStringBytes
}

// Container reports whether the field's value is an Automerge object that the type's fixed first change makes: a list,
// a map or a collaborative text.
func (f *Field) Container() bool {
	return !f.Derived && (f.Kind == KindList || f.Kind == KindMap || f.Kind == KindText)
}

func find(fields []Field, name string) *Field {
	for i := range fields {
		if fields[i].Name == name {
			return &fields[i]
		}
	}
	return nil
}
