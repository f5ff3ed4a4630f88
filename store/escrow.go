package store

import (
	"context"
	"fmt"

	"roomkey/crm"
)

// ReserveEscrowNumber gives the next escrow number of a brokerage and year, ESC-2026-001. No number is ever given
// twice; one whose escrow was not made after all is lost.
func (d *Directory) ReserveEscrowNumber(ctx context.Context, broker crm.ID, year int) (string, error) {
	last, err := updated(ctx, d.db, "reserve an escrow number", func(b *batch) (last int, err error) {
		err = b.row(`INSERT INTO escrow_numbers (broker, year, last) VALUES (?, ?, 1)
			ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, keyID(broker), year).Scan(&last)
		return last, err
	})
	if err != nil {
		return "", err
	}
	return fmt.Sprintf("ESC-%04d-%03d", year, last), nil
}
