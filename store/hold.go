package store

import (
	"context"
	"time"

	"roomkey/crm"
)

// Hold says that a record must not be erased: a court, or the law, wants it kept.
type Hold struct {
	Record, Broker crm.ID
	User           crm.ID // who set it
	At             time.Time
	Reason         string
}

// SetHold holds a record of a brokerage; one that is held keeps its time and gets the new reason. crm.ErrNotFound: the
// brokerage has no such record. crm.CodeConflict: it holds 10,000 already.
func (p *Privacy) SetHold(ctx context.Context, h Hold) error {
	w := recordHeld{h.Record, h.User, micros(h.At), h.Reason}
	return p.ledger.write(ctx, "hold a record", func(b *batch) (plannedWrite, error) {
		return plannedWrite{kind: entryHeld, broker: h.Broker, write: &w}, mustBeOf(b, h.Broker, h.Record)
	})
}

// ReleaseHold lets a record of a brokerage be erased again. crm.ErrNotFound: it is not held.
func (p *Privacy) ReleaseHold(ctx context.Context, broker, record crm.ID) error {
	return p.ledger.write(ctx, "release a record", func(*batch) (plannedWrite, error) {
		return plannedWrite{kind: entryReleased, broker: broker, write: &recordReleased{record}}, nil
	})
}

// Holds lists a brokerage's holds, the newest first.
func (p *Privacy) Holds(ctx context.Context, broker crm.ID) (holds []Hold, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	rows, err := p.db.reader.query(ctx, `SELECT record, user, at, reason FROM holds WHERE broker = ?
		ORDER BY at DESC, record`, keyID(broker))
	err = each(rows, err, func(row rowScanner) error {
		h := Hold{Broker: broker}
		var ids [2][]byte
		var at int64
		if err := row.Scan(&ids[0], &ids[1], &at, &h.Reason); err != nil {
			return err
		}
		h.At = fromMicros(at)
		if err := toIDs(ids[:], &h.Record, &h.User); err != nil {
			return err
		}
		holds = append(holds, h)
		return nil
	})
	return holds, classify("list holds", err)
}

// mustBeOf asks whether a record is a brokerage's and was not erased. The projection is the writer's, which may know of
// changes that no row has yet.
func mustBeOf(b *batch, broker, record crm.ID) error {
	if err := b.flush(); err != nil {
		return err
	}
	var one int
	err := b.row(`SELECT 1 FROM records WHERE id = ? AND broker = ? AND id NOT IN (SELECT id FROM erased)`,
		keyID(record), keyID(broker)).Scan(&one)
	if absent(err) {
		return crm.ErrNotFound
	}
	return err
}
