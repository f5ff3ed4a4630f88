package store

import "roomkey/crm"

// job is one caller's part of a transaction.
type job struct {
	operation string
	run       func(*batch, *crm.Receipt) error // may run again in another transaction, where the first one fails
	// run's failure undoes the whole transaction: no savepoint is made for it
	bare      bool
	size      int                      // bytes that run writes, about
	patient   bool                     // it may wait for others
	outside   func() error             // instead of run: it runs between transactions
	announce  func()                   // nil: other regions hear nothing; once run has succeeded: see announce.go
	committed func(crm.Receipt)        // nil: nobody; called before done when run has succeeded and is durable
	done      func(crm.Receipt, error) // nil: nobody waits
	receipt   crm.Receipt
	err       error
}

// batch is one transaction of the writer, with the jobs of many callers: a group commit. What its jobs learn becomes
// known only when it is committed. It is used by the writer's goroutine alone.
type batch struct {
	*connection
	*caches
	now   int64 // microseconds since 1970
	stale bool  // a job has changed rows that the caches hold
}

// apply does one job. It returns only an error that undoes the whole transaction.
func (b *batch) apply(j *job) error {
	if j.bare {
		return j.run(b, &j.receipt)
	}
	failed, fatal := b.within("job", func() error { return j.run(b, &j.receipt) })
	j.err = classify(j.operation, failed)
	return fatal
}

// within runs f in a savepoint. Where f fails, nothing of what it did is left. fatal undoes the whole transaction.
func (b *batch) within(savepoint string, f func() error) (failed, fatal error) {
	if err := b.flush(); err != nil {
		return nil, err
	}
	if err := b.exec(`SAVEPOINT ` + savepoint); err != nil {
		return nil, err
	}
	outer := b.records.before
	defer func() { b.records.before = min(outer, len(b.records.order)) }()
	undo := b.mark()
	if failed = f(); failed == nil {
		if b.stale {
			b.forgetAll()
		}
		return nil, b.exec(`RELEASE ` + savepoint)
	}
	if b.records.dropJob() || b.stale {
		b.forgetAll()
	}
	b.rooms.forgetOpen()
	if stops(failed) {
		return failed, failed
	}
	undo()
	if err := b.exec(`ROLLBACK TO ` + savepoint); err != nil {
		return failed, err
	}
	return failed, b.exec(`RELEASE ` + savepoint)
}

// flush writes the rows of the documents and records that were touched.
func (b *batch) flush() error { return b.caches.flush(b.connection, b.now) }

// forgetAll makes the rest of the transaction, and what follows, read the file again. Everything has been flushed.
func (b *batch) forgetAll() {
	b.caches.forget()
	b.stale = false
}

// removeDocument removes a document whose id the caller does not know, so that all caches have to be forgotten.
func (b *batch) removeDocument(num int64) error {
	b.stale = true
	return deleteDocument(b.connection, num)
}

// addAudit appends a line to the audit log.
func (b *batch) addAudit(e *crm.AuditEntry) error { return b.audit.add(b.connection, e) }

// mustChange runs a statement that has to change a row, and answers missing where it changes none.
func (b *batch) mustChange(missing error, text string, args ...any) error {
	n, err := b.change(text, args...)
	if err == nil && n == 0 {
		return missing
	}
	return err
}

// overwriteFreed has SQLite overwrite all that it frees until end is called. Otherwise SQLite overwrites it only where
// that costs no further writing.
func overwriteFreed(b *batch) (end func(), err error) {
	set := func(mode string) error {
		var now int
		return b.row(`PRAGMA secure_delete = ` + mode).Scan(&now)
	}
	return func() { _ = set("FAST") }, set("ON") // it was possible to set it
}
