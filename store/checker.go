package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"

	"roomkey/crm"
)

// Problem is a fault that Check has found.
type Problem struct {
	Where string // "database", "document <id>", "record <id>", "audit line <n>"
	What  string
}

func (p Problem) String() string { return p.Where + ": " + p.What }

// Material is a document with its record's projection, for callers that can tell whether the two agree.
type Material struct {
	Document *crm.Stored
	Record   *crm.Record // nil: none
}

// checker is what the steps of a check share: one read transaction, and whom to tell.
type checker struct {
	ctx    context.Context
	tx     *sql.Tx
	report func(Problem) error
	each   func(Material) error
}

// found reports an error as a problem, unless the context has ended.
func (c *checker) found(where string, err error) error {
	if err == nil {
		return nil
	}
	if c.ctx.Err() != nil {
		return classify("check", err)
	}
	var e *crm.Error
	if errors.As(err, &e) && e.Err != nil {
		err = e.Err
	}
	return c.report(Problem{where, err.Error()})
}

// none reports a problem unless a query counts 0.
func (c *checker) none(where, text, problem string) error {
	var n int
	err := c.tx.QueryRowContext(c.ctx, text).Scan(&n)
	if err == nil && n > 0 {
		err = fmt.Errorf(problem, n)
	}
	return c.found(where, err)
}

func (c *checker) ids(text string) ([]crm.ID, error) { return scanIDs(c.tx.QueryContext(c.ctx, text)) }
