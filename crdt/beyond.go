package crdt

import "roomkey/crm"

// Beyond reports whether the document with b applied is beyond its limits at a place that b wrote, though nobody may
// be at fault alone: a list, a text or a counter. live may hold b already; it is left unchanged.
func (p Policy) Beyond(live *OpSet, b *Change) bool {
	if actor, known := live.numbers[b.Actor]; !known || live.last[actor] < b.MaxOp() {
		back, err := live.apply(b)
		if err != nil {
			return false
		}
		defer back()
	}
	paths := newSchemaPaths(live, p.Type, p.Private)
	seen := map[location]bool{}
	for i := range b.Ops {
		op := &b.Ops[i]
		o := live.object(op.Obj)
		place := location{object: o, key: op.Key}
		if o.seq != nil && o.kind == ActionMakeText {
			place = o.place()
		} else if o.seq != nil {
			if f := paths.field(o); f != nil && o.seq.visible > crm.MaxListItems {
				return true
			}
			ref := op.Elem
			if op.Insert {
				ref = op.ID
			}
			place.elem, _ = live.element(o.seq, ref)
		}
		if seen[place] {
			continue
		}
		seen[place] = true
		if f := paths.fieldAt(place.object, place.key); f != nil && isBeyond(live, f, live.valuesAt(place)) {
			return true
		}
	}
	return false
}

// isBeyond reports whether a text or counter among a place's values is beyond the limits of the field.
func isBeyond(s *OpSet, f *crm.Field, values []entry) bool {
	for i := range values {
		e := &values[i]
		switch {
		case e.kind == ValueCounter:
			if excess(f, e.number()) > 0 {
				return true
			}
		case e.kind == kindObject && e.makes() == ActionMakeText && f.Kind == crm.KindText:
			if s.objects[e.ref()].seq.bytes > crm.MaxTextBytes {
				return true
			}
		case e.kind == kindObject && e.makes() == ActionMakeText:
			text := s.content(s.objects[e.ref()].seq)
			if f.CheckString("", text) != nil || f.RuleString("", text, "") != nil {
				return true
			}
		}
	}
	return false
}
