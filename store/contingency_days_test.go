package store_test

import (
	"testing"

	"roomkey/crm"
)

// A brokerage has the usual days until a broker of it sets others, some or all, in any region.
func TestContingencyDays_AreSetByBrokers(t *testing.T) {
	t.Parallel()
	o := newOrder()
	a, b := o.region(t, stillClock), o.region(t, stillClock)
	u, _, _ := people(t, a.Store)
	boss := &crm.User{Email: "boss@demo.test", Name: "Boss", Role: crm.RoleBroker, Broker: u.Broker}
	if err := a.AddUser(t.Context(), boss, "hash"); err != nil {
		t.Fatal(err)
	}
	has := func(r *ledgerRegion, want crm.ContingencyDays) {
		t.Helper()
		if err := r.catchUp(t.Context()); err != nil {
			t.Fatal(err)
		}
		if got, err := r.ContingencyDays(t.Context(), u.Broker); err != nil || got != want {
			t.Error(got, err)
		}
	}
	has(b, crm.ContingencyDays{Deposit: 3, Investigation: 17, Appraisal: 17, Loan: 21})
	ten, none, much, less := 10, 0, 366, -1
	set := func(r *ledgerRegion, by crm.ID, change crm.ContingencyDaysChange, code crm.Code) {
		t.Helper()
		wantCode(t, r.SetContingencyDays(t.Context(), u.Broker, by, change), code)
	}
	o.first = func() { // both regions set something at the same time
		set(a, boss.ID, crm.ContingencyDaysChange{Loan: &ten}, "")
	}
	set(b, boss.ID, crm.ContingencyDaysChange{Appraisal: &none}, "")
	set(b, u.ID, crm.ContingencyDaysChange{Loan: &none}, crm.CodeForbidden)
	set(b, boss.ID, crm.ContingencyDaysChange{Deposit: &much}, crm.CodeInvalid)
	set(b, boss.ID, crm.ContingencyDaysChange{Deposit: &less}, crm.CodeInvalid)
	for _, r := range []*ledgerRegion{a, b} {
		has(r, crm.ContingencyDays{Deposit: 3, Investigation: 17, Appraisal: 0, Loan: 10})
	}
}
