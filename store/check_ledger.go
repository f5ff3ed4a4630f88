package store

import (
	"fmt"

	"roomkey/crm"
)

// checkLedger follows the chain of each brokerage's entries, from the oldest one that is kept.
func checkLedger(c *checker) error {
	heads := map[crm.ID]crm.Hash{}
	var problems []Problem
	rows, err := c.tx.QueryContext(c.ctx, `SELECT seq, broker, previous, entry FROM ledger ORDER BY seq`)
	err = each(rows, err, func(row rowScanner) error {
		e, err := scanOrdered(row)
		if err != nil {
			return err
		}
		if before, known := heads[e.Broker]; known && before != e.Previous {
			problems = append(problems, Problem{fmt.Sprintf("ledger entry %d", e.Seq),
				"does not follow from the entry before it"})
		}
		heads[e.Broker] = e.Hash()
		return nil
	})
	for _, p := range problems {
		if err := c.report(p); err != nil {
			return err
		}
	}
	return c.found("ledger", err)
}
