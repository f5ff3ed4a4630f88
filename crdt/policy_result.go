package crdt

import (
	"maps"
	"slices"

	"roomkey/crm"
)

// checkResult checks the document as the change leaves it.
func (in *checker) checkResult() error {
	if err := in.checkNames(); err != nil {
		return err
	}
	for _, op := range in.incs {
		if err := in.checkCounters(in.set.object(op.Obj), op); err != nil {
			return err
		}
	}
	for _, o := range in.after {
		f := in.field(o)
		if err := in.checkSize(o, f); err != nil {
			return err
		}
		if err := in.checkItem(o); err != nil {
			return err
		}
	}
	return nil
}

// checkNames refuses changes of `type` and `privateOf` once they are set.
func (in *checker) checkNames() error {
	name := in.nameKey()
	if !in.names[name] {
		return nil
	}
	list := in.set.root.keys[name]
	texts := in.set.texts(list)
	if len(texts) != len(list) {
		return crm.Invalid("/"+name, "must be a text")
	}
	if len(texts) == 0 && len(in.before.names[name]) > 0 {
		return crm.Invalid("/"+name, "is fixed once it is set")
	}
	for _, text := range texts {
		if err := in.checkName(name, text); err != nil {
			return err
		}
		if before := in.before.names[name]; len(before) > 0 && !slices.Contains(before, text) {
			return crm.Invalid("/"+name, "is fixed once it is set")
		}
	}
	return nil
}

func (in *checker) checkName(name, text string) error {
	if name == "type" {
		if text != in.t.Name {
			if crm.TypeNamed(text) == nil {
				return crm.Invalid("/type", "there is no such type of record")
			}
			return crm.Invalid("/type", "is fixed once it is set")
		}
		return nil
	}
	id, err := crm.ParseID(text)
	if err != nil || !in.record.IsZero() && id != in.record {
		return crm.Invalid("/privateOf", "must be the id of the record")
	}
	return nil
}

// checkItem validates an item of a list of maps: it must have an id, and a note must have its author. It does not check
// the server, which moves other users' items and notes.
func (in *checker) checkItem(o *object) error {
	if in.server || o.keys == nil || o.parent == nil || o.parent.seq == nil {
		return nil
	}
	if f := in.field(o); f == nil || f.Child("id") == nil {
		return nil
	}
	if in.set.itemID(o) == "" {
		return crm.Invalid(in.path(o)+"/id", "is required")
	}
	if list := o.parent; list.parent != in.set.root || list.key != "notes" {
		return nil
	}
	return in.checkAuthor(o)
}

// checkAuthor requires that a new note names the change's user as its author, and that nobody changes a note's author.
func (in *checker) checkAuthor(note *object) error {
	before, written := in.before.authors[note]
	if !written && !in.fresh[note] {
		return nil
	}
	user := in.user
	for _, text := range before {
		if id, err := crm.ParseID(text); err != nil || id != user {
			return &crm.Error{Code: crm.CodeForbidden, Field: in.path(note) + "/author",
				Message: "is fixed once it is set"}
		}
	}
	list := note.keys["author"]
	for i := range list {
		text, _ := in.set.text(&list[i])
		if id, err := crm.ParseID(text); err != nil || id != user {
			return &crm.Error{Code: crm.CodeForbidden, Field: in.path(note) + "/author",
				Message: "must be the user who writes the note"}
		}
	}
	if len(list) == 0 {
		return crm.Invalid(in.path(note)+"/author", "is required")
	}
	return nil
}

// checkDocument checks the whole document: every surviving value, no matter which change wrote it.
func (in *checker) checkDocument() error {
	root := in.set.root
	for _, key := range slices.Sorted(maps.Keys(root.keys)) {
		if key == in.nameKey() {
			continue
		}
		if err := in.checkList(in.fieldAt(root, key), in.path(root)+"/"+crm.Escape(key), root.keys[key]); err != nil {
			return err
		}
	}
	return nil
}

func (in *checker) checkList(f *crm.Field, pointer string, list []entry) error {
	if f == nil {
		return crm.Invalid(pointer, "there is no such field")
	}
	if f.Derived || f.Server && !in.server {
		return &crm.Error{Code: crm.CodeForbidden, Field: pointer, Message: "is not yours to write"}
	}
	for i := range list {
		var err error
		if e := &list[i]; e.kind != kindObject {
			err = checkScalar(f, e, func() string { return pointer })
		} else if !fits(f, e.makes) {
			err = crm.Invalid(pointer, "must be a %s", f.Kind)
		} else {
			err = in.checkObject(in.set.objects[e.ref()], f)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func (in *checker) checkObject(o *object, f *crm.Field) (err error) {
	if err = in.checkSize(o, f); err != nil || o.kind == ActionMakeText {
		return err
	}
	if o.seq != nil {
		in.set.walk(o.seq, func(_ uint32, el *element) bool {
			err = in.checkList(f.Item, in.path(o), el.survivors())
			return err == nil
		})
		return err
	}
	if err = in.checkItem(o); err != nil {
		return err
	}
	for _, key := range slices.Sorted(maps.Keys(o.keys)) {
		if err = in.checkList(f.Child(key), in.path(o)+"/"+crm.Escape(key), o.keys[key]); err != nil {
			return err
		}
	}
	return nil
}
