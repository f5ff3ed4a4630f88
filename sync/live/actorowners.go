package live

import (
	"context"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
)

// actorOwners knows the owner of an actor before the storage does. It is needed because two documents may meet a new
// actor at the same time.
type actorOwners struct {
	storage Actors

	mu      sync.Mutex
	pending map[crdt.Actor]claim   // claims that are not durable yet; guarded by mu
	denied  map[crdt.Hash]struct{} // changes that are quarantined or can't be stored; guarded by mu
	read    bool                   // denied includes those that the storage knows; guarded by mu
}

// claim says that an actor will belong to a user once a write is durable.
type claim struct {
	user  crm.ID
	count int // running writes that bind the actor
}

func newActorOwners(storage Actors) *actorOwners {
	return &actorOwners{storage: storage, pending: make(map[crdt.Actor]claim), denied: make(map[crdt.Hash]struct{})}
}

// claim returns the owner of an actor. The first user to present a new actor becomes its owner. fresh then is true: the
// write that holds the change must bind the actor, and release must be called when the write has ended.
func (o *actorOwners) claim(ctx context.Context, actor crdt.Actor, user crm.ID) (owner crm.ID, fresh bool, err error) {
	if owner, ok := o.join(actor, user); ok {
		return owner, owner == user, nil
	}
	owner, known, err := o.storage.ActorUser(ctx, []byte(actor))
	if err != nil || known {
		return owner, false, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	current, ok := o.pending[actor]
	if !ok {
		current.user = user
	}
	if current.user == user {
		current.count++
		o.pending[actor] = current
	}
	return current.user, current.user == user, nil
}

// join joins a claim that is not durable yet. It returns false if there is none.
func (o *actorOwners) join(actor crdt.Actor, user crm.ID) (crm.ID, bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	current, ok := o.pending[actor]
	if ok && current.user == user {
		current.count++
		o.pending[actor] = current
	}
	return current.user, ok
}

// release ends one claim of the actor.
func (o *actorOwners) release(actor crdt.Actor) {
	o.mu.Lock()
	defer o.mu.Unlock()
	current, ok := o.pending[actor]
	if current.count--; ok && current.count > 0 {
		o.pending[actor] = current
		return
	}
	delete(o.pending, actor)
}

// quarantined reports whether the engine must never get the change.
func (o *actorOwners) quarantined(ctx context.Context, h crdt.Hash) (bool, error) {
	o.mu.Lock()
	_, found := o.denied[h]
	read := o.read
	o.mu.Unlock()
	if found || read {
		return found, nil
	}
	stored, err := o.storage.Quarantined(ctx)
	if err != nil {
		return false, err
	}
	o.mu.Lock()
	defer o.mu.Unlock()
	for h := range stored {
		o.denied[h] = struct{}{}
	}
	o.read = true
	return stored[h], nil
}

// deny refuses a change until the process ends.
func (o *actorOwners) deny(h crdt.Hash) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.denied[h] = struct{}{}
}

// quarantine refuses a change that stops the engine, and stores that it does.
func (o *actorOwners) quarantine(ctx context.Context, h crdt.Hash, doc, user crm.ID, reason string) error {
	o.deny(h)
	return o.storage.Quarantine(ctx, h, doc, user, reason)
}
