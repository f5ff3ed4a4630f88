package tasks

import (
	"sync"
	"time"
)

// held are answers that are longer than a message, for as long as their askers may ask for the rest.
type held struct {
	mu      sync.Mutex // guards what follows
	last    uint64
	answers []heldAnswer // the oldest first
}

type heldAnswer struct {
	key    uint64
	region string // who may have it
	data   []byte
	until  time.Time
}

// keep holds an answer, in the place of the oldest where there are too many.
func (h *held) keep(region string, data []byte) (key uint64) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropLocked()
	if len(h.answers) == heldAnswers {
		h.answers = h.answers[1:]
	}
	h.last++
	h.answers = append(h.answers, heldAnswer{h.last, region, data, time.Now().Add(heldFor)})
	return h.last
}

// of gives an answer to the region that it is for; nil: it is gone.
func (h *held) of(region string, key uint64) []byte {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.dropLocked()
	for _, a := range h.answers {
		if a.key == key && a.region == region {
			return a.data
		}
	}
	return nil
}

// dropLocked drops those whose time is over.
func (h *held) dropLocked() {
	for len(h.answers) > 0 && time.Now().After(h.answers[0].until) {
		h.answers = h.answers[1:]
	}
}
