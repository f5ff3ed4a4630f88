package web_test

import (
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/web"
	"roomkey/web/api"
)

// selfAndRegions is what tests read of the answer.
type selfAndRegions struct {
	SelfCheck *api.SelfCheck
	Regions   *api.RegionsStatus
	Alerts    []api.Alert
}

func TestStats_ShowTheSelfCheckAndTheRegions(t *testing.T) {
	h, m, _ := sampled(t)
	stats := func() (got selfAndRegions) {
		h.as("broker").call("GET", "/admin/stats", nil).want(t, 200).into(t, &got)
		return got
	}
	if got := stats(); got.SelfCheck != nil || got.Regions != nil || len(got.Alerts) > 0 {
		t.Errorf("of a server that is alone and has made no check: %+v", got)
	}
	m.SelfCheck.Checked(web.SelfCheck{At: h.clock.now(), Seen: 2 * time.Millisecond, Saved: 9 * time.Millisecond})
	m.SelfCheck.Heard("b", 41*time.Millisecond, h.clock.now())
	seen := web.RegionMetrics{Region: "a", Leader: "b", Majority: true, Regions: []web.RegionMetric{
		{Name: "a", State: "here", There: true},
		{Name: "b", State: "there", There: true, Silent: .4, Lacks: 3, Ahead: 2, LedgerBehind: 1},
		{Name: "w", State: "unseen", Witness: true}}}
	m.Regions(func() web.RegionMetrics { return seen })
	got := stats()
	if c := got.SelfCheck; c == nil || c.Problem != "" || *c.SeenMs != 2 || *c.SavedMs != 9 || len(c.Leaks) != 0 {
		t.Errorf("the check is %+v", c)
	}
	r := got.Regions
	if r == nil || r.Region != "a" || r.Leader != "b" || !r.Majority || len(r.Regions) != 3 || len(got.Alerts) > 0 {
		t.Fatalf("got %+v, %+v", r, got.Alerts)
	}
	if b := r.Regions[1]; b.Name != "b" || b.State != "there" || b.SilentSeconds != .4 || b.Lacks != 3 ||
		b.Ahead != 2 || b.RowsBehind != 1 || b.WayMs == nil || *b.WayMs != 41 || b.Witness {
		t.Errorf("b is %+v", b)
	}
	if w := r.Regions[2]; w.State != "unseen" || !w.Witness || w.WayMs != nil {
		t.Errorf("w is %+v", w)
	}
	m.SelfCheck.Checked(web.SelfCheck{At: h.clock.now(), Problem: "an edit was not saved in time",
		Seen:  time.Millisecond,
		Leaks: []string{"heap"}})
	seen.Problem = "region b is silent for 9 s"
	got = stats()
	if c := got.SelfCheck; c.SavedMs != nil || c.Problem == "" || !slices.Equal(c.Leaks, []string{"heap"}) {
		t.Errorf("the check is %+v", c)
	}
	var codes []string
	for _, alert := range got.Alerts {
		codes = append(codes, alert.Code+" "+alert.Severity)
	}
	if want := []string{"self_check_failed critical", "regions warning"}; !slices.Equal(codes, want) {
		t.Errorf("the alerts are %q, want %q", codes, want)
	}
}

// An alert sees from the start on what a check, or another region's edit, is waited for.
func TestMetrics_ShowWhatTheSelfCheckWaitsFor(t *testing.T) {
	m := web.NewMetrics()
	m.SelfCheck.Begun(time.Hour, "b", "c")
	h := newTestServer(t, func(c *web.Config) { c.Metrics = m })
	shown := string(h.stranger().call("GET", "/metrics", nil).want(t, 200).body)
	for _, want := range []string{"roomkey_self_check_interval_seconds 3600\n",
		"roomkey_self_check_timestamp_seconds 0\n",
		`roomkey_self_check_region_timestamp_seconds{region="b"} 0`,
		`roomkey_self_check_region_timestamp_seconds{region="c"} 0`} {
		if !strings.Contains(shown, want) {
			t.Errorf("there is no %s", want)
		}
	}
}
