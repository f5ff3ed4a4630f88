package store

import (
	"context"

	"roomkey/crm"
)

// ActorUser returns the user whom an actor (its raw bytes) belongs to. It returns false if the actor is nobody's yet.
func (d *DocumentLog) ActorUser(ctx context.Context, actor []byte) (crm.ID, bool, error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var user []byte
	err := d.db.reader.row(ctx, `SELECT user FROM actors WHERE actor = ?`, actor).Scan(&user)
	if absent(err) {
		return crm.ID{}, false, nil
	}
	if err != nil {
		return crm.ID{}, false, classify("read an actor", err)
	}
	id, err := toID(user)
	return id, err == nil, err
}

// Quarantine remembers a change that crashes the engine, so that it is never applied again.
func (d *DocumentLog) Quarantine(ctx context.Context, hash crm.Hash, doc, user crm.ID, reason string) error {
	return d.db.update(ctx, "quarantine", func(b *batch) error {
		return b.exec(`INSERT INTO quarantine (hash, document, user, reason, at) VALUES (?, ?, ?, ?, ?)
			ON CONFLICT DO NOTHING`,
			hash[:], keyID(doc), keyID(user), reason, b.now)
	})
}

// Quarantined gives the hashes of all changes in quarantine.
func (d *DocumentLog) Quarantined(ctx context.Context) (map[crm.Hash]bool, error) {
	hashes := map[crm.Hash]bool{}
	err := d.db.reader.snapshot(ctx, "read the quarantine", func(ctx context.Context, tx querier) error {
		rows, err := tx.QueryContext(ctx, `SELECT hash FROM quarantine`)
		return each(rows, err, func(row rowScanner) error {
			var hash []byte
			if err := row.Scan(&hash); err != nil {
				return err
			}
			if len(hash) != len(crm.Hash{}) {
				return damaged("a hash in quarantine")
			}
			hashes[crm.Hash(hash)] = true
			return nil
		})
	})
	return hashes, err
}

// bindActor gives an actor to a user, for ever. crm.CodeForbidden: the actor is another user's.
func bindActor(b *batch, actor []byte, user crm.ID) error {
	added, err := b.change(`INSERT INTO actors (actor, user) VALUES (?, ?) ON CONFLICT DO NOTHING`, actor, keyID(user))
	if err != nil || added == 1 {
		return err
	}
	var owner []byte
	if err := b.row(`SELECT user FROM actors WHERE actor = ?`, actor).Scan(&owner); err != nil {
		return err
	}
	if crm.ID(owner) != user {
		return crm.Errorf(crm.CodeForbidden, "this actor is another user's")
	}
	return nil
}

func eraseQuarantine(b *batch, doc crm.ID) error {
	return b.exec(`DELETE FROM quarantine WHERE document = ?`, keyID(doc))
}
