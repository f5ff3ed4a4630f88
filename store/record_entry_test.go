package store_test

import (
	"testing"

	"roomkey/crm"
)

// What one region makes at once, others read later from its ledger: neither takes what an account asked for after it
// was disabled.
func TestRows_OneRegionRefusesWhatOthersWould(t *testing.T) {
	t.Parallel()
	s := reopen(t, newDir(t))
	u, _, _ := people(t, s)
	other := &crm.User{Email: "gone@demo.test", Name: "Gone", Role: crm.RoleAgent, Broker: u.Broker}
	if err := s.AddUser(t.Context(), other, "hash"); err != nil {
		t.Fatal(err)
	}
	if err := s.SetDisabled(t.Context(), other.ID, true); err != nil {
		t.Fatal(err)
	}
	for name, refused := range map[string]struct {
		change crm.RowChange
		code   crm.Code
	}{
		"asked for":  {crm.RowChange{By: other.ID, What: crm.Archived}, crm.CodeForbidden},
		"their own":  {crm.RowChange{By: u.ID, What: crm.Transferred, Owner: &other.ID}, crm.CodeInvalid},
		"of another": {crm.RowChange{By: u.ID, What: crm.Transferred, Owner: &u.ID}, ""},
	} {
		t.Run(name, func(t *testing.T) {
			end, err := s.LedgerEnd(t.Context())
			if err != nil {
				t.Fatal(err)
			}
			w := write(5, "x")
			w.Record = lead(5, nil)
			w.Record.Broker = u.Broker
			refused.change.Record = w.Record.ID
			w.Rows = []crm.OrderedRowChange{{At: now, RowChange: refused.change}}
			_, err = s.Commit(t.Context(), w)
			wantCode(t, err, refused.code)
			after, err := s.LedgerEnd(t.Context())
			if err != nil || after > end != (refused.code == "") {
				t.Error(end, after, err)
			}
		})
	}
}
