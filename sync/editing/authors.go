package editing

import (
	"encoding/json"
	"reflect"
	"slices"
	"strconv"

	"roomkey/crm"
)

// isNotes reports whether a root field is the list of notes, each of which belongs to its author.
func isNotes(f *crm.Field) bool { return f.Name == "notes" && !f.Private }

// noteList is a list of notes as JSON gives it.
type noteList []any

func notesIn(value any) noteList { notes, _ := value.([]any); return notes }

// at returns the id and the author of a note; "" for what it lacks.
func (l noteList) at(i int) (id, author string) {
	note, _ := l[i].(map[string]any)
	id, _ = note["id"].(string)
	author, _ = note["author"].(string)
	return id, author
}

// writtenBy reports whether a note names the user as its author.
func writtenBy(user *crm.User, note map[string]any) bool {
	author, _ := note["author"].(string)
	return user.ID.Is(author)
}

// byID returns the index of each note by its id.
func (l noteList) byID() map[string]int {
	found := make(map[string]int, len(l))
	for i := range l {
		if id, _ := l.at(i); id != "" {
			found[id] = i
		}
	}
	return found
}

// inOrder gives notes that were there before the order that they had: two lists of a patch, the second of which tells
// the ids. An item that moves is made again, and nobody makes somebody else's note.
func inOrder(old, sent, after any) {
	before, items, will := notesIn(old).byID(), notesIn(sent), notesIn(after)
	type place struct{ item, note any }
	var places []int
	var known []place
	for i := range min(len(items), len(will)) {
		if id, _ := will.at(i); id != "" {
			if _, there := before[id]; there {
				places, known = append(places, i), append(known, place{items[i], will[i]})
			}
		}
	}
	was := func(p place) int { id, _ := noteList{p.note}.at(0); return before[id] }
	slices.SortStableFunc(known, func(a, b place) int { return was(a) - was(b) })
	for i, at := range places {
		items[at], will[at] = known[i].item, known[i].note
	}
}

// checkNotes checks that others' notes stay as they are (the broker role may delete them), and that nobody signs a note
// for somebody else, unless notes may come back. The error names the note by its id, or a new one by its index.
func checkNotes(at string, old, after any, user *crm.User, leeway leeway) error {
	before, will := notesIn(old), notesIn(after)
	known, left := before.byID(), will.byID()
	for i := range before {
		id, author := before.at(i)
		if user.ID.Is(author) {
			continue
		}
		j, there := left[id]
		if there && !reflect.DeepEqual(before[i], will[j]) || !there && !user.MayDeleteNotes() {
			return notYours(at, id)
		}
	}
	for i := range will {
		id, author := will.at(i)
		was, there := known[id]
		if there {
			if _, signed := before.at(was); author == signed {
				continue
			}
		}
		if !user.ID.Is(author) && (there || !leeway.authors) {
			return &crm.Error{Code: crm.CodeForbidden, Field: at + "/" + strconv.Itoa(i) + "/author",
				Message: "must be yourself"}
		}
	}
	return nil
}

// notYours is the error for a note of somebody else.
func notYours(list, id string) error {
	return &crm.Error{Code: crm.CodeForbidden, Field: list + "/" + crm.Escape(id), Message: "is somebody else's note"}
}

// withOthersNotes returns former fields of a record, to which the user brings it back, with others' notes as they are
// now. A note that somebody else wrote comes back only if restore is true and the user may delete such notes, too.
func withOthersNotes(user *crm.User, now, then map[string]json.RawMessage, restore bool) map[string]json.RawMessage {
	is, was := notesIn(plain(now["notes"])), notesIn(plain(then["notes"]))
	present, former := is.byID(), was.byID()
	back := []any{}
	for i := range was {
		id, author := was.at(i)
		j, there := present[id]
		switch {
		case user.ID.Is(author):
			back = append(back, was[i])
		case there:
			back = append(back, is[j])
		case restore && user.MayDeleteNotes():
			back = append(back, was[i])
		}
	}
	for i := range is {
		id, author := is.at(i)
		if _, there := former[id]; !there && !user.ID.Is(author) {
			back = append(back, is[i])
		}
	}
	if len(back) == 0 && len(was) == 0 {
		return then
	}
	raw, err := json.Marshal(back)
	if err != nil {
		return then // it came from JSON
	}
	fields := make(map[string]json.RawMessage, len(then)+1)
	for name, value := range then {
		fields[name] = value
	}
	fields["notes"] = raw
	return fields
}
