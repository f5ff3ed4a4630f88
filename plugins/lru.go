package plugins

import (
	"container/list"

	"roomkey/crm"
)

// lru keeps values by digest as long as their sizes together stay within a bound; the least recently used go first. It is
// not safe for concurrent use.
type lru[V any] struct {
	free  int       // bytes; the bound at first
	order list.List // of *kept[V], the last used in front
	found map[crm.Hash]*list.Element
}

type kept[V any] struct {
	key   crm.Hash
	value V
	bytes int
}

func newLRU[V any](bound int) lru[V] {
	return lru[V]{free: bound, found: make(map[crm.Hash]*list.Element)}
}

// get counts as a use.
func (l *lru[V]) get(key crm.Hash) (value V, ok bool) {
	at := l.found[key]
	if at == nil {
		return value, false
	}
	l.order.MoveToFront(at)
	return at.Value.(*kept[V]).value, true
}

// put keeps a value of a size in the place of an earlier one.
func (l *lru[V]) put(key crm.Hash, value V, bytes int) {
	l.drop(l.found[key])
	l.found[key] = l.order.PushFront(&kept[V]{key, value, bytes})
	for l.free -= bytes; l.free < 0; {
		l.drop(l.order.Back())
	}
}

// drop takes out what is at a place; nil: nothing.
func (l *lru[V]) drop(at *list.Element) {
	if at == nil {
		return
	}
	gone := l.order.Remove(at).(*kept[V])
	delete(l.found, gone.key)
	l.free += gone.bytes
}
