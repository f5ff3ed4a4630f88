package store

import (
	"database/sql"
	"runtime"

	"roomkey/crm"
)

// rowScanner is what one row can do: *sql.Row, *sql.Rows.
type rowScanner interface{ Scan(dest ...any) error }

// failedRow is the row of a statement that could not be prepared.
type failedRow struct{ err error }

func (f failedRow) Scan(...any) error { return f.err }

// breathEvery is after how many rows others get the processor: they take about a millisecond, and the scheduler by
// itself lets ten pass.
const breathEvery = 128

// each calls scan for every row and closes the rows.
func each(rows *sql.Rows, err error, scan func(rowScanner) error) error {
	if err != nil {
		return err
	}
	defer rows.Close()
	for n := 1; rows.Next(); n++ {
		if err := scan(rows); err != nil {
			return err
		}
		if n%breathEvery == 0 {
			runtime.Gosched()
		}
	}
	return rows.Err()
}

// scanIDs reads rows of one id each.
func scanIDs(rows *sql.Rows, err error) (ids []crm.ID, _ error) {
	err = each(rows, err, func(row rowScanner) error {
		var blob []byte
		if err := row.Scan(&blob); err != nil {
			return err
		}
		id, err := toID(blob)
		ids = append(ids, id)
		return err
	})
	return ids, err
}
