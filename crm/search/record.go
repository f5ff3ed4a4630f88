package search

import (
	"encoding/json"
	"math"
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
	"roomkey/internal/rawjson"
)

// class is what the texts of a field count as.
type class uint8

const (
	unsearched class = iota
	near             // money too
	prose
)

// Of returns the terms of a record by its shared root fields, each as compact JSON. Private fields, ids, addresses of
// the web, options and dates are not among them. Of what is longer than the bounds, the beginning counts; of a list,
// its last items, which are the latest notes. A value that does not fit the schema counts as none.
func Of(t *crm.RecordType, fields map[string]json.RawMessage) Terms {
	b := newBuilder()
	b.title(t, fields)
	for _, of := range []class{near, prose} {
		for _, f := range Fields(t) {
			if !slices.Contains(t.Title, f.Name) && holds(f, of) {
				b.field = maxField
				b.value(of, f, fields[f.Name])
			}
		}
	}
	return b.done()
}

// Fields are the root fields that Of reads: the terms change with none but these.
func Fields(t *crm.RecordType) []*crm.Field { return searched[t.Name] }

var searched = func() map[string][]*crm.Field {
	fields := map[string][]*crm.Field{}
	for _, t := range crm.Types {
		for i := range t.Fields {
			if f := &t.Fields[i]; !f.Private && (holds(f, near) || holds(f, prose)) {
				fields[t.Name] = append(fields[t.Name], f)
			}
		}
	}
	return fields
}()

// holds reports whether a field, or one within it, is of a class.
func holds(f *crm.Field, of class) bool {
	if f.Item != nil {
		return holds(f.Item, of)
	}
	within := func(f crm.Field) bool { return holds(&f, of) }
	return classOf(f) == of || slices.ContainsFunc(f.Fields, within)
}

func classOf(f *crm.Field) class {
	switch f.Kind {
	case crm.KindText:
		return prose
	case crm.KindString:
		switch {
		case f.Long:
			return prose
		case f.Name == "id" || f.Name == "url":
			return unsearched
		}
		return near
	case crm.KindMoney:
		return near
	}
	return unsearched
}

// title adds the terms of the fields that name a record, as one text: the parts of a name belong together.
func (b *builder) title(t *crm.RecordType, fields map[string]json.RawMessage) {
	var parts []string
	for _, name := range t.Title {
		if f := t.Root(name); f == nil || f.Private {
			continue
		}
		if part, ok := rawjson.Text(fields[name]); ok {
			parts = append(parts, part)
		}
	}
	b.text(&b.terms.Title, strings.Join(parts, "\n")) // no number goes on in the next line
}

// value adds the terms of a field's value, and of those within it, that are of a class.
func (b *builder) value(of class, f *crm.Field, raw []byte) {
	if len(raw) == 0 || b.left(of) <= 0 {
		return
	}
	switch {
	case f.Item != nil:
		var list [][]byte
		rawjson.List(raw, func(item []byte) (more bool) {
			list = append(list, item)
			return true
		})
		for _, item := range slices.Backward(list) {
			b.value(of, f.Item, item)
		}
	case f.Kind == crm.KindMap:
		// A value that is not a map has no terms; the schema is checked elsewhere.
		_ = rawjson.Object(raw, func(name, value []byte) {
			if child := f.Child(string(name)); child != nil {
				b.value(of, child, value)
			}
		})
	case classOf(f) != of:
	case f.Kind == crm.KindMoney:
		b.money(raw)
	default:
		b.string(of, raw)
	}
}

func (b *builder) string(of class, raw []byte) {
	text, ok := rawjson.Text(raw)
	if !ok {
		return
	}
	if of == prose {
		b.text(&b.terms.Prose, text)
	} else if !isID(text) {
		b.text(&b.terms.Near, text)
	}
}

// money adds an amount in whole dollars.
func (b *builder) money(raw []byte) {
	cents, err := strconv.ParseFloat(string(raw), 64)
	if err == nil && cents >= 0 && cents <= crm.MaxMoney {
		b.terms.Money = append(b.terms.Money, strconv.FormatFloat(math.Floor(cents/100), 'f', 0, 64))
	}
}

// isID reports whether a text has the form of an id, which people don't search for.
func isID(text string) bool {
	if len(text) != 36 {
		return false
	}
	for i := range len(text) {
		dash := i == 8 || i == 13 || i == 18 || i == 23
		if dash != (text[i] == '-') || !dash && !strings.ContainsRune("0123456789abcdefABCDEF", rune(text[i])) {
			return false
		}
	}
	return true
}
