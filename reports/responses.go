package reports

import (
	"bytes"
	"context"
	"slices"
	"time"

	"roomkey/crm"
	"roomkey/store"
)

// Response is how fast one agent answers leads.
type Response struct {
	Agent    crm.ID
	Leads    int
	Answered int
	Median   time.Duration // from the assignment to the first response; 0 where none was answered
	Slow     time.Duration // … of the slowest tenth, the fastest (the 90th percentile)
}

// Responses measures the leads that were assigned within the period, archived ones too, by their owner. A lead without
// a time of assignment counts from its creation, and one that was answered before it was assigned as answered at once.
func (r *Reports) Responses(ctx context.Context, asked *Asked) ([]Response, error) {
	took := make(map[crm.ID][]time.Duration)
	leads := make(map[crm.ID]int)
	err := r.tally(ctx, asked, "lead", []string{"assignedAt", "firstResponseAt"}, func(t *store.Tallied) {
		assigned, answered := t.Time(0), t.Time(1)
		if assigned.IsZero() {
			assigned = t.Created()
		}
		if !asked.Period.Holds(assigned) {
			return
		}
		owner := t.Row().Owner
		leads[owner]++
		if !answered.IsZero() {
			took[owner] = append(took[owner], max(answered.Sub(assigned), 0))
		}
	})
	if err != nil {
		return nil, err
	}
	rows := make([]Response, 0, len(leads))
	for agent, n := range leads {
		times := took[agent]
		slices.Sort(times)
		rows = append(rows, Response{Agent: agent, Leads: n, Answered: len(times), Median: percentile(times, 50),
			Slow: percentile(times, 90)})
	}
	slices.SortFunc(rows, func(a, b Response) int { return bytes.Compare(a.Agent[:], b.Agent[:]) })
	return rows, nil
}

// percentile of sorted times: for an even number of them, the median is the mean of the middle two.
func percentile(sorted []time.Duration, p int) time.Duration {
	if len(sorted) == 0 {
		return 0
	}
	if p == 50 && len(sorted)%2 == 0 {
		return (sorted[len(sorted)/2-1] + sorted[len(sorted)/2]) / 2
	}
	return sorted[min(len(sorted)*p/100, len(sorted)-1)]
}
