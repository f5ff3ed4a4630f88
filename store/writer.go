package store

import (
	"context"
	"database/sql"
	"errors"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// Bounds of the writer.
const (
	queueLength  = 1024    // jobs that wait; Submit blocks beyond
	batchJobs    = 512     // jobs of one transaction
	batchBytes   = 8 << 20 // bytes of changes after which a transaction takes no further job
	batchesAhead = 4       // committed batches whose callbacks have not run
	cacheEntries = 20_000  // documents, records and rooms that the writer remembers, each
)

// job is one caller's part of a transaction: a write, or a function.
type job struct {
	operation string
	write     *crm.Write
	run       func(*batch) error // instead of write; its events are announced by the store
	outside   func() error       // instead of both: runs between transactions
	done      func(crm.Receipt, error)
	receipt   crm.Receipt
	err       error
}

// writer owns the one connection that writes. Its loop is the only goroutine that touches conn and known.
type writer struct {
	store  *Store
	db     *sql.DB
	conn   *connection
	known  known
	onSync func(int, time.Duration)

	jobs    chan *job
	results chan []*job
	ended   chan struct{}

	mu      sync.RWMutex // guards closed; held for reading while sending to jobs
	closed  bool
	started bool
}

func newWriter(ctx context.Context, s *Store, db *sql.DB, onSync func(int, time.Duration)) (*writer, error) {
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{store: s, db: db, conn: newConnection(conn), onSync: onSync, jobs: make(chan *job, queueLength),
		results: make(chan []*job, batchesAhead), ended: make(chan struct{})}, nil
}

func (w *writer) start() {
	w.started = true
	go w.loop()
	go w.announce()
}

// submit queues a job; it blocks while the queue is full.
func (w *writer) submit(j *job) {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		if j.done != nil {
			j.done(crm.Receipt{}, errClosed)
		}
		return
	}
	w.jobs <- j
}

// poke makes the writer look whether another process has written, unless it is at work anyway.
func (s *Store) poke() {
	w := s.writer
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return
	}
	select {
	case w.jobs <- &job{operation: "look"}:
	default:
	}
}

// checkpoint moves what is committed from the WAL into the database and empties the WAL, as far as readers let it.
func (s *Store) checkpoint(ctx context.Context) error {
	_, err := s.await(ctx, &job{operation: "checkpoint", outside: func() error {
		var busy, log, moved int
		return s.writer.conn.row(`PRAGMA wal_checkpoint(TRUNCATE)`).Scan(&busy, &log, &moved)
	}})
	return err
}

// close works off what was submitted and waits for the callbacks.
func (w *writer) close() error {
	w.mu.Lock()
	first := !w.closed
	w.closed = true
	w.mu.Unlock()
	if first {
		close(w.jobs)
	}
	if w.started {
		<-w.ended
	}
	return errors.Join(w.conn.close(), w.db.Close())
}

// loop commits batch after batch until jobs is closed and empty.
func (w *writer) loop() {
	defer close(w.results)
	for first := range w.jobs {
		jobs := w.gather(first)
		if jobs = w.look(jobs); len(jobs) == 0 {
			continue
		}
		began := time.Now() // of a duration, for the metrics only
		w.commit(jobs)
		if w.onSync != nil {
			w.onSync(len(jobs), time.Since(began))
		}
		w.results <- jobs
	}
}

// look does, or leaves out, what needs no transaction. For a poke it is enough to read data_version.
func (w *writer) look(jobs []*job) []*job {
	jobs = slices.DeleteFunc(jobs, func(j *job) bool {
		if j.outside != nil {
			j.done(crm.Receipt{}, classify(j.operation, j.outside()))
		}
		return j.write == nil && j.run == nil
	})
	if len(jobs) == 0 {
		if err := w.refresh(); err != nil {
			w.known.valid = false
			w.store.log.Warn("could not look for other processes' changes", "error", err)
		}
	}
	return jobs
}

// announce calls back in the order of the commits, while the next batch is being written.
func (w *writer) announce() {
	defer close(w.ended)
	for jobs := range w.results {
		for _, j := range jobs {
			if j.run != nil && j.err == nil && len(j.receipt.Events) > 0 {
				w.store.told(j.receipt)
			}
			if j.done != nil {
				j.done(j.receipt, j.err)
			}
		}
	}
}

// gather takes what waits already. It never waits for more: the time that a commit takes is what fills the next batch.
func (w *writer) gather(first *job) []*job {
	jobs, size := []*job{first}, first.size()
	for len(jobs) < batchJobs && size < batchBytes {
		select {
		case j, ok := <-w.jobs:
			if !ok {
				return jobs
			}
			jobs, size = append(jobs, j), size+j.size()
		default:
			return jobs
		}
	}
	return jobs
}

func (j *job) size() (n int) {
	if j.write != nil {
		for i := range j.write.Changes {
			n += len(j.write.Changes[i].Data)
		}
	}
	return n
}

// commit makes jobs durable in one transaction; where that fails, each in one of its own, so that a bad one fails alone.
func (w *writer) commit(jobs []*job) {
	err := w.transact(jobs)
	if err == nil {
		return
	}
	for _, j := range jobs {
		j.receipt = crm.Receipt{}
		if j.err = err; len(jobs) > 1 {
			j.err = nil
			if err := w.transact([]*job{j}); err != nil {
				j.receipt, j.err = crm.Receipt{}, err
			}
		}
	}
}

// transact runs one transaction. Jobs whose function fails get their own err and leave no trace; any other failure
// undoes all and is returned.
func (w *writer) transact(jobs []*job) error {
	if err := w.store.Failed(); err != nil {
		return err
	}
	if err := w.conn.exec(`BEGIN IMMEDIATE`); err != nil {
		return w.failure("begin", err)
	}
	operation, err := w.work(jobs)
	if err != nil {
		err = w.failure(operation, err)
		// It fails where SQLite has rolled back by itself already.
		_ = w.conn.exec(`ROLLBACK`)
	}
	return err
}

// work is what happens within a transaction, and its commit. It says what it was doing when it failed.
func (w *writer) work(jobs []*job) (operation string, err error) {
	// Only now can no other process write any more.
	if err := w.refresh(); err != nil {
		return "read what is known", err
	}
	b := newBatch(w)
	for _, j := range jobs {
		if err := b.apply(j); err != nil {
			return j.operation, err
		}
	}
	if err := b.flush(); err != nil {
		return "flush", err
	}
	if err := b.exec(`COMMIT`); err != nil {
		return "commit", err
	}
	b.settle()
	return "", nil
}

// failure classifies an error of a transaction, and stops the store for good where the disk failed.
func (w *writer) failure(operation string, err error) error {
	if stops(err) && w.store.failed.Load() == nil {
		failed := error(&crm.Error{Code: errFailed.Code, Message: errFailed.Message, Err: err})
		w.store.failed.Store(&failed)
		w.store.log.Error("the disk failed: nothing is saved until a restart", "operation", operation, "error", err)
	}
	return classify(operation, err)
}

// Submit queues a write. The store owns it until done is called, after it is durable or has failed: in the order of the
// writes and always in one goroutine, so that done must not block, nor submit. Submit blocks while the queue is full.
func (s *Store) Submit(write *crm.Write, done func(crm.Receipt, error)) {
	s.writer.submit(&job{operation: "write", write: write, done: done})
}

// Commit is Submit for who can wait.
func (s *Store) Commit(ctx context.Context, write *crm.Write) (crm.Receipt, error) {
	return s.await(ctx, &job{operation: "write", write: write})
}

// update runs f within the writer's next transaction. If f fails, what it did is undone and nothing else.
func (s *Store) update(ctx context.Context, operation string, f func(*batch) error) error {
	_, err := s.await(ctx, &job{operation: operation, run: f})
	return err
}

// post is update for what makes events: f gives them, and they are announced when all of it is durable.
func (s *Store) post(ctx context.Context, operation string, f func(*batch) ([]crm.Event, error)) error {
	j := &job{operation: operation}
	j.run = func(b *batch) error {
		j.receipt = crm.Receipt{}
		events, err := f(b)
		if err != nil {
			return err
		}
		return b.post(&j.receipt, events)
	}
	_, err := s.await(ctx, j)
	return err
}

// await submits a job and waits. Where ctx ends first the job still runs: it may or may not last.
func (s *Store) await(ctx context.Context, j *job) (crm.Receipt, error) {
	if err := ctx.Err(); err != nil {
		return crm.Receipt{}, classify(j.operation, err)
	}
	type result struct {
		receipt crm.Receipt
		err     error
	}
	results := make(chan result, 1)
	j.done = func(receipt crm.Receipt, err error) { results <- result{receipt, err} }
	s.writer.submit(j)
	select {
	case r := <-results:
		return r.receipt, r.err
	case <-ctx.Done():
		return crm.Receipt{}, classify(j.operation, ctx.Err())
	}
}
