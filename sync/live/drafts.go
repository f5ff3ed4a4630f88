package live

import (
	"sync"

	"roomkey/crm"
)

// draftQueue checks the drafts of users who got a new record, because a draft waits until all records that it refers to
// exist. One goroutine works for all users, one draft at a time. A user who gets many records at once is checked once
// more, not once for each record.
type draftQueue struct {
	look  func(user crm.ID)
	enter func() // called before the goroutine starts
	leave func() // called when it has ended

	mu      sync.Mutex // guards the fields below
	users   []crm.ID   // users whose drafts are to be checked, without duplicates
	running bool
}

// add queues a check of the user's drafts.
func (q *draftQueue) add(user crm.ID) {
	q.mu.Lock()
	defer q.mu.Unlock()
	for _, waiting := range q.users {
		if waiting == user {
			return
		}
	}
	q.users = append(q.users, user)
	if !q.running {
		q.running = true
		q.enter()
		go q.run()
	}
}

func (q *draftQueue) run() {
	defer q.leave()
	for user, ok := q.next(); ok; user, ok = q.next() {
		q.look(user)
	}
}

// next returns the next user. It returns false to end the goroutine.
func (q *draftQueue) next() (crm.ID, bool) {
	q.mu.Lock()
	defer q.mu.Unlock()
	if len(q.users) == 0 {
		q.running = false
		return crm.ID{}, false
	}
	user := q.users[0]
	q.users = q.users[1:]
	return user, true
}
