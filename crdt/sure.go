package crdt

import (
	"errors"
	"maps"
	"slices"

	"roomkey/crm"
)

// Sure reports whether b is right after whatever part of the document its author had seen, judged by the live document
// alone, which may hold more than b's closure. roots and err are as in [Policy.Judge], to which the caller turns with
// the closure if b is not sure. It is true for what honest people write every day: a scalar that is set to a valid
// value, typing in a text that is far from its limit, an item with an id that no item of its list ever had, an item
// that is deleted. It takes time proportional to b's operations.
func (p Policy) Sure(live *OpSet, b *Change) (roots []string, sure bool, err error) {
	if len(b.Message) > maxDescriptionBytes {
		return nil, false, tooLarge("the change's message is longer than 4096 bytes")
	}
	if p.Type == nil {
		return nil, false, nil
	}
	var hidden *HiddenNotesError // b's author may not have seen others' notes in a list
	if err := p.CheckNotes(live, b); err != nil && !errors.As(err, &hidden) {
		return nil, false, err
	}
	in := &surety{newInspector(p, live, b), map[*object]map[string]bool{}, map[*object]map[string]bool{}}
	in.nameLists()
	back, err := live.apply(b)
	if err != nil {
		return nil, false, err
	}
	defer back()
	sure = hidden == nil
	for i := range b.Ops {
		op := &b.Ops[i]
		o := live.object(op.Obj)
		in.roots[in.root(o, op.Key)] = true
		sure = sure && (p.Server || in.right(o, op))
		if o.kind == ActionMakeText && o.parent != nil {
			in.touch(o.parent)
		}
		in.touch(o)
	}
	if !p.Server {
		err = in.checkAuthors()
	}
	return slices.Sorted(maps.Keys(in.roots)), sure && err == nil, err
}

// surety looks at an applied change without asking what its author had seen.
type surety struct {
	*inspector
	ever  map[*object]map[string]bool // by list: the ids that its items ever had; absent: not known
	fresh map[*object]map[string]bool // by list: the ids of the change's own items
}

// nameLists finds the ids that are taken in the lists to which the change adds items. The change is not applied yet.
func (in *surety) nameLists() {
	for i := range in.change.Ops {
		op := &in.change.Ops[i]
		if o := in.set.object(op.Obj); o != nil && o.kind == ActionMakeList && op.Action == ActionMakeMap {
			if ids, known := everNamed(in.set, o); known {
				in.ever[o] = ids
			}
		}
	}
}

// right reports whether an operation is right in any case.
func (in *surety) right(o *object, op *Op) bool {
	if o.parent == nil && op.Key == in.nameKey() || o.kind == ActionMakeText && in.namesDocument(o) {
		return false
	}
	f := in.fieldAt(o, op.Key)
	if o.kind == ActionMakeText {
		return f != nil && in.writable(o.parent, o.key, f) == nil && in.rightInText(o, op, f)
	}
	if in.writable(o, op.Key, f) != nil || op.Action == ActionIncrement || op.Action == ActionMark {
		return false
	}
	if o.seq != nil {
		return op.Action == ActionDelete ||
			o.seq.length-1 <= in.policy.limits.items() && in.rightValue(f, op) && in.rightItem(o, op)
	}
	return in.rightInMap(o, op, f)
}

func (in *surety) namesDocument(text *object) bool {
	return text.parent == in.set.root && text.key == in.nameKey()
}

// rightInText looks at an operation within a text. A string that is typed in is judged as a whole: only one that the
// change makes is sure.
func (in *surety) rightInText(text *object, op *Op, f *crm.Field) bool {
	switch {
	case f.Kind != crm.KindText:
		return in.wrote(text.id) && op.Action != ActionMark && op.Value.Type == ValueString
	case op.Action == ActionMark:
		return op.Value.Type == ValueNull
	case op.Action == ActionSet:
		return op.Value.Type == ValueString && crm.Clean(op.Value.Bytes, true) == op.Value.Bytes &&
			text.seq.written <= in.policy.limits.bytes()
	}
	return op.Action == ActionDelete
}

// rightInMap looks at an operation on a map's key.
func (in *surety) rightInMap(o *object, op *Op, f *crm.Field) bool {
	place := location{object: o, key: op.Key}
	needed := o.parent == nil && (f.Required || in.grouped(f.Name))
	switch {
	case place.namesItem():
		return in.wrote(o.id) // see rightItem
	case o.parent == nil && in.policy.Moves && !in.private && f.Name == in.t.Status && f.Moves != nil:
		return false
	case op.Action == ActionDelete:
		return !needed && !(f.Container() && fixedContainer(o))
	}
	return in.rightValue(f, op) && !(needed && in.empty(op))
}

func (in *surety) grouped(name string) bool {
	return slices.ContainsFunc(in.t.RequireOne, func(group []string) bool { return slices.Contains(group, name) })
}

// written returns the value that an operation writes.
func (in *surety) written(op *Op) entry {
	e := entry{counter: uint32(op.ID.Counter), actor: in.by.actor}
	e.set(op)
	return e
}

func (in *surety) empty(op *Op) bool { return !counts(in.set, []entry{in.written(op)}) }

// rightValue looks at the value that an operation writes.
func (in *surety) rightValue(f *crm.Field, op *Op) bool {
	e := in.written(op)
	if in.checkValue(f, &e) != nil {
		return false
	}
	if f.Kind == crm.KindText && e.kind == kindObject {
		return true // its characters are looked at one by one
	}
	text, ok := in.set.text(&e)
	return !ok || crm.Clean(text, f.MultiLine()) == text
}

// rightItem looks at an item that an operation makes in a list: its id is its own alone.
func (in *surety) rightItem(list *object, op *Op) bool {
	item := in.set.object(op.ID)
	if item == nil || item.keys == nil || in.fieldAt(list, "").Child("id") == nil {
		return true
	}
	ever, known := in.ever[list]
	if !known && !in.wrote(list.id) {
		return false
	}
	id := in.set.itemID(item)
	if id == "" || ever[id] || in.fresh[list][id] || in.checkIDValues(item, item.keys["id"], ever) != nil {
		return false
	}
	if in.fresh[list] == nil {
		in.fresh[list] = map[string]bool{}
	}
	in.fresh[list][id] = true
	return true
}
