package sync

import (
	"context"
	"log/slog"
	"time"

	"roomkey/crm"
	"roomkey/sync/live"
)

// rowTaker has records take in the changes of their rows that the regions have put in order.
type rowTaker struct {
	records *live.Registry
	order   live.RowOrder
	log     *slog.Logger
}

const (
	rowsAgain       = time.Second      // how often rows are looked at that wait for their records
	takeRowsTimeout = 10 * time.Second // of one record
)

// run does so until ctx ends.
func (t *rowTaker) run(ctx context.Context) {
	ticker := time.NewTicker(rowsAgain)
	defer ticker.Stop()
	for waiting := true; ; { // from before the start, at first
		if waiting {
			waiting = t.take(ctx)
		}
		select {
		case <-t.order.RowsDue():
			waiting = true
		case <-ticker.C:
		case <-ctx.Done():
			return
		}
	}
}

// take has all records take in what waits for them, and reports whether some of it goes on waiting.
func (t *rowTaker) take(ctx context.Context) (waiting bool) {
	ids, err := t.order.RowsWaiting(ctx)
	if err != nil {
		t.log.Warn("changes of rows can't be read", "error", err)
		return true
	}
	for _, id := range ids {
		taken, err := t.takeOne(ctx, id)
		if err != nil && ctx.Err() == nil {
			t.log.Warn("a change of a row waits", "doc", id, "error", err)
		}
		waiting = waiting || !taken
	}
	return waiting
}

func (t *rowTaker) takeOne(ctx context.Context, id crm.ID) (taken bool, err error) {
	ctx, cancel := context.WithTimeout(ctx, takeRowsTimeout)
	defer cancel()
	known := false
	err = t.records.Visit(ctx, id, true, func(ctx context.Context, v *live.Visit) (err error) {
		known, err = v.TakeRows(ctx)
		return err
	})
	return err == nil && known, err // known is written before Visit returns without an error
}
