package plugins

import (
	"container/list"

	"roomkey/crm"
)

// lru keeps values by digest while their total size is within a bound. It drops the least recently used ones first. It
// is not safe for concurrent use.
type lru[V any] struct {
	free  int       // bytes; initially the bound
	order list.List // of *kept[V], the most recently used first
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

// get returns a value and marks it as used.
func (l *lru[V]) get(key crm.Hash) (value V, ok bool) {
	at := l.found[key]
	if at == nil {
		return value, false
	}
	l.order.MoveToFront(at)
	return at.Value.(*kept[V]).value, true
}

// put stores a value and its size, and replaces an earlier one.
func (l *lru[V]) put(key crm.Hash, value V, bytes int) {
	l.drop(l.found[key])
	l.found[key] = l.order.PushFront(&kept[V]{key, value, bytes})
	for l.free -= bytes; l.free < 0; {
		l.drop(l.order.Back())
	}
}

// drop removes an element; nil has no effect.
func (l *lru[V]) drop(at *list.Element) {
	if at == nil {
		return
	}
	gone := l.order.Remove(at).(*kept[V])
	delete(l.found, gone.key)
	l.free += gone.bytes
}
