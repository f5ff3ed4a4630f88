package editing

import (
	"context"
	"slices"

	"roomkey/crm"
)

// recordUndo is the undo of the edits of one record, the newest first.
type recordUndo []*undoEdit

// byRecord groups undos by their records. Each group keeps their order.
func byRecord(undos []undoEdit) []recordUndo {
	var groups []recordUndo
	at := make(map[crm.ID]int)
	for i := range undos {
		id := undos[i].edit.Record
		k, known := at[id]
		if !known {
			k = len(groups)
			at[id] = k
			groups = append(groups, nil)
		}
		groups[k] = append(groups[k], &undos[i])
	}
	return groups
}

// run takes the edits back. Edits that made the record and went on with it, with nobody's change between them, are one:
// the record is deleted if nothing of it has changed since the last of them.
func (r recordUndo) run(ctx context.Context, ed *Editor) {
	if newest := r[0]; len(r) > 1 && r.unbroken() {
		whole := &undoEdit{user: newest.user, by: newest.by,
			edit: &Applied{Record: newest.edit.Record, New: true, Heads: newest.edit.Heads,
				PrivateHeads: newest.edit.PrivateHeads}}
		if whole.run(ctx, ed); len(whole.undone) > 0 {
			newest.undone = whole.undone
			return
		}
	}
	for _, u := range r {
		u.run(ctx, ed)
	}
}

// unbroken reports whether the oldest edit made the record, and each other one follows the one before it.
func (r recordUndo) unbroken() bool {
	for i, u := range r[:len(r)-1] {
		before := r[i+1].edit
		if u.edit.New || !slices.Equal(u.edit.From, before.Heads) ||
			!slices.Equal(u.edit.PrivateFrom, before.PrivateHeads) {
			return false
		}
	}
	return r[len(r)-1].edit.New
}
