package crm

// ContingencyDays are a brokerage's usual days from acceptance until what an escrow depends on is due, where nobody
// says: business days for the deposit, calendar days for the contingencies. 0 days of a contingency: new escrows have
// none.
type ContingencyDays struct {
	Deposit       int `json:"deposit"`
	Investigation int `json:"investigation"`
	Appraisal     int `json:"appraisal"`
	Loan          int `json:"loan"`
}

// MaxContingencyDays bounds each of them.
const MaxContingencyDays = 365

// UsualContingencyDays are those of the usual Californian contract, which a brokerage has until it sets others.
var UsualContingencyDays = ContingencyDays{Deposit: 3, Investigation: 17, Appraisal: 17, Loan: 21}

// ContingencyDaysChange sets some of them; nil: it stays.
type ContingencyDaysChange struct {
	Deposit       *int `json:"deposit,omitempty"`
	Investigation *int `json:"investigation,omitempty"`
	Appraisal     *int `json:"appraisal,omitempty"`
	Loan          *int `json:"loan,omitempty"`
}

// Check refuses numbers of days out of bounds. Errors: invalid, with the name of the first at fault.
func (c *ContingencyDaysChange) Check() error {
	for _, of := range []struct {
		name string
		days *int
	}{{"deposit", c.Deposit}, {"investigation", c.Investigation}, {"appraisal", c.Appraisal}, {"loan", c.Loan}} {
		if of.days != nil && (*of.days < 0 || *of.days > MaxContingencyDays) {
			return Invalid(of.name, "must be 0 to %d days", MaxContingencyDays)
		}
	}
	return nil
}
