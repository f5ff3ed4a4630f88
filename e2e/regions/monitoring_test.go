package regions_test

import (
	"encoding/json"
	"maps"
	"net/http"
	"net/http/httptest"
	"os"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"

	"roomkey/internal/roomkeytest"
)

// traces is a collector of OpenTelemetry's: which regions have told of which spans of a trace.
type traces struct {
	*httptest.Server
	mu    sync.Mutex
	spans map[string]map[string]bool // by trace: "region span"
}

func collectTraces(t *testing.T) *traces {
	t.Helper()
	c := &traces{spans: make(map[string]map[string]bool)}
	c.Server = httptest.NewServer(http.HandlerFunc(func(_ http.ResponseWriter, r *http.Request) {
		var body struct {
			ResourceSpans []struct {
				Resource struct {
					Attributes []struct {
						Key   string
						Value struct{ StringValue string }
					}
				}
				ScopeSpans []struct {
					Spans []struct{ TraceID, Name string }
				}
			}
		}
		if err := json.NewDecoder(r.Body).Decode(&body); err != nil {
			t.Errorf("a collector can't read what it is sent: %v", err)
		}
		c.mu.Lock()
		defer c.mu.Unlock()
		for _, from := range body.ResourceSpans {
			region := ""
			for _, a := range from.Resource.Attributes {
				if a.Key == "service.instance.id" {
					region = a.Value.StringValue
				}
			}
			for _, s := range from.ScopeSpans[0].Spans {
				if c.spans[s.TraceID] == nil {
					c.spans[s.TraceID] = make(map[string]bool)
				}
				c.spans[s.TraceID][region+" "+s.Name] = true
			}
		}
	}))
	t.Cleanup(c.Close)
	return c
}

// forget has only traces count that begin from now on, but for spans that are under way.
func (c *traces) forget() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.spans)
}

// has reports whether one trace has all of some spans.
func (c *traces) has(spans ...string) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, told := range c.spans {
		if !slices.ContainsFunc(spans, func(span string) bool { return !told[span] }) {
			return true
		}
	}
	return false
}

// seesByEdits holds that each region's check of itself is good and measures the way to both others, that the metrics of
// a region have all that the dashboard and the alerts ask for, and that traces go through all regions.
func seesByEdits(t *testing.T, r *roomkeytest.Regions, collector *traces) {
	t.Helper()
	for pair, delay := range delays {
		from, to := pair[:1], pair[1:]
		labels := `{region="` + to + `"}`
		roomkeytest.Eventually(t, from+" measures the way to "+to, func() bool {
			return metric(t, r, from, "roomkey_self_check_region_seconds_count"+labels) >= 3
		})
		mean := metric(t, r, from, "roomkey_self_check_region_seconds_sum"+labels) /
			metric(t, r, from, "roomkey_self_check_region_seconds_count"+labels)
		t.Logf("from %s to %s: %.0f ms", from, to, mean*1000)
		if mean < delay.Seconds()*0.9 {
			t.Errorf("the way from %s to %s takes %s, and %s says %.3f s", from, to, delay, from, mean)
		}
	}
	for _, name := range []string{"a", "b", "c"} {
		if failing := metric(t, r, name, "roomkey_self_check_failing"); failing != 0 {
			t.Errorf("the check of %s fails: %s", name, r.Region(name).Tail(2000))
		}
	}
	if said, err := roomkeytest.Told(t, "drill", "--data", r.Region("a").Dir); err != nil {
		t.Errorf("drill: %v\n%s", err, said)
	}
	showsAll(t, r.Region("a").Metric(""))
	roomkeytest.Eventually(t, "a trace of an edit in b goes through all regions", func() bool {
		return collector.has("b edit", "b frame", "b judge", "b engine", "b fan-out", "b commit", "a import",
			"c import")
	})
}

// showsTheCut holds what a and c show while c is cut off: what the alerts ask for, and that edits go on in both.
func showsTheCut(t *testing.T, r *roomkeytest.Regions) {
	t.Helper()
	for _, want := range []struct {
		region, name string
		value        float64
	}{
		{"a", `roomkey_region_there{region="c"}`, 0}, {"a", `roomkey_region_there{region="b"}`, 1},
		{"a", "roomkey_rows_available", 1}, {"a", "roomkey_region_problem", 1},
		{"c", "roomkey_rows_available", 0}, {"c", "roomkey_region_problem", 1},
	} {
		if value := metric(t, r, want.region, want.name); value != want.value {
			t.Errorf("while c is cut off, %s has %s %v", want.region, want.name, value)
		}
	}
	for _, region := range []string{"a", "c"} {
		good := metric(t, r, region, `roomkey_self_check_total{result="good"}`)
		roomkeytest.Eventually(t, "checks go on in "+region+" during the cut", func() bool {
			return metric(t, r, region, `roomkey_self_check_total{result="good"}`) >= good+2
		})
	}
	if lacks := metric(t, r, "a", `roomkey_region_lacks_entries{region="c"}`); lacks < 2 {
		t.Errorf("c is cut off while a edits, and lacks %v entries", lacks)
	}
}

// metric is the value of one line of a region's metrics; 0 where it is not there.
func metric(t *testing.T, r *roomkeytest.Regions, region, name string) float64 {
	t.Helper()
	line := r.Region(region).Metric(name + " ")
	if line == "" {
		return 0
	}
	value, err := strconv.ParseFloat(strings.TrimPrefix(line, name+" "), 64)
	if err != nil {
		t.Fatal(err)
	}
	return value
}

// queriesOf reads the queries of the dashboard, by the titles of their panels, and of the alert rules, by their names.
func queriesOf(t *testing.T) map[string][]string {
	t.Helper()
	queries := make(map[string][]string)
	var board struct {
		Panels []struct {
			Title   string
			Targets []struct{ Expr string }
		}
		Annotations struct {
			List []struct{ Name, Expr string }
		}
	}
	if err := json.Unmarshal(shipped(t, "dashboard.json"), &board); err != nil {
		t.Fatal(err)
	}
	for _, panel := range board.Panels {
		for _, target := range panel.Targets {
			queries["dashboard, "+panel.Title] = append(queries["dashboard, "+panel.Title], target.Expr)
		}
	}
	for _, note := range board.Annotations.List {
		queries["dashboard, "+note.Name] = []string{note.Expr}
	}
	rule := regexp.MustCompile(`(?m)^      - alert: (\w+)\n        expr: (\|\n(?:          .*\n)+|.*\n)`)
	for _, found := range rule.FindAllStringSubmatch(string(shipped(t, "alerts.yml")), -1) {
		queries["alert "+found[1]] = []string{strings.TrimPrefix(found[2], "|")}
	}
	if len(queries) < 50 {
		t.Fatalf("there are %d panels and alerts", len(queries))
	}
	return queries
}

func shipped(t *testing.T, name string) []byte {
	t.Helper()
	text, err := os.ReadFile("../../docs/monitoring/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// What Prometheus itself adds to each metric, and what is asked of metrics that a server in order does not show.
var (
	addedLabels = []string{"instance", "job"}
	notInOrder  = []string{"status=5.."} // answers of a server that is out of order
)

// showsAll checks that a server's metrics have every metric, label and value that the dashboard and the alerts name.
func showsAll(t *testing.T, metrics string) {
	t.Helper()
	shown := make(map[string][]map[string]string)
	for _, s := range roomkeytest.ReadMetrics(metrics) {
		shown[s.Metric] = append(shown[s.Metric], s.Labels)
	}
	for where, queries := range queriesOf(t) {
		for _, query := range queries {
			named, groups := roomkeytest.ReadQuery(query)
			known := slices.Clone(addedLabels)
			if len(named) == 0 {
				t.Errorf("%s: no metric in %q", where, query)
			}
			for _, selector := range named {
				if selector.Metric == "up" {
					continue // Prometheus's own
				}
				samples := shown[selector.Metric]
				if len(samples) == 0 {
					t.Errorf("%s: there is no %s", where, selector.Metric)
					continue
				}
				known = slices.AppendSeq(known, maps.Keys(samples[0]))
				for _, m := range selector.Matchers {
					if fault := faultOf(m, samples); fault != "" {
						t.Errorf("%s: %s %s", where, selector.Metric, fault)
					}
				}
			}
			for _, label := range groups {
				if !slices.Contains(known, label) {
					t.Errorf("%s: no metric of %q has %s", where, query, label)
				}
			}
		}
	}
}

// faultOf says which value of a label no sample has.
func faultOf(m roomkeytest.Matcher, samples []map[string]string) string {
	if slices.Contains(addedLabels, m.Label) {
		return ""
	}
	for value := range strings.SplitSeq(m.Value, "|") {
		if slices.Contains(notInOrder, m.Label+"="+value) {
			continue
		}
		has := func(labels map[string]string) bool {
			is, there := labels[m.Label]
			return there && is == value
		}
		if !slices.ContainsFunc(samples, has) {
			return "has no " + m.Label + "=" + value
		}
	}
	return ""
}

// Each alert says in docs/operations.md what to do, and is tested to fire and not to.
func TestAlerts_EachHasARunbookAndTests(t *testing.T) {
	page, err := os.ReadFile("../../docs/operations.md")
	if err != nil {
		t.Fatal(err)
	}
	tests := string(shipped(t, "alerts.test.yml"))
	described := regexp.MustCompile("(?m)^\\| `(Roomkey\\w+)` \\| .{10,} \\| .{10,} \\|$").
		FindAllStringSubmatch(string(page), -1)
	alerts := make(map[string]bool)
	for where := range queriesOf(t) {
		if name, ok := strings.CutPrefix(where, "alert "); ok {
			alerts[name] = false
			if !strings.Contains(tests, "name: "+name+" fires\n") ||
				!strings.Contains(tests, "name: "+name+" does not fire\n") {
				t.Errorf("alerts.test.yml does not test %s both ways", name)
			}
		}
	}
	for _, row := range described {
		if twice, there := alerts[row[1]]; !there || twice {
			t.Errorf("docs/operations.md describes %s twice, or no rule has it", row[1])
		}
		alerts[row[1]] = true
	}
	for name, has := range alerts {
		if !has {
			t.Errorf("docs/operations.md does not say what to do when %s fires", name)
		}
	}
}
