package main

import (
	"encoding/json"
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
