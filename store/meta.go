package store

import (
	"context"
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
	epochBytes    = 8
)

// Metadata holds small facts about this database.
type Metadata struct{ db *handle }

// Meta reads a small fact about this database; nil where it is not set. Callers prefix their keys with their package.
func (m *Metadata) Meta(ctx context.Context, key string) ([]byte, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var value []byte
	err := m.db.reader.row(ctx, `SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	if absent(err) {
		return nil, nil
	}
	return value, classify("read meta", err)
}

// SetMeta sets a small fact about this database.
func (m *Metadata) SetMeta(ctx context.Context, key string, value []byte) error {
	return m.db.update(ctx, "write meta", func(b *batch) error { return setMeta(b, key, value) })
}

func setMeta(b *batch, key string, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`, key, value)
}

// identity reads a random fact about this database that is decided once, here if there is none yet.
func (m *Metadata) identity(ctx context.Context, key string, size int) ([]byte, error) {
	value, err := m.Meta(ctx, key)
	if err != nil || value != nil {
		return value, err
	}
	if value, err = m.db.randomBytes(size); err != nil {
		return nil, err
	}
	// Another process may decide the same at this moment: the first one wins.
	err = m.db.update(ctx, "write meta", func(b *batch) error {
		if err := b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, value); err != nil {
			return err
		}
		return b.row(`SELECT value FROM meta WHERE key = ?`, key).Scan(&value)
	})
	return value, err
}
