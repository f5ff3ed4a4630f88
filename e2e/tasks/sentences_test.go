package tasks_test

import (
	"regexp"
	"testing"

	"roomkey/internal/roomkeytest"
)

// sentences are what people say of an escrow, and what the record then holds, as expressions on its JSON. The table of
// plugins/bundled/new-escrow has many more; these show that what is read arrives.
var sentences = []struct {
	text, address, closes string
	cents                 float64
	holds                 []string
}{
	{"Escrow for 5 Ivy St, price reduced from $550k to $500k, closing June 5 2027", "5 Ivy St", "2027-06-05",
		500_000_00, nil},
	{"Escrow for 5 Ivy St at $500k closing June 5 2027, waive appraisal and inspection", "5 Ivy St", "2027-06-05",
		500_000_00, []string{`"status":"waived","type":"appraisal"`, `"status":"waived","type":"investigation"`}},
	{"Escrow for 5 Ivy St at $500k closing June 5 2027, seller is Dana Kim, buyer is Ed Ruiz", "5 Ivy St",
		"2027-06-05", 500_000_00, []string{`"Dana Kim","id":"[^"]*","role":"seller"`,
			`"Ed Ruiz","id":"[^"]*","role":"buyer"`}},
	{"Escrow for 1600-1602 J St at $500k closing June 5 2027", "1600-1602 J St", "2027-06-05", 500_000_00, nil},
	{"Escrow for 10 March Ln at $500k, closing April 2 2027", "10 March Ln", "2027-04-02", 500_000_00, nil},
	{"Escrow for 12345 Highway 50 at $500k closing June 5 2027", "12345 Highway 50", "2027-06-05", 500_000_00, nil},
	{"Offer accepted Nov 20 on 12 1/2 Pine St at 625,000; COE 45 days from acceptance; EMD $18,750; conventional 20% " +
		"down", "12 1/2 Pine St", "2027-01-04", 625_000_00,
		[]string{`"acceptanceDate":"2026-11-20"`, `"financing":"Conventional"`, `1875000`, `12500000`}},
	{"Please start an escrow at 77 Sunset Blvd., purchase price of $749,900.00, closing on the 15th of January",
		"77 Sunset Blvd", "2027-01-15", 749_900_00, nil},
}

// trySentences starts each sentence as a task over REST, accepts what it proposes, and reads the record.
func (o *brokerage) trySentences(t *testing.T) {
	for _, c := range sentences {
		var out struct {
			Escrow        string
			NotUnderstood []string
		}
		task := o.run(o.own, "new-escrow", map[string]any{"text": c.text, "asOf": "2026-11-30"}, &out)
		if len(out.NotUnderstood) > 0 || len(task.Proposals) != 1 {
			t.Errorf("%s: it puts out %s and proposes %d changes", c.text, task.Output, len(task.Proposals))
			continue
		}
		o.accepts(task)
		made := o.record("/escrows/" + out.Escrow)
		fields, text := made.Fields, roomkeytest.AsJSON(t, made)
		if fields["propertyAddress"] != c.address || fields["purchasePrice"] != c.cents ||
			fields["closeOfEscrowDate"] != c.closes {
			t.Errorf("%s: the escrow is %v", c.text, fields)
		}
		for _, part := range c.holds {
			if !regexp.MustCompile(part).MatchString(text) {
				t.Errorf("%s: there is no %s in %s", c.text, part, text)
			}
		}
	}
}
