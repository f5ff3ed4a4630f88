package store

import (
	"context"

	"roomkey/crm"
)

// Empty reports whether the store has no brokerages and no documents. It asks for documents too, because a store that
// lost its accounts must not be taken for a new one.
func (d *Directory) Empty(ctx context.Context) (empty bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT NOT EXISTS (SELECT 1 FROM brokerages) AND NOT EXISTS (SELECT 1
		FROM documents)`).Scan(&empty)
	return empty, classify("look whether the store is empty", err)
}

// Found makes a brokerage and its teams with the ids that the caller gives. crm.CodeConflict: an id or a name is taken.
func (d *Directory) Found(ctx context.Context, id crm.ID, name string, teams []Team) error {
	if err := checkName("broker", name); err != nil {
		return err
	}
	w := brokerageFounded{Name: name}
	for _, team := range teams {
		if err := checkName("team", team.Name); err != nil {
			return err
		}
		w.Teams = append(w.Teams, teamNamed{team.ID, team.Name})
	}
	return d.ledger.write(ctx, "found a brokerage", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryFounded, id, &w}, nil
	})
}
