package crdt

import "slices"

// twin is a visible item of a list of maps that has the id of another one.
type twin struct {
	at   uint32
	made *entry
	item *object
}

// twins folds visible items of one id into one, which happens where two users move one item: the one that was made last
// is kept, and gets the keys that it lacks. A twin that holds other values is not folded: it gets an id of its own.
func (f *repairer) twins(list *object, pointer string) {
	known := list.items
	if known == nil || known.unique == known.news {
		return
	}
	groups, taken := f.sameIDs(list)
	if len(groups) == 0 {
		known.unique = known.news
		return
	}
	before := len(f.c.Ops)
	for _, group := range groups {
		f.foldTwins(list, group, taken)
	}
	if len(f.c.Ops) > before {
		f.found = append(f.found, Fold{Pointer: pointer})
	}
}

// sameIDs returns the groups of items with one id, in document order, and all ids.
func (f *repairer) sameIDs(list *object) (groups [][]twin, taken map[string]bool) {
	byID, order := map[string][]twin{}, []string{}
	taken = map[string]bool{}
	f.s.walk(list.seq, func(at uint32, el *element) bool {
		e := el.winner()
		if e.kind != kindObject || f.s.objects[e.ref()].keys == nil {
			return true
		}
		item := f.s.objects[e.ref()]
		id := f.s.itemID(item)
		if id == "" {
			return true
		}
		if byID[id] = append(byID[id], twin{at, e, item}); len(byID[id]) == 2 {
			order = append(order, id)
		}
		taken[id] = true
		return true
	})
	for _, id := range order {
		groups = append(groups, byID[id])
	}
	return groups, taken
}

// foldTwins folds the items of one id.
func (f *repairer) foldTwins(list *object, group []twin, taken map[string]bool) {
	kept := group[0]
	for _, other := range group[1:] {
		if f.precedes(list, kept, other) {
			kept = other
		}
	}
	has := map[string]string{} // rendered values of the kept item
	for key, values := range kept.item.keys {
		has[key] = string(f.s.render(nil, &values[len(values)-1]))
	}
	for _, other := range group {
		if other.item == kept.item || f.full(f.size(other.made)+1) {
			continue
		}
		if f.differs(other.item, has) {
			f.rename(other.item, taken)
			continue
		}
		for _, key := range other.item.sortedKeys() {
			if _, there := has[key]; !there {
				values := other.item.keys[key]
				f.copy(Op{Obj: f.id(kept.item), Key: key}, &values[len(values)-1])
				has[key] = string(f.s.render(nil, &values[len(values)-1]))
			}
		}
		el := list.seq.at(other.at)
		f.delete(Op{Obj: f.id(list), Elem: f.s.id(&el.entry), List: true}, el.survivors())
	}
}

// precedes reports whether a twin gives way to another one: to the one that was made last. Of notes by different
// authors the first one that came here stays, because nobody can have that id by chance but who has read it.
func (f *repairer) precedes(list *object, one, other twin) bool {
	if f.s.isNotes(list) {
		a, b := f.s.texts(one.item.keys["author"]), f.s.texts(other.item.keys["author"])
		if !slices.Equal(a, b) {
			return other.made.change < one.made.change
		}
	}
	return f.s.less(one.made.ref(), other.made.ref())
}

// differs reports whether an item has another value for a key than has.
func (f *repairer) differs(item *object, has map[string]string) bool {
	for key, values := range item.keys {
		if value, there := has[key]; there && value != string(f.s.render(nil, &values[len(values)-1])) {
			return true
		}
	}
	return false
}

// rename gives an item an id of its own.
func (f *repairer) rename(item *object, taken map[string]bool) {
	id := derivedID(f.id(item), taken)
	taken[id] = true
	op := f.s.opAt(location{object: item, key: "id"}, item.keys["id"])
	op.Action, op.Value = ActionSet, Value{Type: ValueString, Bytes: id}
	f.add(op)
}
