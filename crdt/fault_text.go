package crdt

import (
	"unicode/utf8"

	"roomkey/crm"
)

// Limits of marks. A mark is not part of a text's content.
const (
	maxMarkName  = 256
	maxMarkValue = crm.MaxStringBytes
)

// character looks at an operation within a text: first at the text as a value of its place, then at the element.
func (in *inspector) character(o *object, order int) {
	in.touch(o.parent) // the text may be the id of an item, or the author of a note
	in.place(o.place(), order)
	if in.places[o.place()] || o.place().namesItem() {
		return
	}
	in.typed = o
	in.element(o, order)
}

// element looks at the element of a text that an operation writes.
func (in *inspector) element(o *object, order int) {
	op := &in.change.Ops[order]
	at := in.elementOf(o, op)
	place := location{object: o, elem: at}
	if len(in.faults) > 0 && in.places[place] {
		return
	}
	if op.Action == ActionMark {
		in.mark(o, place, order)
		return
	}
	el := o.seq.at(at)
	if el.is(ownSurvives) && in.wrote(el.ref()) && in.checkCharacter(o, place, &el.entry, order) || el.more == nil {
		return
	}
	for _, e := range *el.more {
		if in.wrote(e.ref()) && in.checkCharacter(o, place, &e, order) {
			return
		}
	}
}

// checkCharacter checks one value of an element of a text. It reports whether there is a fault.
func (in *inspector) checkCharacter(o *object, place location, e *entry, order int) bool {
	f := in.field(o)
	multiLine := f != nil && f.MultiLine()
	if e.kind != ValueString {
		in.putBack(place, f, &crm.Error{Code: crm.CodeInvalid, Message: "must hold characters only"}, order)
		return true
	}
	text := crm.Clean(e.str, multiLine)
	switch {
	case text == e.str || in.lenient && utf8.ValidString(e.str):
		return false
	case text == "" || e.str == "\r" && in.follows(o, place.elem) == "\n":
		err := &crm.Error{Code: crm.CodeInvalid, Message: "must have no control characters"}
		in.putBack(place, f, err, order)
	default:
		in.clean(place, f, e, order)
	}
	return true
}

// follows returns the characters of the visible element after a "\r". It walks each text once.
func (in *inspector) follows(o *object, at uint32) string {
	if in.breaks == nil {
		in.breaks = map[*object]map[uint32]string{}
	}
	known, walked := in.breaks[o]
	if !walked {
		known = map[uint32]string{}
		before := uint32(0) // the "\r" that was passed last
		in.set.walk(o.seq, func(at uint32, el *element) bool {
			chars := el.winner().chars()
			if before != 0 {
				known[before], before = chars, 0
			}
			if chars == "\r" {
				before = at
			}
			return true
		})
		in.breaks[o] = known
	}
	return known[at]
}

// mark reports a mark that has a value. The same name without a value over the same range takes it back: its begin
// stands before the mark's begin, its end after the mark's end.
func (in *inspector) mark(o *object, place location, order int) {
	begin := &in.change.Ops[order]
	if in.lenient {
		in.checkMark(o, place, order)
		return
	}
	if begin.Mark == "" || begin.Value.Type == ValueNull {
		return
	}
	mends := []mend{{op: Op{Obj: begin.Obj, List: true, Insert: true, Elem: begin.Elem, Action: ActionMark,
		Mark: begin.Mark, Expand: begin.Expand}}}
	if ops := in.change.Ops[order+1:]; len(ops) > 0 && ops[0].Action == ActionMark && ops[0].Mark == "" &&
		ops[0].Obj == begin.Obj {
		mends = append(mends, mend{op: Op{Obj: begin.Obj, List: true, Insert: true, Elem: ops[0].ID, Action: ActionMark,
			Expand: ops[0].Expand}})
	}
	err := &crm.Error{Code: crm.CodeInvalid, Message: "has no marks"}
	in.report(place, fault{err: in.at(err, place), order: order, mends: mends})
}

// checkMark checks a mark where marks are not taken back.
func (in *inspector) checkMark(o *object, place location, order int) {
	op, f := &in.change.Ops[order], in.field(o)
	switch {
	case f == nil || f.Kind != crm.KindText:
		in.putBack(place, f, &crm.Error{Code: crm.CodeInvalid, Message: "only a collaborative text has marks"}, order)
	case len(op.Mark) > maxMarkName || len(op.Value.Bytes) > maxMarkValue:
		in.putBack(place, f, &crm.Error{Code: crm.CodeTooLarge, Message: "has too long a mark"}, order)
	}
}
