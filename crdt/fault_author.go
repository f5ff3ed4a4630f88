package crdt

import "roomkey/crm"

// checkAuthors rejects a change of the authorship of notes. It looks at notes in lists that were overwritten as well:
// [Repair] moves notes of others out of such a list.
func (in *inspector) checkAuthors() error {
	if in.private || in.policy.Server {
		return nil
	}
	for _, o := range in.touched {
		list := o.parent
		if o.keys == nil || list == nil || !in.set.isNotes(list) {
			continue
		}
		if err := in.checkAuthor(o); err != nil {
			return err
		}
	}
	return nil
}

// checkAuthor requires that a new note names the change's user as its author, and that nobody changes a note's author.
func (in *inspector) checkAuthor(note *object) error {
	before, written := in.authors[note]
	if !written && !in.wrote(note.id) {
		return nil
	}
	user := in.policy.User
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
	if len(list) == 0 && in.shown(note) {
		return crm.Invalid(in.path(note)+"/author", "is required")
	}
	return nil
}
