package crdt

import "roomkey/crm"

// notesKey is the root key of the notes of a shared document.
const notesKey = "notes"

// CheckNotes reports whether the change leaves other users' notes alone. A note belongs to the author that it names:
// nobody else may write anything of it or within it, put something in its place, or delete it. Whoever DeletesNotes may
// delete it, and nothing more. Nobody may replace or delete a list that holds others' notes as a whole.
//
// CheckNotes judges the operations of the change alone, so no merge makes an innocent change wrong. Call it before the
// change is applied. Its error has code forbidden and the pointer of the note, or of the list ("/notes"); then it is a
// [*HiddenNotesError], because the author may not have seen the notes in the list. [Repair] moves such notes to the new
// list.
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

// HiddenNotesError says that a change hides notes of others. If they were written meanwhile, the author may be
// innocent: check the change against what its author had seen.
type HiddenNotesError struct{ Err *crm.Error }

func (e *HiddenNotesError) Error() string { return e.Err.Error() }

// Unwrap returns the error for the author.
func (e *HiddenNotesError) Unwrap() error { return e.Err }

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

func (g *noteGuard) isList(o *object) bool { return g.set.isNotes(o) }

// list checks an operation on the root key of the notes: it must not hide others' notes that its author may have seen.
func (g *noteGuard) list(op *Op) error {
	var lists []*object
	for _, pred := range op.Pred {
		lists = append(lists, g.set.object(pred))
	}
	if shows(op.Action) {
		for _, e := range g.set.root.keys[notesKey] {
			lists = append(lists, g.set.objects[e.ref()])
		}
	}
	for _, list := range lists {
		if list != nil && g.isList(list) && g.holdsOthers(list) {
			return &HiddenNotesError{&crm.Error{Code: crm.CodeForbidden, Field: "/" + notesKey,
				Message: "holds others' notes and can't be replaced as a whole"}}
		}
	}
	return nil
}

// holdsOthers reports whether a list shows a note that is not the user's.
func (g *noteGuard) holdsOthers(list *object) (others bool) {
	g.set.walk(list.seq, func(_ uint32, el *element) bool {
		note := g.set.objects[el.winner().ref()]
		others = note != nil && note.parent == list && g.note(note) != nil
		return !others
	})
	return others
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
	el := list.seq.at(at)
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
