package store

import (
	"context"
	"database/sql"
	"slices"
	"sync"
	"time"
)

// queryTimeout bounds one read.
const queryTimeout = 10 * time.Second

// reader is the pool of read-only connections with its prepared statements.
type reader struct {
	db         *sql.DB
	mu         sync.Mutex // guards statements
	statements map[string]*sql.Stmt
}

func newReader(db *sql.DB) *reader { return &reader{db: db, statements: map[string]*sql.Stmt{}} }

// prepare returns the statement of a text. Texts are constants of this package, so that their number is bounded.
func (r *reader) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
	if stmt := r.cached(text); stmt != nil {
		return stmt, nil
	}
	stmt, err := r.db.PrepareContext(ctx, text) // it may wait for a connection, and so must not hold mu
	if err != nil {
		return nil, err
	}
	r.mu.Lock()
	defer r.mu.Unlock()
	if first := r.statements[text]; first != nil {
		return first, stmt.Close()
	}
	r.statements[text] = stmt
	return stmt, nil
}

// cached returns the statement of a text if it is prepared; nil otherwise.
func (r *reader) cached(text string) *sql.Stmt {
	r.mu.Lock()
	defer r.mu.Unlock()
	return r.statements[text]
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

// snapshot runs f in one read transaction: all that f reads is of one moment.
func (r *reader) snapshot(ctx context.Context, operation string, f func(ctx context.Context, tx querier) error) error {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	tx, err := r.db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return classify(operation, err)
	}
	p := &prepared{reader: r, tx: tx}
	defer func() {
		_ = tx.Rollback() // nothing was written
		for _, text := range p.missed {
			_, _ = r.prepare(ctx, text) // if it fails, the next reader tries again
		}
	}()
	return classify(operation, f(ctx, p))
}

// querier is a transaction that reads.
type querier interface {
	QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error)
	QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row
}

// prepared is a transaction that uses the pool's prepared statements. It prepares none itself: that takes another
// connection, and transactions that hold all connections would wait for each other.
type prepared struct {
	reader *reader
	tx     *sql.Tx
	missed []string // texts to prepare when the connection is back in the pool
}

func (p *prepared) QueryContext(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	if stmt := p.reader.cached(text); stmt != nil {
		return p.tx.StmtContext(ctx, stmt).QueryContext(ctx, args...)
	}
	p.miss(text)
	return p.tx.QueryContext(ctx, text, args...)
}

func (p *prepared) QueryRowContext(ctx context.Context, text string, args ...any) *sql.Row {
	if stmt := p.reader.cached(text); stmt != nil {
		return p.tx.StmtContext(ctx, stmt).QueryRowContext(ctx, args...)
	}
	p.miss(text)
	return p.tx.QueryRowContext(ctx, text, args...)
}

func (p *prepared) miss(text string) {
	if !slices.Contains(p.missed, text) {
		p.missed = append(p.missed, text)
	}
}
