package crdt

import (
	"unicode/utf8"

	"roomkey/crm"
)

// fixed holds values from before a change that the change must not alter.
type fixed struct {
	names   map[string][]string  // values of `type` and `privateOf`
	authors map[*object][]string // authors of the notes whose author the change writes
	sizes   map[*object]size     // lengths of the lists and texts that the change writes to
}

// Limits of marks. A mark is not part of a text's content.
const (
	maxMarkName  = 256
	maxMarkValue = crm.MaxStringBytes
)

// checker checks one applied change against one record type.
type checker struct {
	*schemaPaths
	record crm.ID // of a private document; zero: unknown
	user   crm.ID // the author of the change
	server bool   // the server wrote it
	merged bool   // lists, texts and counters may be beyond their limits
	before fixed

	names map[string]bool  // which of `type` and `privateOf` were written
	after []*object        // objects to check as the change leaves them, each once
	seen  map[*object]bool // the objects in after
	fresh map[*object]bool // objects that the change made
	incs  []*Op            // the change's increments
}

// operation checks one operation by itself, and collects the objects to check afterwards.
func (in *checker) operation(o *object, op *Op) error {
	if name := in.root(o, op.Key); name == in.nameKey() {
		in.names[name] = true
		if o.parent == nil && op.Action.Makes() && op.Action != ActionMakeText || o.parent != nil &&
			o.kind != ActionMakeText {
			return crm.Invalid("/"+name, "must be a text")
		}
		if o.parent != nil {
			return in.character(o, op, nil)
		}
		return nil
	}
	f := in.fieldAt(o, op.Key)
	if err := in.writable(o, op, f); err != nil {
		return err
	}
	if o.parent != nil {
		in.checkLater(o)
	}
	if o.kind == ActionMakeText {
		return in.character(o, op, f)
	}
	switch {
	case op.Action == ActionMark:
		return crm.Invalid(in.pointer(o, op), "only a text has marks")
	case op.Action.Makes():
		made := in.set.object(op.ID)
		in.fresh[made] = true
		in.checkLater(made)
		if !fits(f, op.Action) {
			return crm.Invalid(in.pointer(o, op), "must be a %s", f.Kind)
		}
	case op.Action == ActionSet:
		e := entry{}
		e.set(op)
		return checkScalar(f, &e, func() string { return in.pointer(o, op) })
	case op.Action == ActionIncrement:
		in.incs = append(in.incs, op)
	}
	return nil
}

// writable refuses fields that the schema lacks, and fields that this author may not write.
func (in *checker) writable(o *object, op *Op, f *crm.Field) error {
	if f == nil {
		return crm.Invalid(in.pointer(o, op), "there is no such field")
	}
	for at, key := o, op.Key; ; at, key = at.parent, at.key {
		f := in.fieldAt(at, key)
		switch {
		case f.Derived:
			return &crm.Error{Code: crm.CodeForbidden, Field: in.pointer(o, op), Message: "is computed"}
		case f.Server && !in.server:
			return &crm.Error{Code: crm.CodeForbidden, Field: in.pointer(o, op),
				Message: "is written by the server alone"}
		case at.parent == nil:
			return nil
		}
	}
}

// fits reports whether an object that the action makes may be the field's value.
func fits(f *crm.Field, a Action) bool {
	switch f.Kind {
	case crm.KindList:
		return a == ActionMakeList
	case crm.KindMap:
		return a == ActionMakeMap
	case crm.KindMoney, crm.KindNumber, crm.KindBool:
		return false
	}
	return a == ActionMakeText
}

// character checks an operation within a text. f is nil for `type` and `privateOf`.
func (in *checker) character(o *object, op *Op, f *crm.Field) error {
	at := func() string { return in.pointer(o, op) }
	switch {
	case op.Action == ActionMark && (f == nil || f.Kind != crm.KindText):
		return crm.Invalid(at(), "only a collaborative text has marks")
	case op.Action == ActionMark && (len(op.Mark) > maxMarkName || len(op.Value.Bytes) > maxMarkValue):
		return &crm.Error{Code: crm.CodeTooLarge, Field: at(), Message: "has too long a mark"}
	case op.Action.Makes() || op.Action == ActionSet && op.Value.Type != ValueString || op.Action == ActionIncrement:
		return crm.Invalid(at(), "must hold characters only")
	case op.Action == ActionSet && !utf8.ValidString(op.Value.Bytes):
		return crm.Invalid(at(), "must be valid UTF-8")
	}
	return nil
}

// checkScalar validates a primitive value. at returns its pointer for an error.
func checkScalar(f *crm.Field, e *entry, at func() string) error {
	var err error
	switch e.kind {
	case ValueString:
		err = f.CheckString("", e.str)
	case ValueTimestamp:
		if err = f.CheckString("", timestamp(int64(e.num))); f.Kind != crm.KindTime {
			err = f.Check("", nil)
		}
	case ValueUint, ValueInt, ValueCounter, ValueFloat:
		err = f.CheckNumber("", e.number())
	case ValueTrue, ValueFalse:
		err = f.Check("", e.kind == ValueTrue)
	default:
		err = f.Check("", nil)
	}
	return named(err, at)
}

// named sets an error's pointer, which may be costly to find.
func named(err error, at func() string) error {
	if e, ok := err.(*crm.Error); ok {
		e.Field = at()
	}
	return err
}

// checkLater adds an object to those to check afterwards, and with it the list item that it is part of.
func (in *checker) checkLater(o *object) {
	if in.seen[o] {
		return
	}
	in.seen[o] = true
	in.after = append(in.after, o)
	if o.kind == ActionMakeText && o.parent.parent != nil {
		in.checkLater(o.parent) // its id or author may be this text
	}
}
