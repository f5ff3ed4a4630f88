package store

import (
	"context"
	"database/sql"
	"errors"
	"log/slog"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"roomkey/crm"
)

// Bounds of the writer.
const (
	queueLength  = 1024    // jobs that wait; submit blocks beyond
	batchJobs    = 512     // jobs of one transaction
	batchBytes   = 8 << 20 // bytes of changes after which a transaction takes no further job
	batchesAhead = 4       // committed batches whose callbacks have not run
)

// writer owns the one connection that writes. Its loop is the only goroutine that touches conn and caches.
type writer struct {
	db     *sql.DB
	conn   *connection
	caches *caches
	now    func() time.Time
	log    *slog.Logger
	onSync func(int, time.Duration)
	apart  time.Duration         // Options.CommitInterval
	began  time.Time             // the last transaction; of the loop
	failed atomic.Pointer[error] // why nothing is saved any more

	jobs    chan *job
	results chan []*job
	ended   chan struct{}

	mu      sync.RWMutex // guards closed; held for reading while sending to jobs
	closed  bool
	started bool
}

func newWriter(ctx context.Context, db *sql.DB, x *index) (*writer, error) {
	db.SetMaxOpenConns(1)
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, err
	}
	return &writer{db: db, conn: newConnection(conn), caches: newCaches(x),
		jobs: make(chan *job, queueLength), results: make(chan []*job, batchesAhead), ended: make(chan struct{})}, nil
}

func (w *writer) start() {
	w.started = true
	go w.loop()
	go w.callBack()
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

// noticeOthers makes the writer look whether another process has written. Nobody waits for it, and a writer that is
// busy looks in any case.
func (w *writer) noticeOthers() {
	w.mu.RLock()
	defer w.mu.RUnlock()
	if w.closed {
		return
	}
	select {
	case w.jobs <- &job{operation: "look", patient: true}:
	default:
	}
}

// close commits what was submitted and waits for the callbacks.
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
		jobs := w.runOutside(w.gather(first))
		if len(jobs) == 0 {
			continue
		}
		w.began = time.Now() // of durations only
		w.commit(jobs)
		if w.onSync != nil {
			w.onSync(len(jobs), time.Since(w.began))
		}
		w.results <- jobs
	}
}

// runOutside runs the jobs that need no transaction, and returns the others. If there are none, it looks whether
// another process has written, which a transaction would do by itself.
func (w *writer) runOutside(jobs []*job) []*job {
	jobs = slices.DeleteFunc(jobs, func(j *job) bool {
		if j.outside != nil {
			j.done(crm.Receipt{}, classify(j.operation, j.outside()))
		}
		return j.run == nil
	})
	if len(jobs) == 0 {
		if err := w.caches.refresh(w.conn); err != nil {
			w.caches.valid = false
			w.log.Warn("could not look for other processes' changes", "error", err)
		}
	}
	return jobs
}

// callBack calls back in the order of the commits, while the next batch is being written.
func (w *writer) callBack() {
	defer close(w.ended)
	for jobs := range w.results {
		for _, j := range jobs {
			if j.committed != nil && j.err == nil {
				j.committed(j.receipt)
			}
			if j.done != nil {
				j.done(j.receipt, j.err)
			}
		}
	}
}

// gather takes the jobs that wait already: while one batch is being committed, the next fills. It waits for more only
// while all are patient and the last transaction began less than the interval ago.
func (w *writer) gather(first *job) []*job {
	var filling batching
	for j, ok := first, true; ok; j, ok = w.next(&filling) {
		filling.add(j)
	}
	return filling.jobs
}

// batching is a batch that is being filled.
type batching struct {
	jobs   []*job
	size   int  // bytes
	urgent bool // one of the jobs is not patient
}

func (f *batching) add(j *job) {
	f.jobs, f.size, f.urgent = append(f.jobs, j), f.size+j.size, f.urgent || !j.patient
}

// next is a further job for the batch; false if it is full, if none waits and the transaction is due, or if the writer
// closes.
func (w *writer) next(f *batching) (*job, bool) {
	if len(f.jobs) >= batchJobs || f.size >= batchBytes {
		return nil, false
	}
	select {
	case j, ok := <-w.jobs:
		return j, ok
	default:
	}
	rest := w.apart - time.Since(w.began)
	if f.urgent || rest <= 0 {
		return nil, false
	}
	due := time.NewTimer(rest)
	defer due.Stop()
	select {
	case j, ok := <-w.jobs:
		return j, ok
	case <-due.C:
		return nil, false
	}
}

// commit makes jobs durable in one transaction; where that fails, each in one of its own, so that a bad one fails
// alone.
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

// transact runs one transaction. A job that fails gets its own err and leaves nothing behind; any other failure undoes
// all and is returned.
func (w *writer) transact(jobs []*job) error {
	if err := w.failure(); err != nil {
		return err
	}
	if err := w.conn.exec(`BEGIN IMMEDIATE`); err != nil {
		return w.fail("begin", err)
	}
	operation, err := w.runAll(jobs)
	if err != nil {
		err = w.fail(operation, err)
		// It fails where SQLite has rolled back by itself already.
		_ = w.conn.exec(`ROLLBACK`)
	}
	return err
}

// runAll runs the jobs within a transaction and commits it. It says what it was doing when it failed.
func (w *writer) runAll(jobs []*job) (operation string, err error) {
	// Within the transaction no other process can write any more.
	if err := w.caches.refresh(w.conn); err != nil {
		return "read what is known", err
	}
	w.caches.begin()
	b := &batch{connection: w.conn, caches: w.caches, now: micros(w.now())}
	for _, j := range jobs {
		if err := b.apply(j); err != nil {
			return j.operation, err
		}
	}
	if err := b.flush(); err != nil {
		return "flush", err
	}
	told := announceSeen(&w.caches.log, jobs)
	if err := b.exec(`COMMIT`); err != nil {
		return "commit", err
	}
	w.caches.commit()
	announce(jobs[told:])
	return "", nil
}

// failure says why nothing is saved any more; nil while all is well.
func (w *writer) failure() error {
	if err := w.failed.Load(); err != nil {
		return *err
	}
	return nil
}

// fail classifies an error of a transaction, and stops the writer for good where the disk failed.
func (w *writer) fail(operation string, err error) error {
	failed := error(&crm.Error{Code: errFailed.Code, Message: errFailed.Message, Err: err})
	if stops(err) && w.failed.CompareAndSwap(nil, &failed) {
		w.log.Error("the disk failed: nothing is saved until a restart", "operation", operation, "error", err)
	}
	return classify(operation, err)
}
