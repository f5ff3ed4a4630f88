package wiretest

import "sync"

// queue calls heard with what is added, one after the other, in a goroutine of its own.
type queue struct {
	heard func(subject string, data []byte)

	mu     sync.Mutex // guards what follows
	wait   []message
	closed bool

	more chan struct{} // holds one when something waits, or the queue was closed
	done chan struct{}
}

type message struct {
	subject string
	data    []byte
}

func newQueue(heard func(string, []byte)) *queue {
	q := &queue{heard: heard, more: make(chan struct{}, 1), done: make(chan struct{})}
	go q.run()
	return q
}

func (q *queue) add(subject string, data []byte) {
	q.mu.Lock()
	q.wait = append(q.wait, message{subject, data})
	q.mu.Unlock()
	q.wake()
}

func (q *queue) wake() {
	select {
	case q.more <- struct{}{}:
	default:
	}
}

func (q *queue) run() {
	defer close(q.done)
	for range q.more {
		for {
			m, ok, closed := q.next()
			if closed {
				return
			}
			if !ok {
				break
			}
			q.heard(m.subject, m.data)
		}
	}
}

func (q *queue) next() (m message, ok, closed bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.closed || len(q.wait) == 0 {
		return message{}, false, q.closed
	}
	m = q.wait[0]
	q.wait = q.wait[1:]
	return m, true, false
}

// close waits until nothing is heard any more.
func (q *queue) close() {
	q.mu.Lock()
	q.closed = true
	q.mu.Unlock()
	q.wake()
	<-q.done
}
