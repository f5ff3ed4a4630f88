package store

import "roomkey/crm"

// Kinds of entries.
var (
	entryNumberGiven = writesRows[numberGiven]("escrow.numbered")
	entryNumberFreed = writesRows[numberFreed]("escrow.freed")
)

// numberGiven gives an escrow that has none the next number of its brokerage and year: the lowest one that was given
// back, else the one after the last.
type numberGiven struct {
	Record crm.ID `json:"record"`
	Year   int    `json:"year"`
}

func (w *numberGiven) apply(a *applying) error {
	var num int
	err := a.row(`SELECT num FROM escrow_given WHERE record = ?`, keyID(w.Record)).Scan(&num)
	if err == nil || !absent(err) {
		return err
	}
	err = a.row(`DELETE FROM escrow_free WHERE broker = ?1 AND year = ?2 AND num = (SELECT min(num) FROM escrow_free
		WHERE broker = ?1 AND year = ?2) RETURNING num`, keyID(a.broker), w.Year).Scan(&num)
	if absent(err) {
		err = a.row(`INSERT INTO escrow_numbers (broker, year, last) VALUES (?, ?, 1)
			ON CONFLICT DO UPDATE SET last = last + 1 RETURNING last`, keyID(a.broker), w.Year).Scan(&num)
	}
	if err != nil {
		return err
	}
	return a.exec(`INSERT INTO escrow_given (record, broker, year, num) VALUES (?, ?, ?, ?)`, keyID(w.Record),
		keyID(a.broker), w.Year, num)
}

// numberFreed gives back the number of an escrow that was not made.
type numberFreed struct {
	Record crm.ID `json:"record"`
}

func (w *numberFreed) apply(a *applying) error {
	err := a.exec(`INSERT INTO escrow_free (broker, year, num) SELECT broker, year, num FROM escrow_given
		WHERE record = ? AND broker = ?`, keyID(w.Record), keyID(a.broker))
	if err != nil {
		return err
	}
	return a.exec(`DELETE FROM escrow_given WHERE record = ? AND broker = ?`, keyID(w.Record), keyID(a.broker))
}
