package main

import (
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"testing"

	roomkey "roomkey/plugins/sdk/go"
)

// The usual days are the brokerage's. The app, which makes escrows too, counts them by the same vectors.
func TestEscrow_HasItsBrokeragesUsualDays(t *testing.T) {
	text, err := os.ReadFile("../../../crm/testdata/vectors/escrow_days.json")
	if err != nil {
		t.Fatal(err)
	}
	var cases []struct {
		Accepted, Closes, Deposit string
		Days                      roomkey.ContingencyDays
		Contingencies             map[string]string
	}
	if err := json.Unmarshal(text, &cases); err != nil || len(cases) == 0 {
		t.Fatal(len(cases), err)
	}
	for _, c := range cases {
		e := &escrow{said: &terms{address: "1 A St", price: 100, side: "buyer", accepted: c.Accepted,
			closes: c.Closes}, today: c.Accepted, usual: c.Days}
		if err := e.build(); err != nil {
			t.Fatal(err)
		}
		if got := e.fields["earnestMoneyDeposit"].(map[string]any)["dueDate"]; got != c.Deposit {
			t.Errorf("%s: the deposit is due on %v, not %s", c.Accepted, got, c.Deposit)
		}
		got := map[string]string{}
		list, _ := e.fields["contingencies"].([]any)
		for _, one := range list {
			one := one.(map[string]any)
			got[one["type"].(string)] = one["dueDate"].(string)
		}
		if !maps.Equal(got, c.Contingencies) {
			t.Errorf("%s: %v, not %v", c.Accepted, got, c.Contingencies)
		}
	}
}

// A contingency that its brokerage's escrows have not by themselves is there where the sentence keeps it, with the days
// of the usual contract.
func TestEscrow_HasTheContingencyThatItsBuyerKeeps(t *testing.T) {
	for said, want := range map[string]string{
		"":                                     "[]",
		"keeps the appraisal contingency":      "[appraisal 2026-05-21]",
		"contingent on appraisal and loan":     "[appraisal 2026-05-21 loan 2026-05-25]",
		"10 day appraisal contingency":         "[appraisal 2026-05-14]",
		"waives all contingencies but loan":    "[investigation waived appraisal waived loan 2026-05-25]",
		"subject to the appraisal, all cash":   "[appraisal 2026-05-21]",
		"waives the appraisal contingency":     "[appraisal waived]",
		"keeps the title contingency in place": "[title 2026-05-21]",
	} {
		terms := read("123 Main St at $500,000 closing June 5, "+said, "2026-05-04")
		terms.accepted = "2026-05-04"
		e := &escrow{said: terms, today: "2026-05-04"} // whose brokerage has set no days
		if err := e.build(); err != nil {
			t.Fatal(err)
		}
		got := []string{}
		for _, one := range e.fields["contingencies"].([]any) {
			one := one.(map[string]any)
			what, ok := one["dueDate"]
			if !ok {
				what = one["status"]
			}
			got = append(got, fmt.Sprint(one["type"], " ", what))
		}
		if fmt.Sprint(got) != want {
			t.Errorf("%q: %v, not %s", said, got, want)
		}
	}
}
