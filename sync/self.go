package sync

import (
	"context"
	"encoding/hex"
	"io"

	"roomkey/crm"
)

// Meta remembers small facts with the data that they are about; nil where a key is not set.
type Meta interface {
	Meta(ctx context.Context, key string) ([]byte, error)
	SetMeta(ctx context.Context, key string, value []byte) error
}

// Where the server's own names are remembered. Clients keep what they know of this server by its storage id, so both
// stay the same across restarts; a restored backup gets new ones.
const (
	metaPeerID    = "peer_id"
	metaStorageID = "storage_id"
)

// introduce makes sure that the server has its names before the first peer is greeted.
func (s *Sockets) introduce(ctx context.Context) error {
	s.naming.Lock()
	defer s.naming.Unlock()
	if s.named {
		return nil
	}
	peer, err := remembered(ctx, s.meta, metaPeerID, func() string {
		var suffix [8]byte
		if _, err := io.ReadFull(s.random, suffix[:]); err != nil {
			panic("sync: no randomness: " + err.Error())
		}
		return "roomkey-" + hex.EncodeToString(suffix[:])
	})
	if err != nil {
		return err
	}
	storage, err := remembered(ctx, s.meta, metaStorageID, func() string { return crm.NewID(s.random).String() })
	if err != nil {
		return err
	}
	s.peerID, s.storageID, s.named = peer, storage, true
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
