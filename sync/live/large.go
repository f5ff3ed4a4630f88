package live

import (
	"sync"

	"roomkey/crm"
)

// largeTurns lets each user have one turn at a time that decodes a large change (crdt.ErrLarge). Such a change takes
// tens of megabytes until it is applied, so those of one user must not come together, in however many records. Any
// goroutine may call its methods.
type largeTurns struct {
	mu   sync.Mutex
	busy map[crm.ID][]func() // by user with such a turn: how the turns that wait are begun, oldest first
}

// begin reports whether the user's large turn may run now; end must follow. Otherwise resume is called when it may try
// again.
func (t *largeTurns) begin(user crm.ID, resume func()) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	if _, busy := t.busy[user]; busy {
		t.busy[user] = append(t.busy[user], resume)
		return false
	}
	if t.busy == nil {
		t.busy = make(map[crm.ID][]func())
	}
	t.busy[user] = nil
	return true
}

// after has resume called when the user's large turn has ended. It returns false if there is none.
func (t *largeTurns) after(user crm.ID, resume func()) bool {
	t.mu.Lock()
	defer t.mu.Unlock()
	waiting, busy := t.busy[user]
	if busy {
		t.busy[user] = append(waiting, resume)
	}
	return busy
}

// end ends a large turn and resumes those that wait: one of them begins.
func (t *largeTurns) end(user crm.ID) {
	t.mu.Lock()
	waiting := t.busy[user]
	delete(t.busy, user)
	t.mu.Unlock()
	for _, resume := range waiting {
		resume()
	}
}
