package store

import (
	"context"

	"roomkey/crm"
)

// Empty reports whether the store has no accounts and no documents.
func (d *Directory) Empty(ctx context.Context) (empty bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT NOT EXISTS (SELECT 1 FROM brokerages) AND NOT EXISTS (SELECT 1 FROM documents)`).Scan(&empty)
	return empty, classify("look whether the store is empty", err)
}

// Found makes a brokerage with its teams under ids that are given; crm.CodeConflict: an id or a name is taken.
func (d *Directory) Found(ctx context.Context, id crm.ID, name string, teams []Team) error {
	if err := checkName("broker", name); err != nil {
		return err
	}
	return d.change(ctx, "found a brokerage", func(b *batch) error {
		if err := b.exec(`INSERT INTO brokerages (id, name) VALUES (?, ?)`, keyID(id), name); err != nil {
			return err
		}
		for _, team := range teams {
			if err := checkName("team", team.Name); err != nil {
				return err
			}
			if err := b.exec(`INSERT INTO teams (id, broker, name) VALUES (?, ?, ?)`, keyID(team.ID), keyID(id), team.Name); err != nil {
				return err
			}
		}
		return nil
	})
}
