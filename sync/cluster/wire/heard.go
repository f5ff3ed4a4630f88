package wire

// heardWindow is how many of the last counters of a question's asker are remembered.
const heardWindow = 1024

// maxRetired is how many former boots of a region are remembered, so that their messages can't come again.
const maxRetired = 64

// heard follows what came by one subject from one region, so that nothing counts twice.
type heard struct {
	boot    uint64 // of the messages counted by last; 0: none came yet
	last    uint64
	seen    [heardWindow / 64]uint64 // of the counters up to last; those of questions alone
	retired []uint64                 // former boots
}

// inOrder takes the next message of a subject. It is false for a message that came before, or that a newer one
// overtook; missed are those that a newer one overtook.
func (h *heard) inOrder(boot, counter uint64) (missed uint64, ok bool) {
	if !h.alive(boot) || counter <= h.last {
		return 0, false
	}
	missed = counter - h.last - 1
	h.last = counter
	return missed, true
}

// once takes a question, of which many may be under way. It is false for one that came before, and for one so old that
// it might have.
func (h *heard) once(boot, counter uint64) bool {
	if !h.alive(boot) || counter == 0 || counter+heardWindow <= h.last {
		return false
	}
	if counter > h.last {
		for c := h.last + 1; c <= counter && c <= h.last+heardWindow; c++ {
			h.seen[c%heardWindow/64] &^= 1 << (c % 64)
		}
		h.last = counter
	}
	bit := uint64(1) << (counter % 64)
	if h.seen[counter%heardWindow/64]&bit != 0 {
		return false
	}
	h.seen[counter%heardWindow/64] |= bit
	return true
}

// alive is false for a former boot. A boot that is not known retires the present one.
func (h *heard) alive(boot uint64) bool {
	if boot == h.boot {
		return boot != 0
	}
	for _, former := range h.retired {
		if boot == former {
			return false
		}
	}
	if h.boot != 0 {
		h.retired = append(h.retired, h.boot)
		if len(h.retired) > maxRetired {
			h.retired = h.retired[1:]
		}
	}
	h.boot, h.last, h.seen = boot, 0, [heardWindow / 64]uint64{}
	return boot != 0
}
