package web

import (
	"context"
	"math"
	"time"

	"roomkey/crm"
	"roomkey/store"
	"roomkey/web/api"
)

// adminStats shows the broker role what the server does.
type adminStats struct {
	store *store.Store
	stats *Stats
	now   func() time.Time
}

func (a *adminStats) show(ctx context.Context, who *principal, asked *api.StatsRequest) (*api.StatsAnswer, error) {
	tasks, err := a.store.TaskCounts(ctx, who.user().Broker)
	if err != nil {
		return nil, err
	}
	samples, now := a.stats.samples(), a.now()
	alerts := alertsOf(samples)
	shown := samples
	if asked.Range == "day" {
		shown = a.stats.daySamples()
	}
	if a.store.Failed() != nil {
		alerts = append(alerts, alert{code: "disk_failed", severity: "critical", since: now,
			detail: "the disk failed: nothing is saved until a restart"})
	}
	last, regions := a.stats.metrics.SelfCheck.last.Load(), a.regions()
	if last != nil && last.Problem != "" {
		alerts = append(alerts, alert{code: "self_check_failed", severity: "critical", since: last.At,
			detail: "the server's check of itself failed: " + last.Problem})
	}
	if regions != nil && regions.Problem != "" {
		alerts = append(alerts, alert{code: "regions", severity: "warning", since: now, detail: regions.Problem})
	}
	answer := &api.StatsAnswer{At: api.TimeOf(now), Series: seriesOf(shown), Alerts: []api.Alert{},
		Tasks: api.TaskCounts{Queued: tasks[crm.TaskQueued], Running: tasks[crm.TaskRunning],
			Review: tasks[crm.TaskReview], Completed: tasks[crm.TaskCompleted], Failed: tasks[crm.TaskFailed],
			Cancelled: tasks[crm.TaskCancelled]}}
	answer.SelfCheck, answer.Regions = selfCheckOf(last), regions
	for _, found := range alerts {
		answer.Alerts = append(answer.Alerts, api.Alert{Code: found.code, Severity: found.severity,
			Detail: found.detail, Since: api.TimeOf(found.since)})
	}
	return answer, nil
}

// selfCheckOf is what the last check of the server by itself found; nil before the first.
func selfCheckOf(last *SelfCheck) *api.SelfCheck {
	if last == nil {
		return nil
	}
	return &api.SelfCheck{At: api.TimeOf(last.At), Problem: last.Problem, SeenMs: known(last.Seen),
		SavedMs: known(last.Saved), Leaks: append([]string{}, last.Leaks...)}
}

// regions are the regions as this one sees them now; nil where the server is alone.
func (a *adminStats) regions() *api.RegionsStatus {
	look := a.stats.metrics.lookAtRegions.Load()
	if look == nil {
		return nil
	}
	seen := (*look)()
	status := &api.RegionsStatus{Region: seen.Region, Leader: seen.Leader, Majority: seen.Majority,
		Problem: seen.Problem, Regions: []api.RegionStatus{}}
	for _, r := range seen.Regions {
		status.Regions = append(status.Regions, api.RegionStatus{Name: r.Name, State: r.State, Witness: r.Witness,
			SilentSeconds: r.Silent, Lacks: r.Lacks, Ahead: r.Ahead, RowsBehind: r.LedgerBehind,
			WayMs: known(a.stats.metrics.SelfCheck.way(r.Name))})
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

// seriesOf turns samples into columns.
func seriesOf(samples []sample) api.StatsSeries {
	return api.StatsSeries{
		At:          columnOf(samples, func(s *sample) int64 { return s.at.Unix() }),
		Connections: columnOf(samples, func(s *sample) int { return s.connections }),
		Documents:   columnOf(samples, func(s *sample) int { return s.documents }),
		HeapBytes:   columnOf(samples, func(s *sample) int64 { return s.memory }),
		MessagesIn:  columnOf(samples, func(s *sample) float64 { return s.rate(s.in) }),
		MessagesOut: columnOf(samples, func(s *sample) float64 { return s.rate(s.out) }),
		Requests:    columnOf(samples, func(s *sample) float64 { return s.rate(s.requests) }),
		Failures:    columnOf(samples, func(s *sample) float64 { return s.rate(s.failures) }),
		Changes:     columnOf(samples, func(s *sample) float64 { return s.rate(s.changes) }),
		Rejected:    columnOf(samples, func(s *sample) float64 { return s.rate(s.rejected) }),
		EditP50:     columnOf(samples, func(s *sample) *float64 { return milliseconds(s.edits.p50) }),
		EditP95:     columnOf(samples, func(s *sample) *float64 { return milliseconds(s.edits.p95) }),
		EditP99:     columnOf(samples, func(s *sample) *float64 { return milliseconds(s.edits.p99) }),
		CommitP50:   columnOf(samples, func(s *sample) *float64 { return milliseconds(s.commits.p50) }),
		CommitP95:   columnOf(samples, func(s *sample) *float64 { return milliseconds(s.commits.p95) }),
		RequestP50:  columnOf(samples, func(s *sample) *float64 { return milliseconds(s.answers.p50) }),
		RequestP95:  columnOf(samples, func(s *sample) *float64 { return milliseconds(s.answers.p95) }),
	}
}

func columnOf[T any](samples []sample, of func(*sample) T) []T {
	column := make([]T, len(samples))
	for i := range samples {
		column[i] = of(&samples[i])
	}
	return column
}

// rate is a count per second, with three decimals.
func (s *sample) rate(count float64) float64 { return math.Round(count/s.seconds*1000) / 1000 }

// milliseconds are seconds, with three decimals; nil for NaN.
func milliseconds(seconds float64) *float64 {
	if math.IsNaN(seconds) {
		return nil
	}
	rounded := math.Round(seconds*1e6) / 1000
	return &rounded
}
