package store

import (
	"context"
)

// Keys of Meta that a restore deletes. Clients remember by them what this server has; after a restore the server may
// lack some of it, and clients must not take it for the same server.
const (
	MetaPeerID    = "peer_id"
	MetaStorageID = "storage_id"
)

const (
	metaEpoch     = "epoch"
	metaCursorKey = "cursor_key"
	epochBytes    = 8
)

// Metadata holds facts about this database by key.
type Metadata struct{ db *handle }

// Meta returns the fact with a key; nil if it is not set. Callers prefix their keys with their package.
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

// Schema is the number of the last migration that the file has had.
func (m *Metadata) Schema(ctx context.Context) (uint64, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var number int64
	err := m.db.reader.row(ctx, `SELECT max(version_id) FROM goose_db_version WHERE is_applied`).Scan(&number)
	return uint64(number), classify("read the schema", err)
}

// SetMeta sets the fact with a key.
func (m *Metadata) SetMeta(ctx context.Context, key string, value []byte) error {
	return m.db.update(ctx, "write meta", func(b *batch) error { return setMeta(b, key, value) })
}

func setMeta(b *batch, key string, value []byte) error {
	if value == nil {
		value = []byte{}
	}
	return b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value`,
		key, value)
}

// identity returns a random fact about this database. If there is none yet, it draws one and stores it.
func (m *Metadata) identity(ctx context.Context, key string, size int) ([]byte, error) {
	value, err := m.Meta(ctx, key)
	if err != nil || value != nil {
		return value, err
	}
	if value, err = m.db.randomBytes(size); err != nil {
		return nil, err
	}
	// Another process may do the same at this moment: the first one wins.
	return updated(ctx, m.db, "write meta", func(b *batch) (first []byte, err error) {
		if err := b.exec(`INSERT INTO meta (key, value) VALUES (?, ?) ON CONFLICT DO NOTHING`, key, value); err != nil {
			return nil, err
		}
		err = b.row(`SELECT value FROM meta WHERE key = ?`, key).Scan(&first)
		return first, err
	})
}
