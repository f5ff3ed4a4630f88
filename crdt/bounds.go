package crdt

import (
	"math"

	"roomkey/crm"
)

// size is the length of a list or text: visible elements, and bytes of a text.
type size struct{ visible, bytes int }

// excess returns how far a number is outside of the field's range; 0 within it.
func excess(f *crm.Field, number float64) float64 {
	low, high := math.Inf(-1), math.Inf(1)
	if f.Kind == crm.KindMoney {
		low, high = -crm.MaxMoney, crm.MaxMoney
	}
	if f.Min != nil {
		low = max(low, *f.Min)
	}
	if f.Max != nil {
		high = min(high, *f.Max)
	}
	return max(low-number, number-high, 0)
}
