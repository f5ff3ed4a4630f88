package crdt

import (
	"slices"

	"roomkey/crm"
)

// Lists of notes may be overwritten as wholes by who has seen no notes of others in them. Notes that others were adding
// at that time would be lost with the list.

// isNotes reports whether o is a list of notes. There may be several: one that is shown, others that lost to it, and
// others that were overwritten.
func (s *OpSet) isNotes(o *object) bool {
	return o.kind == ActionMakeList && o.parent == s.root && o.key == notesKey
}

// endNotes records who overwrites lists of notes by an operation on a map.
func (s *OpSet) endNotes(o *object, op *Op, actor uint32) {
	if o != s.root || op.Key != notesKey {
		return
	}
	for _, pred := range op.Pred {
		list := s.object(pred)
		if list == nil || !s.isNotes(list) || slices.Contains(s.ended[list], actor) {
			continue
		}
		was := s.ended[list]
		s.ended[list] = append(slices.Clone(was), actor)
		s.undo.push(func() {
			if s.ended[list] = was; len(was) == 0 {
				delete(s.ended, list)
			}
		})
	}
}

// rescueNotes moves notes out of overwritten lists into the one that is shown: those of authors who did not overwrite
// the list, who can't be meant to be deleted, because nobody may delete others' notes.
func (f *repairer) rescueNotes(winner *object) {
	if f.owner == nil || len(f.s.ended) == 0 {
		return
	}
	var lists []*object
	for list := range f.s.ended {
		lists = append(lists, list)
	}
	slices.SortFunc(lists, func(a, b *object) int { return f.s.compare(a.id, b.id) })
	for _, list := range lists {
		var by []crm.ID
		for _, actor := range f.s.ended[list] {
			by = append(by, f.owner(f.s.names[actor]))
		}
		f.mergeList(winner, list, func(e *entry) bool {
			note := f.s.objects[e.ref()]
			if e.kind != kindObject || note.keys == nil || len(note.keys["author"]) == 0 {
				return false
			}
			author, _ := f.s.text(&note.keys["author"][len(note.keys["author"])-1])
			id, err := crm.ParseID(author)
			return err == nil && !slices.Contains(by, id)
		})
	}
}
