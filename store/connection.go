package store

import (
	"context"
	"database/sql"
	"errors"
)

// connection is the writer's connection with its prepared statements. One goroutine uses it. Its calls have no
// deadline: a write has to end in success or failure, and busy_timeout bounds the wait for a lock.
type connection struct {
	conn       *sql.Conn
	statements map[string]*sql.Stmt
}

func newConnection(conn *sql.Conn) *connection {
	return &connection{conn: conn, statements: map[string]*sql.Stmt{}}
}

func (c *connection) prepare(text string) (*sql.Stmt, error) {
	if stmt := c.statements[text]; stmt != nil {
		return stmt, nil
	}
	stmt, err := c.conn.PrepareContext(context.Background(), text)
	if err == nil {
		c.statements[text] = stmt
	}
	return stmt, err
}

func (c *connection) exec(text string, args ...any) error {
	_, err := c.change(text, args...)
	return err
}

// change is exec that returns how many rows it changed.
func (c *connection) change(text string, args ...any) (int64, error) {
	stmt, err := c.prepare(text)
	if err != nil {
		return 0, err
	}
	result, err := stmt.Exec(args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

func (c *connection) row(text string, args ...any) rowScanner {
	stmt, err := c.prepare(text)
	if err != nil {
		return failedRow{err}
	}
	return stmt.QueryRow(args...)
}

func (c *connection) query(text string, args ...any) (*sql.Rows, error) {
	stmt, err := c.prepare(text)
	if err != nil {
		return nil, err
	}
	return stmt.Query(args...)
}

func (c *connection) close() error {
	var errs []error
	for _, stmt := range c.statements {
		errs = append(errs, stmt.Close())
	}
	return errors.Join(append(errs, c.conn.Close())...)
}
