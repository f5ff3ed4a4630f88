package regions_test

import (
	"encoding/json"
	"fmt"
	"maps"
	"net/http"
	"net/url"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/testbuild"
)

// prometheus is Prometheus itself, which scrapes the regions each second and evaluates the rules that are shipped.
type prometheus struct {
	t    *testing.T
	addr string
}

// startPrometheus has the regions watched, by rules whose times are so many times shorter.
func startPrometheus(t *testing.T, r *roomkeytest.Regions, names string, faster int) *prometheus {
	t.Helper()
	dir := t.TempDir()
	config := "global: {scrape_interval: 1s, scrape_timeout: 1s, evaluation_interval: 1s}\n" +
		"rule_files: [alerts.yml]\nscrape_configs:\n- job_name: roomkey\n  static_configs:\n"
	for _, name := range names {
		config += fmt.Sprintf("  - {targets: ['%s'], labels: {instance: %c}}\n", r.Region(string(name)).Addr, name)
	}
	for file, text := range map[string]string{"prometheus.yml": config,
		"alerts.yml": hasten(t, string(shipped(t, "alerts.yml")), faster)} {
		if err := os.WriteFile(filepath.Join(dir, file), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	p := &prometheus{t, roomkeytest.FreeAddr(t)}
	cmd := exec.Command(prometheusFile(t), "--config.file", filepath.Join(dir, "prometheus.yml"),
		"--storage.tsdb.path", filepath.Join(dir, "data"), "--web.listen-address", p.addr, "--log.level", "warn")
	log, err := os.Create(filepath.Join(dir, "log"))
	if err != nil {
		t.Fatal(err)
	}
	cmd.Stdout, cmd.Stderr = log, log
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = cmd.Process.Kill()
		_ = cmd.Wait() // it was killed
		if said, _ := os.ReadFile(log.Name()); t.Failed() && len(said) > 0 {
			t.Logf("Prometheus says:\n%s", said)
		}
	})
	roomkeytest.Eventually(t, "Prometheus is ready", func() bool {
		_, err := p.ask("up")
		return err == nil
	})
	return p
}

// prometheusFile is the program, which make alerts fetches; PROMETHEUS may name another one.
func prometheusFile(t *testing.T) string {
	t.Helper()
	for _, program := range []string{os.Getenv("PROMETHEUS"), "prometheus",
		filepath.Join(testbuild.Root(), "bin", "prometheus")} {
		if file, err := exec.LookPath(program); err == nil {
			return file
		}
	}
	t.Fatal("this test needs Prometheus: make alerts fetches it into bin from Debian's package; or install it, or " +
		"name its file in PROMETHEUS")
	return ""
}

var (
	ruleTimes = regexp.MustCompile(`(for: |\[)(\d+)([smhd])\b`)
	untold    = regexp.MustCompile(`\b420 \+`) // seconds without a check
	unitOf    = map[string]time.Duration{"s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour}
)

// hasten makes the times in rules shorter by a factor: those for which something holds, and those that are looked back.
func hasten(t *testing.T, rules string, by int) string {
	t.Helper()
	changed := 0
	rules = ruleTimes.ReplaceAllStringFunc(rules, func(text string) string {
		changed++
		parts := ruleTimes.FindStringSubmatch(text)
		n, _ := strconv.Atoi(parts[2]) // of digits
		shorter := time.Duration(n) * unitOf[parts[3]] / time.Duration(by)
		return fmt.Sprintf("%s%ds", parts[1], max(int(shorter.Seconds()), 1))
	})
	if changed < 40 || len(untold.FindAllString(rules, -1)) != 2 {
		t.Fatalf("the rules have %d times, or none without a check", changed)
	}
	return untold.ReplaceAllString(rules, fmt.Sprintf("%d +", 420/by))
}

// series is one line of an answer of Prometheus.
type series struct {
	Metric map[string]string
	Value  [2]any // when, and the number as text
}

func (s *series) value() float64 {
	text, _ := s.Value[1].(string)
	n, _ := strconv.ParseFloat(text, 64) // of Prometheus
	return n
}

// is reports whether a line has all of some labels.
func (s *series) is(labels map[string]string) bool {
	for name, value := range labels {
		if s.Metric[name] != value {
			return false
		}
	}
	return true
}

// ask gives what Prometheus answers to a query.
func (p *prometheus) ask(query string) ([]series, error) {
	client := http.Client{Timeout: 10 * time.Second}
	response, err := client.Get("http://" + p.addr + "/api/v1/query?query=" + url.QueryEscape(query))
	if err != nil {
		return nil, err
	}
	defer response.Body.Close()
	var answer struct {
		Status, Error string
		Data          struct{ Result []series }
	}
	if err := json.NewDecoder(response.Body).Decode(&answer); err != nil {
		return nil, err
	}
	if answer.Status != "success" {
		return nil, fmt.Errorf("%s: %s", query, answer.Error)
	}
	return answer.Data.Result, nil
}

// query is ask for a query that must be right.
func (p *prometheus) query(query string) []series {
	p.t.Helper()
	found, err := p.ask(query)
	if err != nil {
		p.t.Fatal(err)
	}
	return found
}

// alerts are those in a state, now or at any time since: "RoomkeyDown b", with the region or reason that it is about.
func (p *prometheus) alerts(state string, since time.Time) []string {
	p.t.Helper()
	query := `ALERTS{alertstate="` + state + `"}`
	if !since.IsZero() {
		query = fmt.Sprintf("max_over_time(%s[%ds])", query, max(int(time.Since(since).Seconds()), 1))
	}
	names := make(map[string]bool)
	for _, s := range p.query(query) {
		about := s.Metric["region"] + s.Metric["reason"]
		names[strings.TrimSpace(s.Metric["alertname"]+" "+s.Metric["instance"]+" "+about)] = true
	}
	return slices.Sorted(maps.Keys(names))
}
