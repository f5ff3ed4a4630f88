package live

import (
	"context"
	"encoding/json"
	"strconv"

	"roomkey/crdt"
)

// number gives an escrow that is born its number. Where other regions have a say in it, it is born first, whether they
// can be reached or not.
func number(ctx context.Context, r *Record) error {
	if _, lacks := r.record.Unnumbered(); !lacks || !r.records.config.Storage.Ordered() {
		return giveNumber(ctx, r)
	}
	r.commits.Wait(func(err error) {
		if err == nil && r.records.config.Unnumbered != nil {
			r.records.config.Unnumbered(r.id)
		}
	})
	return nil
}

// giveNumber writes the number of an escrow that has none.
func giveNumber(ctx context.Context, r *Record) error {
	year, lacks := r.record.Unnumbered()
	if !lacks {
		return nil
	}
	number, err := r.records.config.Storage.NumberEscrow(ctx, r.record.Broker, r.id, year)
	if err != nil {
		return err
	}
	patch := json.RawMessage(`{"escrowNumber":` + strconv.Quote(number) + `}`)
	_, err = r.shared.authorChange(ctx, nil, crdt.Draft{Patch: patch})
	return err
}
