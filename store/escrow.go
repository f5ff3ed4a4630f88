package store

import (
	"context"
	"fmt"
	"time"

	"roomkey/crm"
)

// ReserveEscrowNumber gives the next escrow number of a brokerage and year, ESC-2026-001, to no escrow that is known
// yet. No number is ever given twice.
func (d *Directory) ReserveEscrowNumber(ctx context.Context, broker crm.ID, year int) (string, error) {
	return d.NumberEscrow(ctx, broker, d.db.newID(), year)
}

// NumberEscrow gives an escrow the next number of its brokerage and year, or returns the one that it has.
// crm.CodeUnavailable: the regions that give numbers in order can't be reached.
func (d *Directory) NumberEscrow(ctx context.Context, broker, record crm.ID, year int) (string, error) {
	err := d.ledger.write(ctx, "number an escrow", func(b *batch) (p plannedWrite, err error) {
		var num int
		err = b.row(`SELECT num FROM escrow_given WHERE record = ?`, keyID(record)).Scan(&num)
		if absent(err) {
			return plannedWrite{entryNumberGiven, broker, &numberGiven{record, year}}, nil
		}
		return p, err
	})
	if err != nil {
		return "", err
	}
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	var given, num int
	err = d.db.reader.row(ctx, `SELECT year, num FROM escrow_given WHERE record = ?`, keyID(record)).Scan(&given, &num)
	if err != nil {
		return "", classify("read an escrow's number", err)
	}
	return fmt.Sprintf("ESC-%04d-%03d", given, num), nil
}

// FreeEscrowNumber gives back the number of an escrow that was not made after all. The next one gets it.
func (d *Directory) FreeEscrowNumber(ctx context.Context, broker, record crm.ID) error {
	return d.ledger.write(ctx, "free an escrow's number", func(b *batch) (p plannedWrite, err error) {
		var num int
		err = b.row(`SELECT num FROM escrow_given WHERE record = ?`, keyID(record)).Scan(&num)
		if absent(err) {
			return p, nil
		}
		return plannedWrite{entryNumberFreed, broker, &numberFreed{record}}, err
	})
}

// Unnumbered lists escrows without a number that this region has had since before a time. Where one region gives
// numbers, there are none.
func (d *Directory) Unnumbered(ctx context.Context, before time.Time) (records []crm.ID, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	records, err = scanIDs(d.db.reader.query(ctx, `SELECT record FROM escrow_unnumbered WHERE at < ? ORDER BY at
		LIMIT 100`, micros(before)))
	return records, classify("read escrows without a number", err)
}

// noteNumber notes whether an escrow has its number, where several regions give numbers.
func noteNumber(b *batch, rec *crm.Record) error {
	switch {
	case !b.ledger.several || rec.Type != "escrow":
		return nil
	case rec.Fields["escrowNumber"] == nil && rec.DeletedAt.IsZero():
		return b.exec(`INSERT INTO escrow_unnumbered (record, at) VALUES (?, ?) ON CONFLICT DO NOTHING`, keyID(rec.ID),
			b.now)
	}
	return b.exec(`DELETE FROM escrow_unnumbered WHERE record = ?`, keyID(rec.ID))
}
