package store

import (
	"context"
	"io"
	"log/slog"
	"sync"
	"time"

	"roomkey/crm"
)

// handle is what the parts of a Store share: the writer with its group commit, the pool of readers, the
// clock and the source of random bytes. Its methods may be called from many goroutines.
type handle struct {
	dir    string
	now    func() time.Time
	log    *slog.Logger
	reader *reader
	writer *writer
	cursor cursorKey // set by Open, before anything is listed
	epoch  string    // likewise: another one after a restore

	randomGuard sync.Mutex // guards reads of random
	random      io.Reader
}

// update runs f within the writer's next transaction. If f fails, what it did is undone and nothing else. The caller
// must not read what f sets unless there is no error: f may run yet, when ctx has ended before. See updated.
func (d *handle) update(ctx context.Context, operation string, f func(*batch) error) error {
	_, err := d.await(ctx, &job{operation: operation, run: func(b *batch, _ *crm.Receipt) error { return f(b) }})
	return err
}

// updated is update for an f that has a result. It is T's zero value after an error.
func updated[T any](ctx context.Context, d *handle, operation string, f func(*batch) (T, error)) (result T, err error) {
	var made T
	err = d.update(ctx, operation, func(b *batch) error {
		var err error
		made, err = f(b)
		return err
	})
	if err != nil {
		return result, err // f may run yet
	}
	return made, nil
}

// await submits a job and waits. If ctx ends first, the job still runs, and its result is not known.
func (d *handle) await(ctx context.Context, j *job) (crm.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return crm.Receipt{}, classify(j.operation, err)
	}
	type result struct {
		receipt crm.Receipt
		err     error
	}
	results := make(chan result, 1)
	j.done = func(receipt crm.Receipt, err error) { results <- result{receipt, err} }
	d.writer.submit(j)
	select {
	case r := <-results:
		return r.receipt, r.err
	case <-ctx.Done():
		return crm.Receipt{}, classify(j.operation, ctx.Err())
	}
}

// newID draws an id.
func (d *handle) newID() crm.ID {
	d.randomGuard.Lock()
	defer d.randomGuard.Unlock()
	return crm.NewID(d.random)
}

func (d *handle) randomBytes(n int) ([]byte, error) {
	d.randomGuard.Lock()
	defer d.randomGuard.Unlock()
	b := make([]byte, n)
	_, err := io.ReadFull(d.random, b)
	return b, err
}
