package main

import (
	"fmt"
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

// completeCommission takes the commissions of the two sides: ours, and what both are together. Fewer people see
// commissions than notes, so what can't be read is only said.
func completeCommission(d *draft) {
	percents := map[string]float64{}
	for _, of := range []string{"buyer", "seller"} {
		c, there := d.from["~commission:"+of]
		if !there {
			continue
		}
		if percent, ok := percentOf(d, c); ok {
			percents[of] = percent
			continue
		}
		d.warn(c, "is not a percentage: it is left out")
	}
	for _, name := range []string{"grossPct", "sidePct", "referralPct"} {
		if c, there := d.from["~amount:"+name]; there {
			if percent, ok := percentOf(d, c); ok {
				d.otherwise("/private/commission/"+name, percent)
			} else {
				d.warn(c, "is not a percentage: it is left out")
			}
		}
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

// percentOf reads a percentage, or an amount as the percentage of the price that it is.
func percentOf(d *draft, c cell) (percent float64, ok bool) {
	percent, ok = words.Number(c.text)
	if ok && percent <= 100 && !strings.Contains(c.text, "$") {
		return percent, true
	}
	cents, ok := words.Money(american(c.text))
	price, _ := d.fields["purchasePrice"].(float64)
	if !ok || price <= 0 || float64(cents) > price/2 {
		return 0, false
	}
	percent = float64(cents) * 100 / price
	d.warn(c, fmt.Sprintf("was taken for %.4g%% of the price", percent))
	return percent, true
}

// inDollars reports whether a cell of a percentage has an amount: it waits for the price.
func inDollars(pointer, text string) bool {
	if !strings.HasPrefix(pointer, "/private/commission/") || strings.Contains(text, "%") {
		return false
	}
	_, money := words.Money(american(text))
	number, plain := words.Number(text)
	return money && (!plain || number > 100)
}
