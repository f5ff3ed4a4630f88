package crdt

import (
	"maps"
	"slices"

	"roomkey/crm"
)

// Folds returns the containers that Repair would make or merge, in the schema's order; none if the document needs no
// repair. Only Repair may resolve them: it moves content out of the containers that lost, so that nothing is moved
// twice.
func Folds(s *OpSet, t *crm.RecordType, private bool) []Fold {
	_, folds := repair(s, t, private, nil, Change{StartOp: 1})
	return folds
}

// Repair returns a change that makes every missing container of the schema, and that moves the content of competing
// containers into the one that is shown: list items whose id (of scalars: value) it lacks, map keys that it lacks, and
// the text of a collaborative text, which is appended. Content that can't be moved without loss (a key or item that
// both containers hold with different values) stays where it is and is an ordinary conflict. The containers that lost
// stay too, empty: an author who has not received the repair may still write there, and the next repair moves that
// content as well.
//
// It also moves notes out of a list that somebody overwrote without having seen them: those of authors who are not the
// owner of an actor that overwrote the list. owner may be nil; then it moves none. And it moves items and words out of
// a list or text in whose place another one was restored, see [Policy.Judge].
//
// The caller sets Actor, Seq, StartOp, Deps (all heads), Time and Message of blank; Repair sets the rest. The change is
// nil if there is nothing to repair. Repair does not modify s. The same set gives the same change on every machine. A
// very large repair takes several changes: call Repair again after applying one.
func Repair(s *OpSet, t *crm.RecordType, private bool, owner func(Actor) crm.ID, blank Change) (*Change, error) {
	c, _ := repair(s, t, private, owner, blank)
	if len(c.Ops) == 0 {
		return nil, nil
	}
	if err := EncodeChange(c); err != nil {
		return nil, err
	}
	return c, nil
}

func repair(s *OpSet, t *crm.RecordType, private bool, owner func(Actor) crm.ID, blank Change) (*Change, []Fold) {
	blank.Ops = nil
	f := repairer{copier: copier{writer: writer{c: &blank}, s: s}, owner: owner}
	for i := range t.Fields {
		if field := &t.Fields[i]; field.Private == private {
			f.field(s.root, field, "/"+crm.Escape(field.Name), true)
		}
	}
	return f.c, f.found
}

// field repairs one field of a map and the fields below it. It merges containers of list items but does not make them.
func (f *repairer) field(o *object, field *crm.Field, pointer string, make bool) {
	if !field.Container() {
		return
	}
	list := o.keys[field.Name]
	if len(list) == 0 {
		if make && !f.full(0) {
			f.found = append(f.found, Fold{Pointer: pointer, Make: true})
			f.container(f.id(o), field)
		}
		return
	}
	winner := f.object(&list[len(list)-1], field)
	if winner == nil {
		return // a plain string where a text may be
	}
	before := len(f.c.Ops)
	for i := len(list) - 2; i >= 0; i-- {
		if loser := f.object(&list[i], field); loser != nil {
			f.merge(winner, loser, field)
		}
	}
	switch {
	case o == f.s.root && field.Name == notesKey:
		f.rescueNotes(winner)
	case o == f.s.root && field.Kind == crm.KindList:
		f.rescueItems(winner)
	case o == f.s.root && field.Kind == crm.KindText:
		f.rescueWords(winner)
	}
	if len(f.c.Ops) > before {
		f.found = append(f.found, Fold{Pointer: pointer})
	}
	f.below(winner, field, pointer)
}

// below repairs the fields within a container.
func (f *repairer) below(o *object, field *crm.Field, pointer string) {
	for i := range field.Fields {
		child := &field.Fields[i]
		f.field(o, child, pointer+"/"+crm.Escape(child.Name), true)
	}
	if field.Kind == crm.KindList && field.Item.Child("id") != nil {
		f.twins(o, pointer)
	}
	if field.Kind != crm.KindList ||
		!slices.ContainsFunc(field.Item.Fields, func(f crm.Field) bool { return f.Container() }) {
		return
	}
	f.s.walk(o.seq, func(_ uint32, el *element) bool {
		if item := f.object(el.winner(), field.Item); item != nil {
			for i := range field.Item.Fields {
				child := &field.Item.Fields[i]
				f.field(item, child, pointer+"/"+crm.Escape(f.s.itemID(item))+"/"+crm.Escape(child.Name), false)
			}
		}
		return true
	})
}

// object returns the container that e made, if its kind is the field's; nil otherwise.
func (f *repairer) object(e *entry, field *crm.Field) *object {
	if e.kind != kindObject || !fits(field, e.makes()) {
		return nil
	}
	return f.s.objects[e.ref()]
}

func (f *repairer) merge(winner, loser *object, field *crm.Field) {
	switch field.Kind {
	case crm.KindList:
		f.mergeList(winner, loser, func(*entry) bool { return true })
	case crm.KindMap:
		f.mergeMap(winner, loser, field)
	case crm.KindText:
		f.mergeText(winner, loser)
	}
}

// mergeList appends the loser's items to the winner, if they are wanted.
func (f *repairer) mergeList(winner, loser *object, wanted func(*entry) bool) {
	if loser.seq.visible == 0 {
		return
	}
	has, last := map[string]string{}, OpID{} // rendered items by name
	f.s.walk(winner.seq, func(_ uint32, el *element) bool {
		name, value := f.item(el.winner())
		has[name], last = value, f.s.id(&el.entry)
		return true
	})
	f.s.walk(loser.seq, func(_ uint32, el *element) bool {
		e := el.winner()
		if !wanted(e) {
			return true
		}
		name, value := f.item(e)
		there, known := has[name]
		switch {
		case known && there != value || f.full(f.size(e)+2):
			return true
		case !known:
			last = f.copyItem(Op{Obj: f.id(winner), Elem: last, List: true, Insert: true}, e)
			has[name] = value
		}
		f.delete(Op{Obj: f.id(loser), Elem: f.s.id(&el.entry), List: true}, el.survivors())
		return true
	})
}

// copyItem is copy for an item, which gets an id if it has none: nobody is asked for one in a list that is not shown.
func (f *repairer) copyItem(op Op, e *entry) OpID {
	item := f.s.objects[e.ref()]
	if e.kind != kindObject || item.keys == nil || f.s.itemID(item) != "" {
		return f.copy(op, e)
	}
	op.Action = e.makes()
	made := f.add(op)
	for _, key := range item.sortedKeys() {
		if list := item.keys[key]; key != "id" {
			f.copy(Op{Obj: made, Key: key}, &list[len(list)-1])
		}
	}
	f.add(Op{Obj: made, Key: "id", Action: ActionSet,
		Value: Value{Type: ValueString, Bytes: derivedID(f.id(item), nil)}})
	return made
}

// item returns the name that distinguishes an item (its id, or else its value) and its value.
func (f *repairer) item(e *entry) (name, value string) {
	value = string(f.s.render(nil, e))
	if o := f.s.objects[e.ref()]; e.kind == kindObject && o.keys != nil {
		if id := f.s.itemID(o); id != "" {
			return "id " + id, value
		}
	}
	return value, value
}

// mergeMap sets the keys that the winner lacks.
func (f *repairer) mergeMap(winner, loser *object, field *crm.Field) {
	for _, key := range slices.Sorted(maps.Keys(loser.keys)) {
		list, there := loser.keys[key], winner.keys[key]
		e := &list[len(list)-1]
		if len(there) > 0 {
			w := &there[len(there)-1]
			if child := field.Child(key); child != nil && child.Container() {
				if to, from := f.object(w, child), f.object(e, child); to != nil && from != nil {
					f.merge(to, from, child)
					continue
				}
			}
			if string(f.s.render(nil, w)) != string(f.s.render(nil, e)) {
				continue
			}
		}
		if f.full(f.size(e) + 1) {
			continue
		}
		if len(there) == 0 {
			f.copy(Op{Obj: f.id(winner), Key: key}, e)
		}
		f.delete(Op{Obj: f.id(loser), Key: key}, list)
	}
}

// mergeText appends the loser's text to the winner, on a new line. Of a text that a repair restored it appends only
// what others added since: the rest is there already, or was replaced.
func (f *repairer) mergeText(winner, loser *object) {
	if loser.seq.visible == 0 || f.full(3) {
		return
	}
	restored := func(el *element) bool { return f.s.repairers[loser.id.actor] && el.actor == loser.id.actor }
	var last OpID
	f.s.walk(winner.seq, func(_ uint32, el *element) bool {
		last = f.s.id(&el.entry)
		return true
	})
	known := f.s.content(winner.seq) == f.s.content(loser.seq)
	broken := known || winner.seq.visible == 0 // whether the loser's text begins on a line of its own
	f.s.walk(loser.seq, func(_ uint32, el *element) bool {
		if f.full(2 + len(el.winner().chars())) {
			return false
		}
		if !known && !restored(el) {
			if !broken {
				last, broken = f.characters(f.id(winner), last, "\n"), true
			}
			last = f.characters(f.id(winner), last, el.winner().chars())
		}
		f.delete(Op{Obj: f.id(loser), Elem: f.s.id(&el.entry), List: true}, el.survivors())
		return true
	})
}
