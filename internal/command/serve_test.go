package command

import (
	"bufio"
	"context"
	"crypto/rand"
	"encoding/json"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// The server's children are this binary again.
func TestMain(m *testing.M) {
	if Child(os.Args[1:]) {
		return
	}
	os.Exit(m.Run())
}

// Two servers in one process share nothing: each takes its settings from its own value, and ends with its own context.
func TestServe_RunsAsAValue(t *testing.T) {
	var ends []func() int
	for _, secret := range []string{"the secret of the first of the servers",
		"the secret of the second of the servers"} {
		dir := filepath.Join(t.TempDir(), "data")
		addr, _, end := started(t, []string{"ROOMKEY_ADDR=127.0.0.1:0", "ROOMKEY_DATA=" + dir,
			"ROOMKEY_SECRET=" + secret})
		ends = append(ends, end)
		if status, _ := get(t, addr+"/healthz"); status != http.StatusOK {
			t.Errorf("it answers %d", status)
		}
		if _, err := os.Stat(filepath.Join(dir, "secret")); err == nil {
			t.Error("it made a secret beside the one that it was given")
		}
	}
	for i, end := range ends {
		if status := end(); status != 0 {
			t.Errorf("server %d ends with %d", i, status)
		}
	}
}

func TestServe_WarnsOfTheAccountsThatItFinds(t *testing.T) {
	for _, c := range []struct {
		email, logged string
		demo          bool
	}{
		{"", "bin/roomkey user add --data", false},
		{"agent1@demo.test", "accounts of the demo", true},
		{"ana@example.com", "", false},
	} {
		dir := filepath.Join(t.TempDir(), "data")
		if c.email != "" {
			if status, failed := add(t, dir, c.email, "Harbor"); status != 0 {
				t.Fatal(failed)
			}
		}
		addr, logged, end := started(t, nil, "--addr", "127.0.0.1:0", "--data", dir)
		var told struct{ Demo bool }
		_, body := get(t, addr+"/api/v1/about")
		if err := json.Unmarshal(body, &told); err != nil || told.Demo != c.demo {
			t.Errorf("%q: it tells %s", c.email, body)
		}
		if status := end(); status != 0 {
			t.Errorf("it ends with %d", status)
		}
		warned := strings.Contains(logged, `"WARN"`)
		if warned != (c.logged != "") || !strings.Contains(logged, c.logged) {
			t.Errorf("%q: it logs %s", c.email, logged)
		}
	}
}

func TestServe_LeavesNothingBehindWhereItCannotListen(t *testing.T) {
	taken, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	defer taken.Close()
	dir := filepath.Join(t.TempDir(), "data")
	status, _, failed := said(t, "serve", "--data", dir, "--addr", taken.Addr().String())
	if status != 1 || !strings.Contains(failed, "address already in use") {
		t.Errorf("%d %s", status, failed)
	}
	if _, err := os.Stat(dir); !os.IsNotExist(err) {
		t.Errorf("it made the folder: %v", err)
	}
}

func TestServe_ShowsMetricsOnAnAddressOfTheirOwn(t *testing.T) {
	_, logged, end := started(t, nil, "--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0", "--data",
		filepath.Join(t.TempDir(), "data"))
	match := regexp.MustCompile(`"listening for metrics","addr":"([^"]+)"`).FindStringSubmatch(logged)
	if match == nil {
		t.Fatal(logged)
	}
	for path, want := range map[string]int{"/metrics": 200, "/": 404, "/api/v1/me": 404} {
		if status, _ := get(t, match[1]+path); status != want {
			t.Errorf("%s answers %d", path, status)
		}
	}
	for name, least := range map[string]float64{"roomkey_ready": 1, "roomkey_start_seconds": 1e-6,
		"roomkey_database_bytes": 4096, "roomkey_disk_free_bytes": 1, "roomkey_disk_size_bytes": 1,
		`roomkey_child_processes{kind="engine"}`: 1, `roomkey_child_resident_bytes{kind="engine"}`: 1 << 20} {
		line := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`)
		for tick := time.Tick(20 * time.Millisecond); ; <-tick {
			_, body := get(t, match[1]+"/metrics")
			shown := line.FindSubmatch(body)
			if shown == nil {
				t.Fatalf("there is no %s", name)
			}
			if value, err := strconv.ParseFloat(string(shown[1]), 64); err == nil && value >= least {
				break
			}
			if t.Context().Err() != nil {
				t.Fatalf("%s is %s", name, shown[1])
			}
		}
	}
	if status := end(); status != 0 {
		t.Errorf("it ends with %d", status)
	}
}

func TestServe_WarnsOfMetricsBehindAProxyThatItDoesNotKnow(t *testing.T) {
	token := "ROOMKEY_METRICS_TOKEN=scrape-me-scrape-me-scrape-me-me"
	for _, c := range []struct {
		env   []string
		flags []string
		want  bool
	}{
		{nil, []string{"--origins", "https://crm.example.com"}, true},
		{nil, []string{"--origins", "http://localhost:5173,http://127.0.0.1:5173"}, false},
		{nil, []string{"--origins", "https://crm.example.com", "--proxies", "127.0.0.1"}, false},
		{[]string{token}, []string{"--origins", "https://crm.example.com"}, false},
	} {
		_, logged, end := started(t, c.env, append(c.flags, "--addr", "127.0.0.1:0", "--data",
			filepath.Join(t.TempDir(), "data"))...)
		if status := end(); status != 0 || strings.Contains(logged, "ROOMKEY_METRICS_TOKEN") != c.want {
			t.Errorf("%v: %d, it logs %s", c.flags, status, logged)
		}
	}
}

// started runs a server as a value until end is called, which gives its exit status. logged is what it has logged
// before it listened.
func started(t *testing.T, env []string, flags ...string) (addr, logged string, end func() int) {
	t.Helper()
	ctx, cancel := context.WithCancel(t.Context())
	read, write := io.Pipe()
	p := &Program{Name: "bin/roomkey", Args: append([]string{"serve"}, flags...), Env: env, Stdout: io.Discard,
		Stderr: write, Now: time.Now, Random: rand.Reader}
	status := make(chan int, 1)
	go func() { status <- p.Run(ctx); write.Close() }()
	addr, logged = listening(t, read)
	return addr, logged, func() int { cancel(); return <-status }
}

// get asks an address of a server.
func get(t *testing.T, url string) (status int, body []byte) {
	t.Helper()
	response, err := http.Get("http://" + url)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	if body, err = io.ReadAll(response.Body); err != nil {
		t.Fatal(err)
	}
	return response.StatusCode, body
}

// listening reads a server's log: where it listens, and the lines before. What it logs afterwards is read and dropped.
func listening(t *testing.T, log io.Reader) (addr, before string) {
	t.Helper()
	for lines := bufio.NewScanner(log); lines.Scan(); before += lines.Text() + "\n" {
		var entry struct{ Msg, Addr string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			go func() { _, _ = io.Copy(io.Discard, log) }()
			return entry.Addr, before
		}
	}
	t.Fatal("the server ended:\n" + before)
	return "", ""
}
