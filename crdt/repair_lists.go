package crdt

// A list that a change deletes or replaces, though it may not, comes back as a new one: nothing is undeleted. What
// others were adding at that time is in the old list, and would be lost with it.

// noteReplaced records the lists of the root that a change overwrites, by the actor that its repair has or would have.
// The lists of notes have rules of their own.
func noteReplaced(s *OpSet, c *Change) {
	var lists []*object
	for i := range c.Ops {
		op := &c.Ops[i]
		if !op.Obj.IsZero() {
			continue
		}
		for _, pred := range op.Pred {
			list := s.object(pred)
			if list != nil && list.parent == s.root && list.kind == ActionMakeList && !s.isNotes(list) {
				lists = append(lists, list)
			}
		}
	}
	if len(lists) == 0 {
		return
	}
	actor := RepairActor(c.Hash)
	s.replaced[actor] = lists
	s.undo.push(func() { delete(s.replaced, actor) })
}

// rescueItems moves items into a list that a repair has restored: those that the list in whose place it stands got from
// people who did not know of that.
func (f *repairer) rescueItems(winner *object) {
	for _, list := range f.s.replaced[f.s.names[winner.id.actor]] {
		if list.key == winner.key {
			f.mergeList(winner, list, func(*entry) bool { return true })
		}
	}
}
