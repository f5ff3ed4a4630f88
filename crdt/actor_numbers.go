package crdt

import (
	"cmp"
	"slices"
)

// actorNumbers numbers the actors of a set, so that its entries hold a number each. It orders and finds entries by
// their ids.
type actorNumbers struct {
	names   []Actor          // by number; number 0 is the empty actor of the root and the head
	numbers map[Actor]uint32 // the inverse of names
}

func (n *actorNumbers) find(list []entry, id OpID) int {
	return slices.IndexFunc(list, func(e entry) bool {
		return uint64(e.counter) == id.Counter && n.names[e.actor] == id.Actor
	})
}

func (n *actorNumbers) less(a, b opRef) bool { return n.compare(a, b) < 0 }

func (n *actorNumbers) compare(a, b opRef) int {
	if c := cmp.Compare(a.counter, b.counter); c != 0 || a.actor == b.actor {
		return c
	}
	return cmp.Compare(n.names[a.actor], n.names[b.actor])
}

func (n *actorNumbers) id(e *entry) OpID { return OpID{uint64(e.counter), n.names[e.actor]} }

// deletesOwn reports whether an operation deletes the one value of an element, which it was inserted with. Nearly all
// deletions in texts do.
func (n *actorNumbers) deletesOwn(el *element, op *Op) bool {
	return op.Action == ActionDelete && len(op.Pred) == 1 && el.is(ownSurvives) && el.more == nil &&
		n.id(&el.entry) == op.Pred[0]
}
