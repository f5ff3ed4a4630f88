package web_test

import (
	"net/http/httptest"
	"os"
	"regexp"
	"strings"
	"testing"
	"time"

	"roomkey/crm"
	"roomkey/web"
)

// Every metric that a server shows stands in docs/operations.md with its meaning, and every one that stands there is
// shown. A metric with labels is shown from its first count on, so the test counts everything once.
func TestMetrics_OperationsDescribesEachOfThem(t *testing.T) {
	m := web.NewMetrics()
	m.Message("in", 10)
	m.Close(3001)
	m.Rejected(1, crm.CodeForbidden)
	m.Repaired(1, crm.CodeInvalid)
	m.Waited("reads", time.Millisecond)
	m.WorkRefused("reads")
	m.SocketWaited("frames", time.Millisecond)
	m.WebhookAttempt(crm.DeliveryWaiting)
	m.SelfCheck.Heard("a", time.Millisecond, time.Now())
	m.RegionOrdered(time.Millisecond, nil)
	m.Server(func() web.ServerMetrics {
		return web.ServerMetrics{DiskSizeBytes: 1, Children: []web.ChildMetric{{Kind: "engine"}}}
	})
	m.Regions(func() web.RegionMetrics {
		return web.RegionMetrics{Refused: map[string]uint64{"seal": 1}, Region: "a",
			Regions: []web.RegionMetric{{Name: "a"}, {Name: "b"}}}
	})
	m.Drills(func() []web.DrillMetric { return []web.DrillMetric{{Copy: "backup"}} })
	h := newTestServer(t, func(c *web.Config) { c.Metrics = m })
	g := h.stranger()
	g.call("GET", "/sync", nil) // refused: it asks for no upgrade
	shown := make(map[string]bool)
	answer := string(g.call("GET", "/metrics", nil).want(t, 200).body)
	for _, line := range regexp.MustCompile(`(?m)^# TYPE (\w+) `).FindAllStringSubmatch(answer, -1) {
		shown[line[1]] = true
	}
	page, err := os.ReadFile("../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	described := make(map[string]bool)
	for _, row := range regexp.MustCompile("(?m)^\\| `(roomkey_\\w+)` \\|[^|]*\\| ([^|]*) \\|$").
		FindAllStringSubmatch(string(page), -1) {
		described[row[1]] = strings.TrimSpace(row[2]) != ""
		if !shown[row[1]] {
			t.Errorf("docs/operations.md describes %s, which no server shows", row[1])
		}
	}
	for name := range shown {
		usual := strings.HasPrefix(name, "go_") || strings.HasPrefix(name, "process_")
		if !described[name] && !usual {
			t.Errorf("docs/operations.md lacks %s", name)
		}
	}
	// What is declared and was not counted here would be missing from both.
	for _, file := range []string{"metrics.go", "metrics_regions.go", "metrics_server.go", "metrics_drills.go",
		"histograms.go", "metrics_self_check.go"} {
		code, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, name := range regexp.MustCompile(`"(roomkey_\w+)"`).FindAllStringSubmatch(string(code), -1) {
			if !shown[name[1]] {
				t.Errorf("%s is declared, and this test doesn't count it", name[1])
			}
		}
	}
}

// Whoever asks for OpenMetrics gets the id of a trace beside the bucket of its edit.
func TestMetrics_ShowTracesAsExemplars(t *testing.T) {
	m := web.NewMetrics()
	m.Edit(2*time.Millisecond, "")
	m.Edit(3*time.Millisecond, "a1b2000000000000000000000000000f")
	for accept, want := range map[string]bool{"": false, "application/openmetrics-text; version=1.0.0": true} {
		asked := httptest.NewRequest("GET", "/metrics", nil)
		asked.Header.Set("Accept", accept)
		answer := httptest.NewRecorder()
		m.Handler().ServeHTTP(answer, asked)
		shown := strings.Contains(answer.Body.String(), `# {trace_id="a1b2000000000000000000000000000f"} 0.003`)
		if shown != want {
			t.Errorf("to %q it shows %s", accept, answer.Body)
		}
	}
}
