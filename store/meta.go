package store

import (
	"context"
	"database/sql"
	"encoding/hex"
	"errors"
)

// Keys of Meta that a restore forgets, because clients remember by them what this server had: a server that has lost
// something since its backup must not be taken for the one it was.
const (
	MetaPeerID    = "peer_id"
	MetaStorageID = "storage_id"
)

const (
	metaEpoch     = "epoch"
	metaCursorKey = "cursor_key"
)

// Meta reads a small fact about this database; nil where it is not set. Callers prefix their keys with their package.
func (s *Store) Meta(ctx context.Context, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var value []byte
	err := s.reader.row(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, nil
	}
	return value, classify("read meta", err)
}

// SetMeta sets a small fact about this database.
func (s *Store) SetMeta(ctx context.Context, key string, value []byte) error {
	return s.update(ctx, "write meta", func(b *batch) error { return b.setMeta(key, value) })
}

func (b *batch) setMeta(key string, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, key, value)
}

// identify reads who this database is, and decides it for a new one.
func (s *Store) identify(ctx context.Context) error {
	for key, size := range map[string]int{metaEpoch: 8, metaCursorKey: 32} {
		value, err := s.Meta(ctx, key)
		if err != nil {
			return err
		}
		if value == nil {
			if value, err = s.randomBytes(size); err != nil {
				return err
			}
			// Another process may decide the same at this moment: the first one wins.
			err = s.update(ctx, "write meta", func(b *batch) error {
				if err := b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, value); err != nil {
					return err
				}
				return b.row(`SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
			})
			if err != nil {
				return err
			}
		}
		switch key {
		case metaEpoch:
			epoch := hex.EncodeToString(value)
			s.epoch.Store(&epoch)
		case metaCursorKey:
			s.cursor = cursorKey(value)
		}
	}
	return nil
}
