package api

import "roomkey/crm"

// Brokerage is what a brokerage has set for everybody in it.
type Brokerage struct {
	ID   crm.ID `json:"id"`
	Name string `json:"name"`
	// When what a new escrow depends on is due, where nobody says.
	ContingencyDays ContingencyDays `json:"contingencyDays"`
}

// ContingencyDays are days from acceptance; 0 of a contingency: new escrows have none.
type ContingencyDays struct {
	// Business days: neither weekends nor federal holidays count.
	Deposit       int `json:"deposit" minimum:"0" maximum:"365"`
	Investigation int `json:"investigation" minimum:"0" maximum:"365"`
	Appraisal     int `json:"appraisal" minimum:"0" maximum:"365"`
	Loan          int `json:"loan" minimum:"0" maximum:"365"`
}

// PatchBrokerageRequest changes what it names.
type PatchBrokerageRequest struct {
	ContingencyDays *PatchContingencyDays `json:"contingencyDays,omitempty" nullable:"true"`
}

// PatchContingencyDays changes the days that it names.
type PatchContingencyDays struct {
	Deposit       *int `json:"deposit,omitempty" nullable:"true" minimum:"0" maximum:"365"`
	Investigation *int `json:"investigation,omitempty" nullable:"true" minimum:"0" maximum:"365"`
	Appraisal     *int `json:"appraisal,omitempty" nullable:"true" minimum:"0" maximum:"365"`
	Loan          *int `json:"loan,omitempty" nullable:"true" minimum:"0" maximum:"365"`
}
