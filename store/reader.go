package store

import (
	"context"
	"database/sql"
	"sync"
)

// reader is the pool of read-only connections with its prepared statements.
type reader struct {
	db         *sql.DB
	mu         sync.Mutex // guards statements
	statements map[string]*sql.Stmt
}

func newReader(db *sql.DB) *reader { return &reader{db: db, statements: map[string]*sql.Stmt{}} }

// prepare gives the statement of a text; texts are constants of this package, so their number is bounded.
func (r *reader) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if stmt := r.statements[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := r.db.PrepareContext(ctx, text)
	if err == nil {
		r.statements[text] = stmt
	}
	return stmt, err
}

func (r *reader) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := r.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.QueryContext(ctx, args...)
}

func (r *reader) row(ctx context.Context, text string, args ...any) rowScanner {
	stmt, err := r.prepare(ctx, text)
	if err != nil {
		return failedRow{err}
	}
	return stmt.QueryRowContext(ctx, args...)
}

func (r *reader) close() error { return r.db.Close() }

// rowScanner is what one row can do: *sql.Row, *sql.Rows.
type rowScanner interface{ Scan(dest ...any) error }

type failedRow struct{ err error }

func (f failedRow) Scan(...any) error { return f.err }

// each calls scan for every row and closes the rows.
func each(rows *sql.Rows, err error, scan func(rowScanner) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
		if err := scan(rows); err != nil {
			return err
		}
	}
	return rows.Err()
}

// snapshot runs f in one read transaction: everything it reads is of one moment.
func (s *Store) snapshot(ctx context.Context, operation string, f func(ctx context.Context, tx querier) error) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	tx, err := s.reader.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return classify(operation, err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	return classify(operation, f(ctx, prepared{s.reader, tx}))
}

// querier is what can read: a transaction, whose texts are prepared or not.
type querier interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// prepared is a transaction that uses the pool's prepared statements.
type prepared struct {
	reader *reader
	tx     *sql.Tx
}

func (p prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	stmt, err := p.reader.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return p.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
}

func (p prepared) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	stmt, err := p.reader.prepare(ctx, text)
	if err != nil {
		return p.tx.QueryRowContext(ctx, text, args...) // fails in the same way, and says so in the row
	}
	return p.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
}
