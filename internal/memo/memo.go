// Package memo keeps results that never change and are dear to compute. It bounds their memory, forgets those that
// nobody has asked for lately, and has equal questions that come at once computed once.
//
//	kept := memo.New[key, answer](32<<20, time.Now)
//	value, err := kept.Once(ctx, question, func() (answer, int, error) { … })
package memo

import (
	"container/list"
	"context"
	"sync"
	"time"
)

// Memo keeps values by their keys. All methods are safe for concurrent use. The values are shared: nobody may change
// them.
type Memo[K comparable, V any] struct {
	most int
	now  func() time.Time

	mu      sync.Mutex // guards what follows
	entries map[K]*list.Element
	recent  *list.List // of *entry, the one that was used last first
	bytes   int
	flights map[K]chan struct{} // values that are being computed; each is closed at the end
}

type entry[K comparable, V any] struct {
	key   K
	value V
	bytes int
	used  time.Time
}

// New makes a memo of at most so many bytes.
func New[K comparable, V any](most int, now func() time.Time) *Memo[K, V] {
	return &Memo[K, V]{most: most, now: now, entries: make(map[K]*list.Element), recent: list.New(),
		flights: make(map[K]chan struct{})}
}

// Get returns a kept value.
func (m *Memo[K, V]) Get(key K) (value V, ok bool) {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.getLocked(key)
}

// Put keeps a value. bytes is about the memory that it takes. A value that is larger than the memo is not kept.
func (m *Memo[K, V]) Put(key K, value V, bytes int) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.entries[key] != nil || bytes > m.most {
		return
	}
	m.entries[key] = m.recent.PushFront(&entry[K, V]{key, value, bytes, m.now()})
	for m.bytes += bytes; m.bytes > m.most; {
		m.removeLocked(m.recent.Back())
	}
}

// Once returns the kept value, or computes and keeps it. While it is being computed, others who ask for it wait. bytes
// is as in Put, or negative for a value that must not be kept. Errors: ctx's, while another computes it; compute's,
// which only its own caller gets.
func (m *Memo[K, V]) Once(ctx context.Context, key K, compute func() (value V, bytes int, err error)) (V, error) {
	for {
		m.mu.Lock()
		if value, ok := m.getLocked(key); ok {
			m.mu.Unlock()
			return value, nil
		}
		flight := m.flights[key]
		if flight == nil {
			break
		}
		m.mu.Unlock()
		select {
		case <-flight:
		case <-ctx.Done():
			var none V
			return none, ctx.Err()
		}
	}
	flight := make(chan struct{})
	m.flights[key] = flight
	m.mu.Unlock()
	defer func() {
		m.mu.Lock()
		defer m.mu.Unlock()
		delete(m.flights, key)
		close(flight)
	}()
	value, bytes, err := compute()
	if err == nil && bytes >= 0 {
		m.Put(key, value, bytes)
	}
	return value, err
}

// Sweep forgets what nobody has asked for since a time.
func (m *Memo[K, V]) Sweep(since time.Time) {
	m.mu.Lock()
	defer m.mu.Unlock()
	for last := m.recent.Back(); last != nil && last.Value.(*entry[K, V]).used.Before(since); last = m.recent.Back() {
		m.removeLocked(last)
	}
}

func (m *Memo[K, V]) getLocked(key K) (value V, ok bool) {
	e := m.entries[key]
	if e == nil {
		return value, false
	}
	m.recent.MoveToFront(e)
	kept := e.Value.(*entry[K, V])
	kept.used = m.now()
	return kept.value, true
}

func (m *Memo[K, V]) removeLocked(e *list.Element) {
	gone := m.recent.Remove(e).(*entry[K, V])
	delete(m.entries, gone.key)
	m.bytes -= gone.bytes
}
