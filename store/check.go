package store

import (
	"bytes"
	"context"
	"database/sql"
	"fmt"
	"path/filepath"

	"roomkey/crm"
)

// Check looks through everything as of one moment: SQLite's own check, checksums, counts, and the chain of the audit
// log. It reports each problem and goes on. It calls each with every document that can be read; the caller reports what
// it finds wrong there. The first error that report or each returns ends the check. A server may run meanwhile.
func (m *Maintenance) Check(ctx context.Context, report func(Problem) error, each func(Material) error) error {
	// This needs a connection of its own: SQLite's check of the full-text index relies on what its connection remembers
	// of the index, and reports damage after the index has been rewritten.
	db, err := openFile(filepath.Join(m.db.dir, FileName), readerPragmas)
	if err != nil {
		return classify("check", err)
	}
	defer db.Close()
	tx, err := db.BeginTx(ctx, &sql.TxOptions{ReadOnly: true})
	if err != nil {
		return classify("check", err)
	}
	defer func() { _ = tx.Rollback() }() // nothing was written
	c := &checker{ctx: ctx, tx: tx, report: report, each: each}
	for _, step := range []func(*checker) error{
		checkDatabase, checkAudit, checkDocuments, checkRenewed, checkRecords, checkSearch, checkTasks, checkLedger,
	} {
		if err := step(c); err != nil {
			return err
		}
	}
	return nil
}

func checkDatabase(c *checker) error {
	var failed error
	err := integrity(c.ctx, c.tx, func(text string) error {
		failed = c.report(Problem{"database", text})
		return failed
	})
	if failed != nil {
		return failed
	}
	if err := c.found("database", err); err != nil {
		return err
	}
	rows, err := c.tx.QueryContext(c.ctx, `PRAGMA foreign_key_check`)
	n := 0
	err = each(rows, err, func(rowScanner) error { n++; return nil })
	if err == nil && n > 0 {
		err = fmt.Errorf("%d rows refer to what is not there", n)
	}
	return c.found("database", err)
}

// checkAudit follows the chain from its beginning, or from where older lines were deleted, to the end that was noted.
func checkAudit(c *checker) error {
	var hash []byte
	var number int64
	if err := c.tx.QueryRowContext(c.ctx, selectAuditBegin).Scan(&number, &hash); err != nil {
		return c.found("audit", err)
	}
	var problems []Problem
	rows, err := c.tx.QueryContext(c.ctx, `SELECT num, at, user, action, record, field, reason, hash FROM audit
		ORDER BY num`)
	err = each(rows, err, func(row rowScanner) error {
		var stored []byte
		line, err := scanAudit(row, &stored)
		if err != nil {
			return err
		}
		number++
		if want := auditHash(hash, number, &line.AuditEntry); line.Number != number || !bytes.Equal(want, stored) {
			where := fmt.Sprintf("audit line %d", line.Number)
			problems = append(problems, Problem{where, "does not follow from the line before it"})
		}
		hash, number = stored, line.Number
		return nil
	})
	var end auditEnd
	if err == nil {
		err = c.tx.QueryRowContext(c.ctx, selectAuditEnd).Scan(&end.number, &end.hash)
	}
	if err == nil && (end.number != number || !bytes.Equal(end.hash, hash)) {
		problems = append(problems, Problem{"audit",
			fmt.Sprintf("ends with line %d; %d were written", number, end.number)})
	}
	for _, p := range problems {
		if err := c.report(p); err != nil {
			return err
		}
	}
	return c.found("audit", err)
}

// checkDocuments calls each with every document, and reports those that can't be read.
func checkDocuments(c *checker) error {
	ids, err := c.ids(`SELECT id FROM documents ORDER BY num`)
	if err := c.found("documents", err); err != nil {
		return err
	}
	for _, id := range ids {
		stored, err := readStored(c.ctx, c.tx, id)
		if err != nil {
			if err := c.found("document "+id.String(), err); err != nil {
				return err
			}
			continue
		}
		if len(stored.Changes) > 0 && len(stored.Heads) == 0 {
			if err := c.report(Problem{"document " + id.String(), "has changes but no heads"}); err != nil {
				return err
			}
		}
		record, err := recordIn(c.ctx, c.tx, stored.Record)
		if err != nil {
			record = nil // checkRecords reports it
		}
		if err := c.each(Material{stored, record}); err != nil {
			return err
		}
	}
	return nil
}

func checkRecords(c *checker) error {
	ids, err := c.ids(`SELECT id FROM records ORDER BY num`)
	if err := c.found("records", err); err != nil {
		return err
	}
	for _, id := range ids {
		number, r, err := oneRecord(c.tx.QueryContext(c.ctx, `SELECT `+recordColumns+` FROM records WHERE id = ?`,
			keyID(id)))
		if err == nil {
			err = checkEntry(c, number, r)
		}
		if err := c.found("record "+id.String(), err); err != nil {
			return err
		}
	}
	if err := c.none("long values", `SELECT count(*) FROM long_values WHERE record NOT IN (SELECT num FROM records
		WHERE long IS NOT NULL)`, "%d are of no record"); err != nil {
		return err
	}
	return c.none("entries", `SELECT count(*) FROM entries WHERE seq NOT IN (SELECT seq FROM records)`,
		"%d are of no record")
}

// checkEntry compares a record's entry with the record. It does not read an entry that another version of the program
// has stored.
func checkEntry(c *checker, number int64, r *crm.Record) error {
	var first uint64
	var of, form, sum sql.NullInt64
	var data []byte
	err := c.tx.QueryRowContext(c.ctx, `SELECT r.born, e.num, e.form, e.sum, e.data FROM records r LEFT
		JOIN entries e ON e.seq = r.seq
		WHERE r.num = ?`, number).Scan(&first, &of, &form, &sum, &data)
	stored := storedEntry{r.Seq, number, data}
	switch {
	case err != nil:
		return err
	case of.Int64 != number:
		return damaged("lists don't have it")
	case form.Int64 != entryForm:
		return nil
	case !bytes.Equal(data, encodeEntry(r, first)) || sum.Int64 != stored.sum():
		return damaged("lists have something else of it")
	}
	return nil
}

// checkSearch compares the records in the full-text index with those that should be there.
func checkSearch(c *checker) error {
	for text, what := range map[string]string{
		`SELECT count(*) FROM records WHERE words != 0 AND num NOT IN (SELECT id FROM search_docsize)`:   "lacks",
		`SELECT count(*) FROM search_docsize WHERE id NOT IN (SELECT num FROM records WHERE words != 0)`: "has",
	} {
		if err := c.none("search", text, "the full-text index wrongly "+what+" %d records"); err != nil {
			return err
		}
	}
	return nil
}
