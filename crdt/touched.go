package crdt

import (
	"slices"
	"strconv"
	"strings"

	"roomkey/crm"
)

// Touch is a field that a change writes to or deletes from.
type Touch struct {
	Pointer string     // as RecordType.Field takes it; list items by their `id`, by their index where they have none
	Field   *crm.Field // nil: the schema has no such field, or it is `type` or `privateOf`
	Root    string     // the root key
}

// Touched lists the fields that the change is about, sorted, each once, objects that it makes itself included. The change
// must be applicable, and not applied yet; it isn't applied afterwards either. A nil t makes every Field nil.
func (s *OpSet) Touched(t *crm.RecordType, private bool, c *Change) ([]Touch, error) {
	back, err := s.apply(c)
	if err != nil {
		return nil, err
	}
	defer back()
	return newAtlas(s, t, private).touched(c), nil
}

// atlas tells where objects stand in the schema. It is made for one state of the set and remembers what it found.
type atlas struct {
	set     *OpSet
	t       *crm.RecordType
	private bool
	fields  map[*object]*crm.Field
	indexes map[*object]map[uint32]int
}

func newAtlas(s *OpSet, t *crm.RecordType, private bool) *atlas {
	return &atlas{set: s, t: t, private: private, fields: map[*object]*crm.Field{}, indexes: map[*object]map[uint32]int{}}
}

func (a *atlas) touched(c *Change) []Touch {
	var all []Touch
	seen := map[string]bool{}
	for i := range c.Ops {
		op := &c.Ops[i]
		o := a.set.object(op.Obj)
		pointer := a.pointer(o, op)
		if !seen[pointer] {
			seen[pointer] = true
			all = append(all, Touch{Pointer: pointer, Field: a.slot(o, op.Key), Root: a.root(o, op.Key)})
		}
	}
	slices.SortFunc(all, func(x, y Touch) int { return strings.Compare(x.Pointer, y.Pointer) })
	return all
}

// root is the root key under which o's entry key lies.
func (a *atlas) root(o *object, key string) string {
	for ; o.parent != nil; o = o.parent {
		key = o.key
	}
	return key
}

// slot is the field of o's entry: of the key of a map, of any item of a list, of the text itself where o is one.
func (a *atlas) slot(o *object, key string) *crm.Field {
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

// field is the field whose value o is, which is not the root; nil where the schema has none.
func (a *atlas) field(o *object) *crm.Field {
	f, known := a.fields[o]
	if known {
		return f
	}
	if o.parent.kind != ActionMakeText { // what stands in a text is no field
		f = a.slot(o.parent, o.key)
	}
	a.fields[o] = f
	return f
}

// pointer names what op changes in o: a key, a list item or the text that o is.
func (a *atlas) pointer(o *object, op *Op) string {
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
	if w := o.seq.elems[at].winner(); w != nil && w.kind == kindObject {
		return a.path(a.set.objects[w.ref()])
	}
	for _, pred := range op.Pred {
		if item := a.set.object(pred); item != nil && item.parent == o {
			return a.path(item)
		}
	}
	return a.path(o) + a.step(o, at)
}

// path is the pointer of an object; the root's is the prefix of all.
func (a *atlas) path(o *object) string {
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

// step is the index of a visible element as a step of a pointer; nothing for others.
func (a *atlas) step(list *object, at uint32) string {
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

// itemID is the text of an item's `id`; "" where it has none.
func (s *OpSet) itemID(item *object) string {
	list := item.keys["id"]
	if len(list) == 0 {
		return ""
	}
	text, _ := s.text(&list[len(list)-1])
	return text
}

// text is the value of a text or string.
func (s *OpSet) text(e *entry) (string, bool) {
	switch {
	case e.kind == ValueString:
		return e.str, true
	case e.kind == kindObject && e.makes == ActionMakeText:
		return s.content(s.objects[e.ref()].seq), true
	}
	return "", false
}

// RootText is the text of a root key, for `type` and `privateOf`; "" where it has no value or one that is no text.
func (s *OpSet) RootText(key string) string {
	list := s.root.keys[key]
	if len(list) == 0 {
		return ""
	}
	text, _ := s.text(&list[len(list)-1])
	return text
}
