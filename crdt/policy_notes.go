package crdt

import "roomkey/crm"

// notesKey is the root key of the notes of a shared document.
const notesKey = "notes"

// CheckNotes reports whether the change leaves other users' notes alone. A note belongs to the author that it names:
// nobody else may write anything of it or within it, put something in its place, or delete it. Whoever DeletesNotes may
// delete it, and nothing more. Nobody may replace or delete the list of all notes, because others may be adding to it.
//
// CheckNotes judges the operations of the change alone, so no merge makes an innocent change wrong. Call it before the
// change is applied. Its error has code forbidden and the pointer of the note, or of the list ("/notes"); it is a
// [*StateError] if the change makes a list of notes where there is one that its author may not have seen.
func (p Policy) CheckNotes(s *OpSet, c *Change) error {
	if p.Server || p.Private || p.Draft {
		return nil
	}
	g := noteGuard{p, s}
	for i := range c.Ops {
		if err := g.operation(&c.Ops[i]); err != nil {
			return err
		}
	}
	return nil
}

// noteGuard keeps the notes of one document from a change that has not been applied yet.
type noteGuard struct {
	Policy
	set *OpSet
}

// operation checks one operation. The change may itself have made what the operation is about: then the set lacks it,
// and it is nobody else's.
func (g *noteGuard) operation(op *Op) error {
	o := g.set.object(op.Obj)
	switch {
	case o == nil:
		return nil
	case o == g.set.root:
		if op.Key == notesKey {
			return g.list(op)
		}
		return nil
	case g.isList(o):
		if op.Insert {
			return nil
		}
		return g.element(o, op)
	}
	for ; o.parent != nil; o = o.parent {
		if g.isList(o.parent) {
			return g.note(o)
		}
	}
	return nil
}

// isList reports whether o is a list of notes. There may be several: one that is shown, and others that lost to it.
func (g *noteGuard) isList(o *object) bool {
	return o.kind == ActionMakeList && o.parent == g.set.root && o.key == notesKey
}

// list checks an operation on the root key of the notes.
func (g *noteGuard) list(op *Op) error {
	refused := &crm.Error{Code: crm.CodeForbidden, Field: "/" + notesKey,
		Message: "can't be replaced as a whole: others may be writing there"}
	for _, pred := range op.Pred {
		if o := g.set.object(pred); o != nil && g.isList(o) {
			return refused
		}
	}
	if !shows(op.Action) || g.Merged {
		return nil
	}
	for _, e := range g.set.root.keys[notesKey] {
		if o := g.set.objects[e.ref()]; o != nil && g.isList(o) {
			return &StateError{refused}
		}
	}
	return nil
}

// element checks an operation that deletes an item of a list of notes or puts something in its place. The place belongs
// to whoever wrote the first note there.
func (g *noteGuard) element(list *object, op *Op) error {
	if op.Action == ActionDelete && g.DeletesNotes {
		return nil
	}
	at, found := g.set.element(list.seq, op.Elem)
	if !found || at == 0 {
		return nil
	}
	el := &list.seq.elems[at]
	notes := []*object{g.set.objects[el.ref()]}
	for _, e := range el.survivors() {
		notes = append(notes, g.set.objects[e.ref()])
	}
	for _, pred := range op.Pred {
		notes = append(notes, g.set.object(pred))
	}
	for _, note := range notes {
		if note != nil && note.parent == list {
			if err := g.note(note); err != nil {
				return err
			}
		}
	}
	return nil
}

// note refuses a note that is not the user's. A note with several authors, or none, is nobody's.
func (g *noteGuard) note(note *object) error {
	list := note.keys["author"]
	own := len(list) > 0
	for i := range list {
		text, _ := g.set.text(&list[i])
		own = own && g.User.Is(text)
	}
	if own {
		return nil
	}
	return &crm.Error{Code: crm.CodeForbidden, Field: newSchemaPaths(g.set, nil, false).path(note),
		Message: "is somebody else's note"}
}
