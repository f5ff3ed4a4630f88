package reports

import (
	"context"
	"slices"

	"roomkey/crm"
	"roomkey/store"
)

// Stage is how many records have a status, and what they are worth.
type Stage struct {
	Type, Status string
	Count        int
	Value        int64 // cents: purchase prices of escrows, list prices of listings, highest prices of leads
}

// worth says by which field a type's records are summed.
var worth = []struct{ kind, field string }{
	{"lead", "priceMax"}, {"listing", "ListPrice"}, {"escrow", "purchasePrice"},
}

// Pipeline counts leads, listings and escrows that are not archived by their status: every status of the schema, in its
// order, those without a record too.
func (r *Reports) Pipeline(ctx context.Context, asked *Asked) ([]Stage, error) {
	var stages []Stage
	for _, w := range worth {
		kind := crm.TypeNamed(w.kind)
		options := kind.Root(kind.Status).Options
		counted := make([]Stage, len(options))
		for i, status := range options {
			counted[i] = Stage{Type: w.kind, Status: status}
		}
		err := r.tally(ctx, asked, w.kind, []string{kind.Status, w.field}, func(t *store.Tallied) {
			at := slices.Index(options, t.Text(0))
			if at < 0 || t.Archived() {
				return
			}
			value, _ := t.Number(1)
			counted[at].Count++
			counted[at].Value += int64(value)
		})
		if err != nil {
			return nil, err
		}
		stages = append(stages, counted...)
	}
	return stages, nil
}
