package crdt

import (
	"unicode/utf8"

	"roomkey/crm"
)

// mend is one step of a repair: what becomes of one place. Its operation names the place and, as predecessors, the
// values that are visible there after the bad change.
type mend struct {
	op    Op         // the whole operation, or the place of what is restored
	old   *entry     // the value from before the bad change that is put back; nil: op is complete
	field *crm.Field // of the place; nil for `type` and `privateOf`
}

// restorer writes a repair. Its set is the document before the bad change.
type restorer struct {
	writer
	s *OpSet
}

func (w *restorer) mend(m mend) {
	if m.old == nil {
		w.add(m.op)
		return
	}
	w.restore(m.op, m.old, m.field, w.size(m.old) > maxRepairOps)
}

// restore writes a value as it was before the bad change: a list, map or collaborative text as a new object with the
// same content, any other text as a string. If brief is set, every text is a string. It returns the id of the first
// operation.
func (w *restorer) restore(op Op, e *entry, f *crm.Field, brief bool) OpID {
	if e.kind != kindObject {
		op.Action, op.Value = ActionSet, e.value()
		return w.add(op)
	}
	o := w.s.objects[e.ref()]
	if o.kind == ActionMakeText && (brief || f == nil || f.Kind != crm.KindText) {
		op.Action, op.Value = ActionSet, Value{Type: ValueString, Bytes: w.s.content(o.seq)}
		return w.add(op)
	}
	op.Action = e.makes()
	made := w.add(op)
	switch {
	case o.kind == ActionMakeText:
		w.characters(made, OpID{}, w.s.content(o.seq))
	case o.seq != nil:
		last := OpID{}
		w.s.walk(o.seq, func(_ uint32, el *element) bool {
			last = w.restore(Op{Obj: made, Elem: last, List: true, Insert: true}, el.winner(), itemOf(f), brief)
			return true
		})
	default:
		for _, key := range o.sortedKeys() {
			list := o.keys[key]
			w.restore(Op{Obj: made, Key: key}, &list[len(list)-1], childOf(f, key), brief)
		}
	}
	return made
}

// size returns an upper bound of the operations that restore writes if it is not brief.
func (w *restorer) size(e *entry) int {
	if e.kind != kindObject {
		return 1
	}
	n, o := 1, w.s.objects[e.ref()]
	switch {
	case o.kind == ActionMakeText:
		n += utf8.RuneCountInString(w.s.content(o.seq))
	case o.seq != nil:
		w.s.walk(o.seq, func(_ uint32, el *element) bool {
			n += w.size(el.winner())
			return true
		})
	default:
		for _, list := range o.keys {
			n += w.size(&list[len(list)-1])
		}
	}
	return n
}

func itemOf(f *crm.Field) *crm.Field {
	if f == nil {
		return nil
	}
	return f.Item
}

func childOf(f *crm.Field, key string) *crm.Field {
	if f == nil {
		return nil
	}
	return f.Child(key)
}
