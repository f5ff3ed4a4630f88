package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
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
	binary := roomkeytest.Plain(t)
	temporary := t.TempDir()
	t.Setenv("TMPDIR", temporary)
	r, err := measure(t.Context(), binary, binary, small, figures[:1])
	if err != nil {
		t.Fatal(err)
	}
	checkCompared(t, r)
	chosen := slices.DeleteFunc(slices.Clone(figures[1:]), func(f figure) bool {
		return f.name == "regions" && os.Getenv("TEST_SOAK") == "" // servers take half a minute to find each other
	})
	rest, err := measure(t.Context(), binary, "", small, chosen)
	if err != nil {
		t.Fatal(err)
	}
	r.sections = append(r.sections, rest.sections...)
	text := r.text()
	t.Log(text)
	if len(r.sections) != 1+len(chosen) {
		t.Errorf("%d of %d figures came out", len(r.sections), 1+len(chosen))
	}
	for _, s := range r.sections {
		for i := range s.rows {
			for _, cell := range s.rows[i].cells() {
				if strings.Contains(cell, "NaN") || strings.Contains(cell, "Inf") || s.rows[i].value == "" {
					t.Errorf("%s: %q is no figure", s.rows[i].what, cell)
				}
			}
		}
		if len(s.rows) == 0 {
			t.Errorf("the figure %q has no rows", s.title)
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
	for _, row := range r.sections[0].rows {
		turns = turns || strings.Contains(row.what, "the program before, in turns")
		if strings.HasPrefix(row.what, "server CPU of one edit") && row.before == "" {
			t.Errorf("%s: the earlier program has no value", row.what)
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
	table := tableOf(r.rows)
	lines := strings.Split(strings.TrimSpace(table), "\n")
	for _, line := range lines {
		if len([]rune(line)) != len([]rune(lines[0])) {
			t.Errorf("%q is not as long as %q", line, lines[0])
		}
	}
	if len(lines) != 4 || !strings.Contains(lines[2], "yes") || !strings.Contains(lines[3], "1.50") {
		t.Errorf("the table is\n%s", table)
	}
}

// A run replaces the figures that it has taken, and leaves the others.
func TestReport_AFigureReplacesItsOwnPartOfTheResults(t *testing.T) {
	file := filepath.Join(t.TempDir(), "RESULTS.md")
	keep := func(title, value string) string {
		t.Helper()
		r := &report{}
		r.begin(title)
		r.line("what it is", value)
		r.end(time.Second)
		if err := r.keep(file); err != nil {
			t.Fatal(err)
		}
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		return string(text)
	}
	keep("The catalog", "one")
	keep("Durable edits", "two")
	text := keep("The catalog", "three")
	edits, catalog := strings.Index(text, "## Durable edits"), strings.Index(text, "## The catalog")
	if edits < 0 || catalog < edits || strings.Contains(text, "one |") || !strings.Contains(text, "two") ||
		!strings.Contains(text[catalog:], "three") || strings.Count(text, "\n## ") != 2 {
		t.Errorf("the file is\n%s", text)
	}
}

func TestStrippedSize_IsThatOfAStrippedProgram(t *testing.T) {
	dir := t.TempDir()
	source := filepath.Join(dir, "main.go")
	if err := os.WriteFile(source, []byte("package main\n\nfunc main() { println(1) }\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	build := func(name string, flags ...string) (file string, size int64) {
		t.Helper()
		file = filepath.Join(dir, name)
		cmd := exec.Command("go", slices.Concat([]string{"build", "-trimpath", "-o", file}, flags, []string{source})...)
		if said, err := cmd.CombinedOutput(); err != nil {
			t.Fatalf("%v\n%s", err, said)
		}
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		return file, info.Size()
	}
	whole, most := build("whole")
	_, want := build("stripped", "-ldflags", "-s -w")
	size, err := strippedSize(whole)
	if err != nil || size > want || size < want-8<<10 || want > most*9/10 {
		t.Errorf("%d bytes of %d, want %d: %v", size, most, want, err)
	}
}
