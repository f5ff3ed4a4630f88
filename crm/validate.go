package crm

import (
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
)

// Check validates that a whole value is of the field's kind and size, as encoding/json decodes it into an any (numbers
// are float64, times are text). pointer names the value in the error. A nil value is legal nowhere: an absent field is
// absent. What was stored before a rule within the field may break that; see Faults, which judges new values.
func (f *Field) Check(pointer string, value any) error {
	switch f.Kind {
	case KindList:
		return f.checkList(pointer, value)
	case KindMap:
		return f.checkMap(pointer, value)
	case KindBool:
		if _, ok := value.(bool); !ok {
			return Invalid(pointer, "must be true or false")
		}
		return nil
	case KindMoney, KindNumber:
		number, ok := value.(float64)
		if !ok {
			return Invalid(pointer, "must be a number")
		}
		return f.CheckNumber(pointer, number)
	}
	text, ok := value.(string)
	if !ok {
		return Invalid(pointer, "must be a text")
	}
	return f.CheckString(pointer, text)
}

// CheckNumber validates a money or number field's value.
func (f *Field) CheckNumber(pointer string, number float64) error {
	switch {
	case f.Kind != KindMoney && f.Kind != KindNumber:
		return Invalid(pointer, "must be a %s", f.Kind)
	case math.IsNaN(number) || math.IsInf(number, 0):
		return Invalid(pointer, "must be a finite number")
	case f.Kind == KindMoney && (number != math.Trunc(number) || math.Abs(number) > MaxMoney):
		return Invalid(pointer, "must be a whole number of cents, at most %d", int64(MaxMoney))
	case f.Min != nil && number < *f.Min:
		return Invalid(pointer, "must be at least %s", plain(*f.Min))
	case f.Max != nil && number > *f.Max:
		return Invalid(pointer, "must be at most %s", plain(*f.Max))
	}
	return nil
}

// plain is a bound as people write it, without an exponent.
func plain(number float64) string { return strconv.FormatFloat(number, 'f', -1, 64) }

// CheckString validates the value of a field whose value is a text: text, string, enum, date, time or ref.
func (f *Field) CheckString(pointer, text string) error {
	if limit := f.MaxBytes(); len(text) > limit {
		return &Error{Code: CodeTooLarge, Field: pointer, Message: "is longer than " + strconv.Itoa(limit) + " bytes"}
	}
	if !utf8.ValidString(text) {
		return Invalid(pointer, "must be valid UTF-8")
	}
	switch f.Kind {
	case KindText, KindString:
		return nil
	case KindEnum:
		if !slices.Contains(f.Options, text) {
			return Invalid(pointer, "must be one of: %s", strings.Join(f.Options, ", "))
		}
	case KindDate:
		if _, err := time.Parse(time.DateOnly, text); err != nil {
			return Invalid(pointer, "must be a date, YYYY-MM-DD")
		}
	case KindTime:
		if _, err := time.Parse(time.RFC3339Nano, text); err != nil {
			return Invalid(pointer, "must be a time with its zone, as RFC 3339 has it")
		}
	case KindRef:
		if _, err := ParseID(text); err != nil {
			return Invalid(pointer, "must be the id of a %s", f.Ref)
		}
	default:
		return Invalid(pointer, "must be a %s", f.Kind)
	}
	return nil
}

func (f *Field) checkList(pointer string, value any) error {
	items, ok := value.([]any)
	if !ok {
		return Invalid(pointer, "must be a list")
	}
	if len(items) > MaxListItems {
		return &Error{Code: CodeTooLarge, Field: pointer, Message: "has more than " +
			strconv.Itoa(MaxListItems) + " items"}
	}
	for i, item := range items {
		if err := f.Item.Check(pointer+"/"+strconv.Itoa(i), item); err != nil {
			return err
		}
	}
	return nil
}

func (f *Field) checkMap(pointer string, value any) error {
	entries, ok := value.(map[string]any)
	if !ok {
		return Invalid(pointer, "must be a map")
	}
	for name, entry := range entries {
		at := pointer + "/" + Escape(name)
		child := find(f.Fields, name)
		if child == nil || child.Derived {
			return Invalid(at, "there is no such field")
		}
		if err := child.Check(at, entry); err != nil {
			return err
		}
	}
	return nil
}

// Check validates the root fields of the shared document (private false) or of the private one, without the entries
// "type" and "privateOf", which are not fields. It does not ask for required fields; see Missing.
func (t *RecordType) Check(fields map[string]any, private bool) error {
	prefix := "/"
	if private {
		prefix = "/private/"
	}
	for name, value := range fields {
		field := t.Root(name)
		if field == nil || field.Private != private || field.Derived {
			return Invalid(prefix+Escape(name), "there is no such field")
		}
		if err := field.Check(prefix+Escape(name), value); err != nil {
			return err
		}
	}
	return nil
}

// Missing is the error that names the first required field which has no value, or nil: the record is complete. An empty
// text counts as no value.
func (t *RecordType) Missing(has func(name string) bool) error {
	if missing := t.MissingFields(has); len(missing) > 0 {
		return missing[0]
	}
	return nil
}

// missingGroup is the error of a group of fields of which one is required, if none has a value.
func missingGroup(group []string, has func(name string) bool) *Error {
	if slices.ContainsFunc(group, has) {
		return nil
	}
	return Invalid("/"+Escape(group[0]), "is required, or else: %s", strings.Join(group[1:], ", "))
}

// CheckMove says whether a status field may go from one value to another where one user acts. A first value is always
// legal, and so is staying; taking the value away ("") is not, or any move could be made by way of it.
func (f *Field) CheckMove(pointer, from, to string) error {
	if f.Moves == nil || from == "" || from == to || slices.Contains(f.Moves[from], to) {
		return nil
	}
	if to == "" {
		return Invalid(pointer, "can't be taken away")
	}
	return Invalid(pointer, "cannot go from %s to %s", from, to)
}
