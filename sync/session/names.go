package session

import (
	"context"
	"encoding/hex"
	"io"
	"sync"

	"roomkey/crm"
)

// Where the server's own names are remembered. Clients keep what they know of this server by its storage id, so both
// stay the same across restarts. A restored backup gets new ones.
const (
	metaPeerID    = "peer_id"
	metaStorageID = "storage_id"
)

// names are the server's own names. They don't change once they are known.
type names struct {
	mu            sync.Mutex // guards the first reading; nobody else reads before that has ended
	peer, storage string     // "" until they are known
}

// read makes sure that the names are known.
func (n *names) read(ctx context.Context, meta Meta, random io.Reader) error {
	n.mu.Lock()
	defer n.mu.Unlock()
	if n.storage != "" {
		return nil
	}
	peer, err := remembered(ctx, meta, metaPeerID, func() string {
		var suffix [8]byte
		if _, err := io.ReadFull(random, suffix[:]); err != nil {
			panic("session: no randomness: " + err.Error())
		}
		return "roomkey-" + hex.EncodeToString(suffix[:])
	})
	if err != nil {
		return err
	}
	storage, err := remembered(ctx, meta, metaStorageID, func() string { return crm.NewID(random).String() })
	if err != nil {
		return err
	}
	n.peer, n.storage = peer, storage
	return nil
}

func remembered(ctx context.Context, meta Meta, key string, fresh func() string) (string, error) {
	value, err := meta.Meta(ctx, key)
	if err != nil || len(value) > 0 {
		return string(value), err
	}
	name := fresh()
	return name, meta.SetMeta(ctx, key, []byte(name))
}
