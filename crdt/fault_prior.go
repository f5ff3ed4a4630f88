package crdt

// own tells a change's own operations.
type own struct {
	actor    uint32
	from, to uint64 // counters
	all      bool   // everything counts as its own
}

// priorState is what a document held, before a change, at the places that the change writes.
type priorState struct {
	names   map[string][]string  // of `type` and `privateOf`
	authors map[*object][]string // of the notes whose author the change may alter
	values  map[location][]entry // ascending; only places that had any
	lengths map[*object]size     // of lists and texts
	ids     map[*object]string   // of items whose id the change may alter
	status  string               // of the record
	by      own
}

func newPriorState(p Policy, s *OpSet, c *Change) *priorState {
	b := &priorState{
		names: map[string][]string{}, authors: map[*object][]string{},
		values: map[location][]entry{}, lengths: map[*object]size{}, ids: map[*object]string{},
	}
	b.by = own{actor: s.intern(c.Actor), from: c.StartOp, to: c.MaxOp()}
	if p.Type != nil && p.Type.Status != "" {
		b.status = s.RootText(p.Type.Status)
	}
	for _, name := range []string{"type", "privateOf"} {
		b.names[name] = s.texts(s.root.keys[name])
	}
	for i := range c.Ops {
		if op := &c.Ops[i]; i > 0 && op.List && op.Obj == c.Ops[i-1].Obj {
			b.rememberElement(s, op)
		} else if o := s.object(op.Obj); o != nil {
			b.rememberAll(s, o, op)
		}
	}
	return b
}

// rememberAll remembers what an operation on an object may alter.
func (b *priorState) rememberAll(s *OpSet, o *object, op *Op) {
	if o.seq == nil {
		b.remember(s, location{object: o, key: op.Key})
		return
	}
	b.lengths[o] = size{o.seq.visible, o.seq.bytes}
	b.rememberElement(s, op)
	if o.kind == ActionMakeText {
		b.remember(s, o.place()) // the text is a value there
	}
}

// rememberElement remembers the values of an element that gets another one.
func (b *priorState) rememberElement(s *OpSet, op *Op) {
	if op.Insert || op.Action == ActionDelete {
		return
	}
	if o := s.object(op.Obj); o != nil && o.seq != nil {
		if at, found := s.element(o.seq, op.Elem); found && at != 0 {
			b.remember(s, location{object: o, elem: at})
		}
	}
}

func (b *priorState) remember(s *OpSet, place location) {
	if _, known := b.values[place]; known {
		return
	}
	if values := s.valuesAt(place); len(values) > 0 {
		b.values[place] = values
	}
	switch o := place.object; {
	case place.namesItem():
		b.ids[o] = s.itemID(o)
	case place.key == "author":
		b.authors[o] = s.texts(o.keys["author"])
	}
}

// wrote reports whether the value with this id is the change's own.
func (b *priorState) wrote(id opRef) bool {
	return b.by.all || id.actor == b.by.actor && id.counter >= b.by.from && id.counter <= b.by.to
}

// spliced reports whether a value is a text from before in which the change writes.
func (b *priorState) spliced(s *OpSet, e *entry) bool {
	if e.kind != kindObject || e.makes() != ActionMakeText {
		return false
	}
	_, known := b.lengths[s.objects[e.ref()]]
	return known
}

// counted reports whether the values that were at a place count as one: the last is no empty text.
func (b *priorState) counted(s *OpSet, place location) bool {
	values := b.values[place]
	if len(values) == 0 {
		return false
	}
	e := &values[len(values)-1]
	if b.spliced(s, e) {
		return b.lengths[s.objects[e.ref()]].visible > 0
	}
	return counts(s, values)
}

// counts reports whether the last of a place's values counts: it is no empty text.
func counts(s *OpSet, values []entry) bool {
	if len(values) == 0 {
		return false
	}
	switch e := &values[len(values)-1]; {
	case e.kind == ValueString:
		return e.str != ""
	case e.kind == kindObject && e.makes() == ActionMakeText:
		return s.objects[e.ref()].seq.visible > 0
	}
	return true
}
