package web

import (
	"context"
	"errors"
	"hash/maphash"
	"net/netip"
	"sync"

	"roomkey/crm"
	"roomkey/internal/fair"
)

// Bounds of password hashing: memory is hashesAtOnce times 19 MiB, whoever knocks.
const (
	hashesAtOnce  = 2
	hashesWaiting = 32 // of one user who is known, or of one network
	// strangersWaiting bounds those that wait of all networks.
	strangersWaiting = 256
)

// hasher bounds how many passwords are hashed at once and how many wait for it. Users who are known and their
// brokerages take turns with all strangers together, and strangers among themselves by network: however many knock,
// a known user waits for two hashes or so. Safe for concurrent use.
type hasher struct {
	queue *fair.Queue

	mu        sync.Mutex // guards strangers
	strangers int        // that hash or wait
}

func newHasher() *hasher {
	return &hasher{queue: fair.NewQueue(fair.QueueConfig{Places: hashesAtOnce, Waiting: hashesWaiting})}
}

// networkSeed and networkGroups sort networks into groups: a queue remembers everybody who takes turns in it, and the
// networks of the world are many. Nobody can tell which share a group.
var networkSeed = maphash.MakeSeed()

const networkGroups = 1024

// strangerFrom pays for the sign-ins of unknown devices from the network of an address. No brokerage has its id.
func strangerFrom(addr netip.Addr) fair.Payer {
	group := maphash.String(networkSeed, networkKey(addr)) % networkGroups
	return fair.Payer{User: crm.ID{1, byte(group >> 8), byte(group)}}
}

// isStranger reports whether a payer is of strangerFrom.
func isStranger(p fair.Payer) bool { return p.Broker.IsZero() }

// errManyHashes answers who finds no place to wait.
var errManyHashes = crm.Errorf(crm.CodeUnavailable, "too many sign-ins at once; try again")

// do runs hash when it is the payer's turn. The error is unavailable where too many wait already or ctx ends first.
func (h *hasher) do(ctx context.Context, p fair.Payer, hash func()) error {
	if isStranger(p) {
		if !h.comes() {
			return errManyHashes
		}
		defer h.goes()
	}
	if err := h.queue.Enter(ctx, p); err != nil {
		if errors.Is(err, fair.ErrFull) || ctx.Err() != nil {
			return errManyHashes
		}
		return err
	}
	defer h.queue.Leave(p, 1) // hashes cost the same: turns are counted, not time
	hash()
	return nil
}

// comes counts a stranger, unless there are too many.
func (h *hasher) comes() bool {
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.strangers >= hashesAtOnce+strangersWaiting {
		return false
	}
	h.strangers++
	return true
}

func (h *hasher) goes() {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.strangers--
}
