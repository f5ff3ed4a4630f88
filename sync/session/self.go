package session

import (
	"context"
	"encoding/hex"
	"io"

	"roomkey/crm"
)

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
	peer, err := remembered(ctx, s.config.Storage, metaPeerID, func() string {
		var suffix [8]byte
		if _, err := io.ReadFull(s.config.Random, suffix[:]); err != nil {
			panic("session: no randomness: " + err.Error())
		}
		return "roomkey-" + hex.EncodeToString(suffix[:])
	})
	if err != nil {
		return err
	}
	storage, err := remembered(ctx, s.config.Storage, metaStorageID, func() string { return crm.NewID(s.config.Random).String() })
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
