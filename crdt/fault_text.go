package crdt

import "roomkey/crm"

// character looks at an operation within a text: first at the text as a value of its place, then at the element.
func (in *inspector) character(o *object, order int) {
	in.touch(o.parent) // the text may be the id of an item, or the author of a note
	in.place(o.place(), order)
	if in.places[o.place()] || o.place().namesItem() {
		return
	}
	op := &in.change.Ops[order]
	place := location{object: o, elem: in.elementOf(o, op)}
	if in.places[place] {
		return
	}
	if op.Action == ActionMark {
		in.mark(o, place, order)
		return
	}
	values := in.set.valuesAt(place)
	for i := range values {
		if e := &values[i]; in.wrote(e.ref()) && in.checkCharacter(o, place, e, order) {
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
	case text == e.str:
		return false
	case text == "" || e.str == "\r" && follower(in.set, o.seq, place.elem) == "\n":
		err := &crm.Error{Code: crm.CodeInvalid, Message: "must have no control characters"}
		in.putBack(place, f, err, order)
	default:
		in.clean(place, f, e, order)
	}
	return true
}

// follower returns the characters of the visible element after an element.
func follower(s *OpSet, q *sequence, at uint32) string {
	if el := &q.elems[at]; el.child != 0 {
		if el.unsorted {
			s.sortChildren(q, el)
		}
		if w := q.elems[el.child].winner(); w != nil {
			return w.chars()
		}
	}
	passed, next := false, ""
	s.walk(q, func(i uint32, el *element) bool {
		if passed {
			next = el.winner().chars()
			return false
		}
		passed = i == at
		return true
	})
	return next
}

// mark reports a mark that has a value. The same name without a value over the same range takes it back: its begin
// stands before the mark's begin, its end after the mark's end.
func (in *inspector) mark(o *object, place location, order int) {
	begin := &in.change.Ops[order]
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
	in.report(place, fault{err: in.at(err, order), order: order, mends: mends})
}
