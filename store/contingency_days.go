package store

import (
	"context"

	"roomkey/crm"
)

var entryContingencyDays = writesRows[contingencyDaysSet]("brokerage.days")

// contingencyDaysSet sets some of the entry's brokerage's usual days. By is who does it.
type contingencyDaysSet struct {
	By     crm.ID                    `json:"by"`
	Change crm.ContingencyDaysChange `json:"change"`
}

func (w *contingencyDaysSet) apply(a *applying) error {
	if err := mustBeBroker(a, w.By); err != nil {
		return err
	}
	c := &w.Change
	err := a.mustChange(errNoBrokerage, `UPDATE brokerages SET deposit_days = coalesce(?, deposit_days),
		investigation_days = coalesce(?, investigation_days), appraisal_days = coalesce(?, appraisal_days),
		loan_days = coalesce(?, loan_days) WHERE id = ?`, c.Deposit, c.Investigation, c.Appraisal, c.Loan,
		keyID(a.broker))
	if err == nil {
		a.told = append(a.told, settingsEvent(a.batch, crm.BrokerRoom(a.broker), crm.EventBrokerage, w.By))
	}
	return err
}

var errNoBrokerage error = crm.Errorf(crm.CodeNotFound, "there is no such brokerage")

// ContingencyDays returns a brokerage's usual days. crm.CodeNotFound: there is no such brokerage.
func (d *Directory) ContingencyDays(ctx context.Context, broker crm.ID) (days crm.ContingencyDays, err error) {
	ctx, cancel := context.WithTimeout(ctx, queryTimeout)
	defer cancel()
	err = d.db.reader.row(ctx, `SELECT deposit_days, investigation_days, appraisal_days, loan_days FROM brokerages
		WHERE id = ?`, keyID(broker)).Scan(&days.Deposit, &days.Investigation, &days.Appraisal, &days.Loan)
	if absent(err) {
		return days, errNoBrokerage
	}
	return days, classify("read a brokerage", err)
}

// SetContingencyDays sets some of a brokerage's usual days. crm.ErrForbidden: by is no active broker of it.
// crm.CodeInvalid: a number of days is out of bounds.
func (d *Directory) SetContingencyDays(ctx context.Context, broker, by crm.ID, change crm.ContingencyDaysChange) error {
	if err := change.Check(); err != nil {
		return err
	}
	return d.ledger.write(ctx, "set the usual days", func(*batch) (plannedWrite, error) {
		return plannedWrite{entryContingencyDays, broker, &contingencyDaysSet{by, change}}, nil
	})
}
