package sync

import (
	"context"
	"crypto/sha256"
	"io"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
)

// noUser stands for the server itself as an author.
var noUser crm.ID

// ActorPrefix is how the actors begin that Roomkey issues to a user's devices, and by which the server writes for them.
func ActorPrefix(user crm.ID) [8]byte {
	sum := sha256.Sum256(append([]byte("roomkey/actor/"), user[:]...))
	return [8]byte(sum[:8])
}

// origin makes the server's own actors. Half of each is chance from this start of the process: whatever was given to
// peers and then lost in a crash, no number of an actor is used twice.
type origin struct{ chance [8]byte }

func newOrigin(random io.Reader) *origin {
	o := &origin{}
	if _, err := io.ReadFull(random, o.chance[:]); err != nil {
		panic("sync: no randomness: " + err.Error())
	}
	return o
}

// actor is the server's actor for what it writes by order of user; the zero ID stands for the server itself.
func (o *origin) actor(user crm.ID) [16]byte {
	prefix := ActorPrefix(user)
	return [16]byte(append(prefix[:], o.chance[:]...))
}

// claims knows whose an actor is before the storage does: two documents may meet it at the same time.
type claims struct {
	storage Storage

	mu      sync.Mutex
	pending map[crdt.Actor]claim   // not durable yet; guarded by mu
	denied  map[crdt.Hash]struct{} // quarantined changes, and those that the storage can't write; guarded by mu
	read    bool                   // those that the storage knows are among denied; guarded by mu
}

type claim struct {
	user  crm.ID
	count int // writes under way that bind it
}

func newClaims(storage Storage) *claims {
	return &claims{storage: storage, pending: make(map[crdt.Actor]claim), denied: make(map[crdt.Hash]struct{})}
}

// claim says whose actor it is. The first to present it gets it: fresh is then true, and the write that holds the change
// must bind it; settle says that the write has ended.
func (c *claims) claim(ctx context.Context, actor crdt.Actor, user crm.ID) (owner crm.ID, fresh bool, err error) {
	if owner, ok := c.join(actor, user); ok {
		return owner, owner == user, nil
	}
	owner, known, err := c.storage.ActorUser(ctx, []byte(actor))
	if err != nil || known {
		return owner, false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	current, ok := c.pending[actor]
	if !ok {
		current.user = user
	}
	if current.user == user {
		current.count++
		c.pending[actor] = current
	}
	return current.user, current.user == user, nil
}

// join finds a claim that is under way.
func (c *claims) join(actor crdt.Actor, user crm.ID) (crm.ID, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	current, ok := c.pending[actor]
	if ok && current.user == user {
		current.count++
		c.pending[actor] = current
	}
	return current.user, ok
}

// settle ends one claim of the actor.
func (c *claims) settle(actor crdt.Actor) {
	c.mu.Lock()
	defer c.mu.Unlock()
	current, ok := c.pending[actor]
	if current.count--; ok && current.count > 0 {
		c.pending[actor] = current
		return
	}
	delete(c.pending, actor)
}

// quarantined reports whether the change must never be given to the engine.
func (c *claims) quarantined(ctx context.Context, h crdt.Hash) (bool, error) {
	c.mu.Lock()
	_, found := c.denied[h]
	read := c.read
	c.mu.Unlock()
	if found || read {
		return found, nil
	}
	stored, err := c.storage.Quarantined(ctx)
	if err != nil {
		return false, err
	}
	c.mu.Lock()
	defer c.mu.Unlock()
	for h := range stored {
		c.denied[h] = struct{}{}
	}
	c.read = true
	return stored[h], nil
}

// deny refuses a change until the process ends.
func (c *claims) deny(h crdt.Hash) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.denied[h] = struct{}{}
}

// quarantine remembers a change that stops the engine.
func (c *claims) quarantine(ctx context.Context, h crdt.Hash, doc, user crm.ID, reason string) error {
	c.deny(h)
	return c.storage.Quarantine(ctx, h, doc, user, reason)
}
