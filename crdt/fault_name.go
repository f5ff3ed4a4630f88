package crdt

import (
	"slices"

	"roomkey/crm"
)

// nameKey returns the root key that is not a field but says what the document is.
func (a *schemaPaths) nameKey() string {
	if a.private {
		return "privateOf"
	}
	return "type"
}

// checkName checks the values of `type` or `privateOf`: each is the document's name, which is fixed once it is set.
func (in *inspector) checkName(values []entry) *crm.Error {
	before := in.names[in.nameKey()]
	if len(values) == 0 && len(before) > 0 {
		return &crm.Error{Code: crm.CodeInvalid, Message: "is fixed once it is set"}
	}
	for i := range values {
		e := &values[i]
		if !in.wrote(e.ref()) && !in.spliced(in.set, e) {
			continue
		}
		text, ok := in.set.text(e)
		switch {
		case !ok:
			return &crm.Error{Code: crm.CodeInvalid, Message: "must be a text"}
		case !in.named(text):
			return &crm.Error{Code: crm.CodeInvalid, Message: "must be the document's own"}
		case len(before) > 0 && !slices.Contains(before, text):
			return &crm.Error{Code: crm.CodeInvalid, Message: "is fixed once it is set"}
		}
	}
	return nil
}

// named reports whether a text is the document's type, or the id of the record of a private document.
func (in *inspector) named(text string) bool {
	if !in.private {
		return text == in.t.Name
	}
	id, err := crm.ParseID(text)
	return err == nil && (in.policy.Record.IsZero() || id == in.policy.Record)
}
