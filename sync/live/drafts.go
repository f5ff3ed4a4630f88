package live

import (
	"sync"

	"roomkey/crm"
)

// draftQueue looks again at the drafts of users who got a new record: some may have waited for it, since what refers
// to nothing is no record. One goroutine works for all users, one draft at a time; whoever gets many records at once
// is looked at once more, not once for each.
type draftQueue struct {
	look  func(user crm.ID)
	enter func() // called before the goroutine starts
	leave func() // called when it has ended

	mu      sync.Mutex // guards what follows
	users   []crm.ID   // whose drafts are to be looked at, each once
	running bool
}

// add has a user's drafts looked at.
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

// next takes the next user; false ends the goroutine.
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
