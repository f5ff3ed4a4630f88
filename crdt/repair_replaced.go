package crdt

import "slices"

// A list or text that a change deletes or replaces, though it may not, comes back as a new one: nothing is undeleted.
// What others were adding at that time is in the old one, and would be lost with it.

// noteReplaced records the lists of the root that a change overwrites, and the texts in whose place it puts no other
// text, by the actor that its repair has or would have. The lists of notes have rules of their own.
func noteReplaced(s *OpSet, c *Change) {
	var lists []*object
	for i := range c.Ops {
		op := &c.Ops[i]
		if !op.Obj.IsZero() {
			continue
		}
		for _, pred := range op.Pred {
			list := s.object(pred)
			if list == nil || list.parent != s.root || list.seq == nil || s.isNotes(list) {
				continue
			}
			if !list.seq.text || op.Action != ActionMakeText {
				lists = append(lists, list)
			}
		}
	}
	if len(lists) == 0 {
		return
	}
	for _, version := range rulesVersions {
		actor := repairActor(version, c.Hash)
		s.replaced[actor] = lists
		s.undo.push(func() { delete(s.replaced, actor) })
	}
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

// rescueWords moves words into a text that a repair has restored: those that people who did not know of that typed into
// the text in whose place it stands. They stand where they were typed.
func (f *repairer) rescueWords(winner *object) {
	for _, text := range f.s.replaced[f.s.names[winner.id.actor]] {
		if text.key == winner.key && text.seq.text && winner.seq.text {
			f.moveWords(winner, text)
		}
	}
}

// maxRescued bounds how long a text may be from which words are moved: each repair looks at it again.
const maxRescued = 4 * maxRepairOps

// moveWords moves what a text has more than a repair has copied from it.
func (f *repairer) moveWords(winner, text *object) {
	if text.seq.visible > maxRescued {
		return
	}
	var copied, now []rune
	var places []OpID // in the winner, of copied
	var from []uint32 // in the text, of now
	for i := range winner.seq.length {
		el := winner.seq.at(uint32(i))
		if el.is(holdsValue) && el.actor == winner.id.actor { // also what was deleted since
			for _, r := range el.chars() {
				copied, places = append(copied, r), append(places, f.s.id(&el.entry))
			}
		}
	}
	f.s.walk(text.seq, func(at uint32, el *element) bool {
		for _, r := range el.winner().chars() {
			now, from = append(now, r), append(from, at)
		}
		return true
	})
	for _, splice := range TextDiff(copied, now) {
		var after OpID
		if splice.Pos > 0 {
			after = places[splice.Pos-1]
		}
		// If not all of them fit, the next repair puts the others before these.
		// Making containers may have brought the repair beyond its limit.
		begin := max(splice.From, splice.To-max(0, maxRepairOps-len(f.c.Ops))/2)
		f.characters(f.id(winner), after, string(now[begin:splice.To]))
		for _, at := range slices.Compact(from[begin:splice.To]) {
			el := text.seq.at(at)
			f.delete(Op{Obj: f.id(text), Elem: f.s.id(&el.entry), List: true}, el.survivors())
		}
	}
}
