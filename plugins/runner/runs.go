package runner

import (
	"sync"

	"roomkey/crm"
)

// runs are the runs that have not ended. Safe for concurrent use.
type runs struct {
	mu      sync.Mutex // guards byClaim
	byClaim map[crm.ID]*run
}

// count returns the number of runs.
func (s *runs) count() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.byClaim)
}

func (s *runs) add(u *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.byClaim[u.claim] = u
}

// drop removes a run and announces its end.
func (s *runs) drop(u *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.byClaim, u.claim)
	close(u.done)
}

// of returns the run of a task; nil if nobody runs it. If there are two, it returns the one that has not been stopped.
func (s *runs) of(task crm.ID) (found *run) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.byClaim {
		if u.task.ID == task && (found == nil || u.ctx.Err() == nil) {
			found = u
		}
	}
	return found
}

// claims lists the claims of all runs.
func (s *runs) claims() []crm.ID {
	s.mu.Lock()
	defer s.mu.Unlock()
	claims := make([]crm.ID, 0, len(s.byClaim))
	for claim := range s.byClaim {
		claims = append(claims, claim)
	}
	return claims
}

// stop ends the runs that chosen selects.
func (s *runs) stop(why error, chosen func(*run) bool) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for _, u := range s.byClaim {
		if chosen(u) {
			u.stop(why)
		}
	}
}
