package web

import (
	"sync"
	"time"

	"roomkey/crm"
)

// Bounds of answers that are being streamed. Each holds a few megabytes.
const (
	streamsPerUser = 3
	streamsAtOnce  = 48
	streamRetry    = 5 * time.Second // after which a refused one may be tried again
)

// streamLimiter counts the streamed answers under way, so that neither one user nor all of them take the memory. Safe
// for concurrent use.
type streamLimiter struct {
	mu    sync.Mutex // guards the rest
	all   int
	users map[crm.ID]int
}

func newStreamLimiter() *streamLimiter { return &streamLimiter{users: make(map[crm.ID]int)} }

// take counts one more, which release takes back. The error is rate_limited where the user has too many, unavailable
// where everybody together has.
func (s *streamLimiter) take(user crm.ID) (release func(), err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if s.users[user] >= streamsPerUser {
		return nil, &limited{after: streamRetry,
			err: crm.Errorf(crm.CodeRateLimited, "%d of your downloads are under way", streamsPerUser)}
	}
	if s.all >= streamsAtOnce {
		return nil, crm.Errorf(crm.CodeUnavailable, "too many downloads at once; try again")
	}
	s.all++
	s.users[user]++
	var once sync.Once
	return func() {
		once.Do(func() {
			s.mu.Lock()
			defer s.mu.Unlock()
			s.all--
			if s.users[user]--; s.users[user] == 0 {
				delete(s.users, user)
			}
		})
	}, nil
}
