package crdt

import (
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// Touch is a field that a change writes or deletes.
type Touch struct {
	Pointer string     // as RecordType.Field takes it; list items by their `id`, or by their index if they have none
	Field   *crm.Field // nil: the schema has no such field, or it is `type` or `privateOf`
	Root    string     // the root key
}

// Touched returns the fields that the change touches, sorted, each once, including objects that it makes. The change
// must be applicable and not applied yet. Touched leaves s unchanged. If t is nil, every Field is nil.
func (s *OpSet) Touched(t *crm.RecordType, private bool, c *Change) ([]Touch, error) {
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	defer back()
	return newSchemaPaths(s, t, private).touched(c), nil
}

// schemaPaths locates objects in the schema. It is valid for one state of the set and caches its results.
type schemaPaths struct {
	set     *OpSet
	t       *crm.RecordType
	private bool
	fields  map[*object]*crm.Field
	indexes map[*object]map[uint32]int
}

func newSchemaPaths(s *OpSet, t *crm.RecordType, private bool) *schemaPaths {
	return &schemaPaths{set: s, t: t, private: private, fields: map[*object]*crm.Field{},
		indexes: map[*object]map[uint32]int{}}
}

func (a *schemaPaths) touched(c *Change) []Touch {
	var all []Touch
	seen := map[string]bool{}
	for i := range c.Ops {
		op := &c.Ops[i]
		o := a.set.object(op.Obj)
		pointer := a.pointer(o, op)
		if !seen[pointer] {
			seen[pointer] = true
			all = append(all, Touch{Pointer: pointer, Field: a.fieldAt(o, op.Key), Root: a.root(o, op.Key)})
		}
	}
	slices.SortFunc(all, func(x, y Touch) int { return strings.Compare(x.Pointer, y.Pointer) })
	return all
}

// nameKey returns the root key that is not a field but says what the document is.
func (a *schemaPaths) nameKey() string {
	if a.private {
		return "privateOf"
	}
	return "type"
}

// root returns the root key above o's entry key.
func (a *schemaPaths) root(o *object, key string) string {
	for ; o.parent != nil; o = o.parent {
		key = o.key
	}
	return key
}

// fieldAt returns the field of an entry of o: of a map's key, of any item of a list, or of the text itself if o is a
// text.
func (a *schemaPaths) fieldAt(o *object, key string) *crm.Field {
	if o.parent == nil {
		if a.t == nil {
			return nil
		}
		if f := a.t.Root(key); f != nil && f.Private == a.private {
			return f
		}
		return nil
	}
	f := a.field(o)
	switch {
	case f == nil || o.kind == ActionMakeText:
		return f
	case (f.Kind == crm.KindList) != (o.seq != nil):
		return nil
	case f.Kind == crm.KindList:
		return f.Item
	}
	return f.Child(key)
}

// field returns the field whose value is o, which is not the root; nil if the schema has none.
func (a *schemaPaths) field(o *object) *crm.Field {
	f, known := a.fields[o]
	if known {
		return f
	}
	if o.parent.kind != ActionMakeText { // an object within a text is not a field
		f = a.fieldAt(o.parent, o.key)
	}
	a.fields[o] = f
	return f
}

// pointer returns the pointer of the entry that op changes: a key, a list item, or the text o.
func (a *schemaPaths) pointer(o *object, op *Op) string {
	switch {
	case o.seq == nil:
		return a.path(o) + "/" + crm.Escape(op.Key)
	case o.kind == ActionMakeText:
		return a.path(o)
	}
	ref := op.Elem
	if op.Insert {
		ref = op.ID
	}
	at, _ := a.set.element(o.seq, ref)
	if w := o.seq.at(at).winner(); w != nil && w.kind == kindObject {
		return a.path(a.set.objects[w.ref()])
	}
	for _, pred := range op.Pred {
		if item := a.set.object(pred); item != nil && item.parent == o {
			return a.path(item)
		}
	}
	return a.path(o) + a.step(o, at)
}

// path returns the pointer of an object. The root's path is the prefix of all others.
func (a *schemaPaths) path(o *object) string {
	switch {
	case o.parent == nil && a.private:
		return "/private"
	case o.parent == nil:
		return ""
	case o.parent.seq == nil:
		return a.path(o.parent) + "/" + crm.Escape(o.key)
	}
	if id := a.set.itemID(o); id != "" {
		return a.path(o.parent) + "/" + crm.Escape(id)
	}
	return a.path(o.parent) + a.step(o.parent, o.elem)
}

// step returns the index of a visible element as a part of a pointer; "" for an invisible one.
func (a *schemaPaths) step(list *object, at uint32) string {
	places, known := a.indexes[list]
	if !known {
		places = make(map[uint32]int, list.seq.visible)
		a.set.walk(list.seq, func(at uint32, _ *element) bool {
			places[at] = len(places)
			return true
		})
		a.indexes[list] = places
	}
	if i, visible := places[at]; visible {
		return "/" + strconv.Itoa(i)
	}
	return ""
}
