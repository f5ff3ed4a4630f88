package sync

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
)

// numberer gives escrows their numbers, where regions give them in one order: an escrow is born without one, whether
// the others can be reached or not.
type numberer struct {
	records *live.Registry
	storage live.RecordReader
	order   live.RowOrder
	now     func() time.Time
	log     *slog.Logger
	born    chan crm.ID // in this region; those that find no room are found later
}

const (
	numbersWaiting = 256
	numbersAgain   = time.Second      // how often escrows are looked for that have no number
	numbersAfter   = 2 * time.Second  // another region than that of the birth gives it
	numberTimeout  = 15 * time.Second // of one escrow
)

func (n *numberer) add(escrow crm.ID) {
	select {
	case n.born <- escrow:
	default:
	}
}

// run gives numbers until ctx ends.
func (n *numberer) run(ctx context.Context) {
	n.giveAll(ctx) // what is left of several regions, where this one is alone by now
	ticker := time.NewTicker(numbersAgain)
	defer ticker.Stop()
	for {
		select {
		case escrow := <-n.born:
			n.give(ctx, escrow)
		case <-ticker.C:
			if n.order.Ordered() {
				n.giveAll(ctx)
			}
		case <-ctx.Done():
			return
		}
	}
}

// giveAll gives numbers to escrows that have waited. It stops at the first that gets none.
func (n *numberer) giveAll(ctx context.Context) {
	escrows, err := n.storage.Unnumbered(ctx, n.now().Add(-numbersAfter))
	if err != nil {
		n.log.Warn("escrows without a number can't be read", "error", err)
	}
	for _, escrow := range escrows {
		if !n.give(ctx, escrow) {
			return
		}
	}
}

// give has a number put in order for an escrow, and then writes it.
func (n *numberer) give(ctx context.Context, escrow crm.ID) bool {
	ctx, cancel := context.WithTimeout(ctx, numberTimeout)
	defer cancel()
	rec, err := n.storage.Record(ctx, escrow)
	if err == nil {
		if year, lacks := rec.Unnumbered(); lacks {
			_, err = n.storage.NumberEscrow(ctx, rec.Broker, escrow, year)
		}
	}
	if err == nil {
		err = n.records.Visit(ctx, escrow, true, func(ctx context.Context, v *live.Visit) error {
			return v.GiveNumber(ctx)
		})
	}
	if err != nil {
		n.log.Warn("an escrow has no number yet", "doc", escrow, "error", err)
	}
	return err == nil
}
