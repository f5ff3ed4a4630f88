package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roomkey/bench/peers"
)

// The fan-out's relay is this program again.
func TestMain(m *testing.M) {
	if asked, err := runRelay(os.Args[1:]); asked {
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// TestBench_EveryFigureComesOut runs all figures in small sizes: nothing is lost, every number is one, and nothing is
// left behind. How fast it was doesn't count.
func TestBench_EveryFigureComesOut(t *testing.T) {
	binary := filepath.Join(t.TempDir(), "roomkey")
	build := exec.CommandContext(t.Context(), "go", "build", "-trimpath", "-o", binary, "./cmd/roomkey")
	build.Dir = peers.Root()
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("build the server: %v\n%s", err, out)
	}
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	r, err := measure(t.Context(), binary, binary, small, figures[:1])
	if err != nil {
		t.Fatal(err)
	}
	checkCompared(t, r)
	rest, err := measure(t.Context(), binary, "", small, figures[1:])
	if err != nil {
		t.Fatal(err)
	}
	r.rows = append(r.rows, rest.rows...)
	text := r.markdown()
	t.Log(text)
	for _, about := range []string{"server CPU of one edit", "memory, ", "start until ready, the demo",
		"durable edits", "a list of 50", "a search", "catalog of", "progress from", "cancel until"} {
		if !strings.Contains(text, about) {
			t.Errorf("there is no figure %q", about)
		}
	}
	for i := range r.rows {
		for _, cell := range r.rows[i].cells() {
			if strings.Contains(cell, "NaN") || strings.Contains(cell, "Inf") || r.rows[i].value == "" {
				t.Errorf("%s: %q is no figure", r.rows[i].what, cell)
			}
		}
	}
	if left, err := os.ReadDir(temporary); err != nil || len(left) > 0 {
		t.Errorf("left behind: %v, %v", left, err)
	}
}

// checkCompared checks that rows carry the earlier program's values beside ours.
func checkCompared(t *testing.T, r *report) {
	t.Helper()
	turns := false
	for i := range r.rows {
		turns = turns || strings.Contains(r.rows[i].what, "the program before, in turns")
		if strings.HasPrefix(r.rows[i].what, "server CPU of one edit") && r.rows[i].before == "" {
			t.Errorf("%s: the earlier program has no value", r.rows[i].what)
		}
	}
	if !turns {
		t.Error("the fan-out was not measured in turns")
	}
}

func TestBench_AnUnknownFigureIsRefused(t *testing.T) {
	if err := program(t.Context(), []string{"-only", "speed"}); err == nil || !strings.Contains(err.Error(), "fanout") {
		t.Errorf("the error does not say which there are: %v", err)
	}
}

// A line of go's own benchmarks counts by its part and unit; anything else that a test prints doesn't.
func TestMeasured_ReadsBenchmarksLines(t *testing.T) {
	m := make(measured)
	for _, line := range []string{"goos: linux", "BenchmarkTasks/cancel_no_loop-2 \t 1\t 5658893 ns/op\t 1.5 p99-ms",
		"Benchmark of nothing at all", "ok  \troomkey/x\t1.2s"} {
		m.read(line)
	}
	if len(m) != 2 || m["cancel_no_loop ns/op"] != 5658893*time.Nanosecond ||
		m["cancel_no_loop p99-ms"] != 1500*time.Microsecond {
		t.Errorf("read: %v", m)
	}
}

// The table must line up for whoever reads the file as it is.
func TestReport_ColumnsLineUp(t *testing.T) {
	r := &report{}
	r.judge("größe", "1 MB", "2 MB", true)
	r.compare("of", "300 B", "200 B stock", "1.50")
	lines := strings.Split(strings.TrimSpace(r.table()), "\n")
	for _, line := range lines {
		if len([]rune(line)) != len([]rune(lines[0])) {
			t.Errorf("%q is not as long as %q", line, lines[0])
		}
	}
	if len(lines) != 4 || !strings.Contains(lines[2], "yes") || !strings.Contains(lines[3], "1.50") {
		t.Errorf("the table is\n%s", r.table())
	}
}
