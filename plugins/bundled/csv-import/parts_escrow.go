package main

import (
	"strings"

	"roomkey/plugins/bundled/words"
)

// completeSide finds our side in the kind of transaction, where nothing else says it.
func completeSide(d *draft) {
	kind, _ := d.fields["transactionType"].(string)
	if d.fields["side"] != nil || d.unread["side"] != "" || kind == "" {
		return
	}
	side := synonyms["side"][heading(kind)]
	switch heading(kind) {
	case "sale", "purchase", "buyer", "buyersale":
		side = "buyer"
	case "seller", "listingforsale", "sellersale":
		side = "seller"
	case "dual", "doublesided":
		side = "dual"
	}
	if side != "" {
		d.put("/side", side)
		d.warn(cell{column: "Side"}, "is not said: "+shown(kind)+" was taken for the side "+
			d.kind.Root("side").OptionLabels[side])
	}
}

// completeCommission takes the commissions of the two sides: ours, and what both are together. An amount has no field,
// and fewer people see commissions than notes.
func completeCommission(d *draft) {
	percents := map[string]float64{}
	for _, of := range []string{"buyer", "seller"} {
		c, there := d.from["~commission:"+of]
		if !there {
			continue
		}
		if percent, ok := words.Number(c.text); ok && percent < 100 && !strings.Contains(c.text, "$") {
			percents[of] = percent
			continue
		}
		d.warn(c, "is not a percentage: it is left out")
	}
	side, _ := d.fields["side"].(string)
	ours, known := percents[side]
	if both := percents["buyer"] + percents["seller"]; both > 0 && (len(percents) == 2 || known || side == "dual") {
		d.otherwise("/private/commission/grossPct", both)
	}
	if known {
		d.otherwise("/private/commission/sidePct", ours)
	}
}
