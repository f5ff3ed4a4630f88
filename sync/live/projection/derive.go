package projection

import (
	"encoding/json"
	"maps"
	"math"
	"strconv"
	"time"

	"roomkey/crm"
)

// derive computes the fields that nobody writes. It replaces the maps that it changes.
func derive(rec *crm.Record, t *crm.RecordType, now time.Time) {
	switch t.Name {
	case "listing":
		deriveDays(rec, now)
	case "escrow":
		deriveCommission(rec)
	}
}

// deriveDays counts the days of a listing on the market, as of its last change.
func deriveDays(rec *crm.Record, now time.Time) {
	from, err := time.Parse(time.DateOnly, textOf(rec.Fields["OnMarketDate"]))
	fields := maps.Clone(rec.Fields)
	rec.Fields = fields
	if err != nil {
		delete(fields, "DaysOnMarket")
		return
	}
	until := now
	for _, end := range []string{"CloseDate", "PurchaseContractDate"} {
		if at, err := time.Parse(time.DateOnly, textOf(rec.Fields[end])); err == nil {
			until = at
			break
		}
	}
	days := max(0, int(until.Sub(from).Hours()/24))
	fields["DaysOnMarket"] = json.RawMessage(strconv.Itoa(days))
}

// deriveCommission computes two amounts in cents. gci is the commission of the side, see ofPrice. net is the rest after
// referral, splits and fees.
func deriveCommission(rec *crm.Record) {
	var commission map[string]json.RawMessage
	if json.Unmarshal(rec.Private["commission"], &commission) != nil || commission == nil {
		return
	}
	delete(commission, "gci")
	delete(commission, "net")
	price, priced := numberOf(rec.Fields["purchasePrice"])
	gross, known := numberOf(commission["grossPct"])
	if priced && known {
		side, given := numberOf(commission["sidePct"])
		if !given {
			side = gross
		}
		gci := math.Round(price * ofPrice(gross, side) / 100)
		commission["gci"] = cents(gci)
		commission["net"] = cents(net(gci, commission))
	}
	raw, err := json.Marshal(commission)
	if err != nil {
		return
	}
	rec.Private = maps.Clone(rec.Private)
	rec.Private["commission"] = raw
}

// ofPrice is the part of the price, in percent, that goes to the side. People say "5%, 2.5% our side" as well as "5%,
// half of it": a side that is no more than the gross is of the price, and one that is more is a share of it (ADR 29).
func ofPrice(gross, side float64) float64 {
	if side <= gross {
		return side
	}
	return gross * side / 100
}

// net returns the rest of the commission after referral, splits and fees, in cents.
func net(gci float64, commission map[string]json.RawMessage) float64 {
	referral, _ := numberOf(commission["referralPct"])
	rest := gci - math.Round(gci*referral/100)
	var splits []struct {
		Pct float64 `json:"pct"`
	}
	var fees []struct {
		Amount float64 `json:"amount"`
	}
	_ = json.Unmarshal(commission["splits"], &splits)
	_ = json.Unmarshal(commission["fees"], &fees)
	left := rest
	for _, s := range splits {
		left -= math.Round(rest * s.Pct / 100)
	}
	for _, f := range fees {
		left -= f.Amount
	}
	return left
}

func cents(n float64) json.RawMessage { return json.RawMessage(strconv.FormatInt(int64(n), 10)) }

func numberOf(raw json.RawMessage) (float64, bool) {
	var n *float64
	if len(raw) == 0 || json.Unmarshal(raw, &n) != nil || n == nil {
		return 0, false
	}
	return *n, true
}

func textOf(raw json.RawMessage) string {
	var text string
	if len(raw) > 0 {
		_ = json.Unmarshal(raw, &text)
	}
	return text
}
