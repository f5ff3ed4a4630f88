package live

import (
	"sync"
	"time"

	"roomkey/crm"
)

// maxRefusalsTold bounds the notices of refusals that one user gets in an hour: whoever pushes what they may not must
// not bury their other notices, nor keep the storage busy.
const maxRefusalsTold = 20

// refusal is what a user is told once.
type refusal struct {
	user, record crm.ID
	code         crm.Code
}

// refusals remembers which refusals were told within this hour. The zero value is ready. Safe for concurrent use.
type refusals struct {
	mu     sync.Mutex // guards what follows
	hour   int64
	told   map[refusal]bool
	counts map[crm.ID]int // by user
}

// first reports whether a refusal is to be told, and remembers it.
func (f *refusals) first(r refusal, now time.Time) bool {
	f.mu.Lock()
	defer f.mu.Unlock()
	if hour := now.Unix() / int64(time.Hour/time.Second); hour != f.hour || f.told == nil {
		f.hour, f.told, f.counts = hour, make(map[refusal]bool), make(map[crm.ID]int)
	}
	if f.told[r] || f.counts[r.user] >= maxRefusalsTold {
		return false
	}
	f.told[r] = true
	f.counts[r.user]++
	return true
}
