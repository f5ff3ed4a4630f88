package live

import (
	"context"
	"sync"

	"roomkey/crdt"
	"roomkey/crm"
)

// issuedActors knows to whom the server issued the prefixes of actors, in all brokerages. A prefix follows from its
// user's id, which others may learn, so that it must belong to the user before the user has written anything. Safe for
// concurrent use.
type issuedActors struct {
	storage Directory

	mu      sync.Mutex // guards what follows; the map is not changed once it is here
	version uint64
	users   map[[8]byte]crm.ID // nil: never read
}

// holder returns the user to whom an actor was issued, or noUser for the server's own. Only the prefix of the actor
// counts. Users who were added a moment ago count too.
func (i *issuedActors) holder(ctx context.Context, actor crdt.Actor) (user crm.ID, issued bool, err error) {
	if len(actor) < 8 {
		return noUser, false, nil
	}
	users, err := i.fresh(ctx)
	if err != nil {
		return noUser, false, err
	}
	user, issued = users[[8]byte([]byte(actor[:8]))]
	return user, issued, nil
}

// fresh returns the prefixes as of the directory's present version.
func (i *issuedActors) fresh(ctx context.Context) (map[[8]byte]crm.ID, error) {
	version, err := i.storage.DirectoryVersion(ctx)
	if err != nil {
		return nil, err
	}
	i.mu.Lock()
	known := i.users
	if i.version != version {
		known = nil
	}
	i.mu.Unlock()
	if known != nil {
		return known, nil
	}
	ids, err := i.storage.UserIDs(ctx)
	if err != nil {
		return nil, err
	}
	users := make(map[[8]byte]crm.ID, len(ids)+1)
	users[ActorPrefix(noUser)] = noUser
	for _, id := range ids {
		users[ActorPrefix(id)] = id
	}
	i.mu.Lock()
	defer i.mu.Unlock()
	i.version, i.users = version, users
	return users, nil
}
