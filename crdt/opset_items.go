package crdt

// items knows the items that a list of maps ever had, and their ids.
type items struct {
	all     []*object       // in order of arrival
	ids     map[string]bool // the ids of the first named items, and of some that were taken back
	named   int
	renamed bool // an item's id was changed after its change, so ids lacks what it was

	news, unique int // how often items came or were renamed, and of how many of these it is known that they have own ids
}

// noteItem notes an item that was made in a list.
func (s *OpSet) noteItem(o *object) {
	list := o.parent
	if list.kind != ActionMakeList || o.keys == nil {
		return
	}
	if list.items == nil {
		list.items = &items{}
	}
	known := list.items
	known.news++
	known.all = append(known.all, o)
	s.undo.push(func() {
		known.all = known.all[:len(known.all)-1]
		known.named = min(known.named, len(known.all))
	})
}

// noteRename notes that an operation on o changes the id of an item that an earlier change made. start is the counter of
// its own change's first operation.
func (s *OpSet) noteRename(o *object, op *Op, start uint64) {
	key := op.Key
	if o.kind == ActionMakeText {
		o, key = o.parent, o.key
	}
	if key != "id" || o.parent == nil || o.parent.items == nil {
		return
	}
	if s.names[o.id.actor] != op.ID.Actor || o.id.counter < start {
		o.parent.items.renamed = true
		o.parent.items.news++
	}
}

// everNamed returns the ids that items of a list ever had; false if they are not known any more.
func everNamed(s *OpSet, list *object) (ids map[string]bool, known bool) {
	all := list.items
	if all == nil {
		return nil, true
	}
	if all.renamed {
		return nil, false
	}
	if all.ids == nil {
		all.ids = make(map[string]bool, len(all.all))
	}
	for ; all.named < len(all.all); all.named++ {
		for _, id := range s.texts(all.all[all.named].keys["id"]) {
			all.ids[id] = true
		}
	}
	return all.ids, true
}
