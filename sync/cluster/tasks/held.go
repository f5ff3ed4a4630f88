package tasks

import (
	"slices"
	"sync"
	"time"

	"roomkey/crm"
	"roomkey/sync/cluster/wire"
)

// held are answers that are longer than a message, for as long as their askers may ask for the rest. None gives way to
// another one: it may be asked for the rest of it at that moment.
type held struct {
	mu      sync.Mutex // guards what follows
	last    uint64
	answers []heldAnswer
}

type heldAnswer struct {
	key    uint64
	region string // who may have it
	user   crm.ID // for whom
	data   []byte
	until  time.Time
}

var errManyHeld error = crm.Errorf(crm.CodeUnavailable, "too many long answers are on their way to other regions")

// keep holds an answer. Errors: unavailable, where the user's region, or the user, has as many as one may have.
func (h *held) keep(region string, user crm.ID, data []byte) (key uint64, err error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropLocked()
	ofRegion, ofUser := 0, 0
	for i := range h.answers {
		if h.answers[i].region == region {
			ofRegion++
			if h.answers[i].user == user {
				ofUser++
			}
		}
	}
	if ofRegion == heldForRegion || ofUser == heldForUser || len(h.answers) == heldAnswers {
		return 0, errManyHeld
	}
	h.last++
	h.answers = append(h.answers, heldAnswer{h.last, region, user, data, time.Now().Add(heldFor)})
	return h.last, nil
}

// part encodes the part of an answer that begins at an offset, for the region that it is for; after the last one the
// answer is gone. nil: it is gone.
func (h *held) part(region string, key uint64, offset int) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropLocked()
	i := slices.IndexFunc(h.answers, func(a heldAnswer) bool { return a.key == key && a.region == region })
	if i < 0 {
		return nil
	}
	a := &h.answers[i]
	a.until = time.Now().Add(heldFor)
	part, last := wire.EncodePart(a.data, offset), wire.PartEnds(a.data, offset)
	if last {
		h.answers = slices.Delete(h.answers, i, i+1)
	}
	return part
}

// dropLocked drops those of which no part was asked for in time.
func (h *held) dropLocked() {
	h.answers = slices.DeleteFunc(h.answers, func(a heldAnswer) bool { return time.Now().After(a.until) })
}
