package web

import (
	"time"

	"roomkey/web/api"
)

// selfCheck is what the last check of the server by itself found; nil before the first.
func (s *Stats) selfCheck() *api.SelfCheck {
	last := s.metrics.SelfCheck.last.Load()
	if last == nil {
		return nil
	}
	return &api.SelfCheck{At: api.TimeOf(last.At), Problem: last.Problem, SeenMs: known(last.Seen),
		SavedMs: known(last.Saved), Leaks: append([]string{}, last.Leaks...)}
}

// regions are the regions as this one sees them now; nil where the server is alone.
func (s *Stats) regions() *api.RegionsStatus {
	look := s.metrics.lookAtRegions.Load()
	if look == nil {
		return nil
	}
	seen := (*look)()
	status := &api.RegionsStatus{Region: seen.Region, Leader: seen.Leader, Majority: seen.Majority,
		Problem: seen.Problem, Regions: []api.RegionStatus{}}
	for _, r := range seen.Regions {
		status.Regions = append(status.Regions, api.RegionStatus{Name: r.Name, State: r.State, Witness: r.Witness,
			SilentSeconds: r.Silent, Lacks: r.Lacks, Ahead: r.Ahead, RowsBehind: r.LedgerBehind,
			WayMs: known(s.metrics.SelfCheck.way(r.Name))})
	}
	return status
}

// known is a time in milliseconds; nil for 0, which is not known.
func known(took time.Duration) *float64 {
	if took == 0 {
		return nil
	}
	return milliseconds(took.Seconds())
}
