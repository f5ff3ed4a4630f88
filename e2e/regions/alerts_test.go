package regions_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// hastened is by how much the alerts' times are shortened, so that a fault lasts for seconds.
const hastened = 30

// onAnyMachine are alerts that tell how fast the machine is. Several tests share it.
var onAnyMachine = []string{"RoomkeyEditsSlow", "RoomkeyCommitsSlow", "RoomkeySelfCheckSlow", "RoomkeyRegionWaySlow",
	"RoomkeyRowsSlow"}

// whileHealing are alerts that a region may raise for a moment when it begins, or is back.
var whileHealing = []string{"RoomkeyDown", "RoomkeyNotReady", "RoomkeyRegionSilent", "RoomkeyRegionProblem",
	"RoomkeyRegionNoMajority", "RoomkeyRegionRowsBehind", "RoomkeySelfCheckFails", "RoomkeySelfCheckLosses",
	"RoomkeyRequestsFail"}

// onlyAtTimes are parts of the dashboard's queries that need no answer: where nobody orders rows, or nobody began.
var onlyAtTimes = []string{"roomkey_region_leader", "process_start_time_seconds"}

// fault is something that befalls regions, and what those who look at them are shown of it.
type fault struct {
	name       string
	make, heal func()
	fires      string   // exactly these alerts, with what they are about, separated by commas
	may        []string // and these
	leaves     string   // this alert is about to fire when the fault is over
	mend       func()   // so that it does not
	shows      []panel
	traced     []string // spans of one trace that begins in the fault
	untraced   []string // spans that no trace has together
	checks     string   // regions whose check of themselves goes on well
	dark       bool     // nobody tells anything
}

// panel is what a query of the dashboard says of an instance, or of some other label.
type panel struct {
	title  string
	query  int
	labels map[string]string
	is     func(value float64) bool
}

func about(instance string) map[string]string { return map[string]string{"instance": instance} }

func equals(want float64) func(float64) bool {
	return func(value float64) bool { return value == want }
}

func above(least float64) func(float64) bool {
	return func(value float64) bool { return value > least }
}

// In each fault Prometheus fires the alerts that docs/operations.md has for it, and no others; they end when it is
// over. The dashboard's queries are answered meanwhile, and say what is wrong. Traces go on through the regions that
// hear each other, and so does their check of themselves.
func TestAlerts_FireInEachFaultAndEndWithIt(t *testing.T) {
	volume.Soak(t)
	w := watchAll(t)
	for _, of := range w.faults() {
		f := of()
		if f.name == "" {
			continue
		}
		t.Run(f.name, func(t *testing.T) { w.befall(t, f) })
		if t.Failed() {
			return // what follows would begin in this one
		}
	}
}

// watched are regions and all that looks at them.
type watched struct {
	t         *testing.T
	r         *roomkeytest.Regions
	p         *prometheus
	collector *traces
	backup    string              // of c
	disk      string              // b's, which is small; "": it is the machine's
	board     map[string][]string // the dashboard's queries by the titles of their panels
}

func watchAll(t *testing.T) *watched {
	t.Helper()
	w := &watched{t: t, collector: collectTraces(t), r: roomkeytest.PrepareRegions(t, "abc", delays)}
	for _, name := range "abc" {
		s := w.r.Region(string(name))
		s.Flags = append(s.Flags, "--self-check", "1s", "--trace-share", "1", "--otlp", w.collector.URL)
	}
	if os.Getuid() == 0 {
		w.disk = smallDisk(t, w.r.Region("b"), "512m")
	}
	w.r.Start()
	for _, name := range "abc" {
		w.told("drill", "--data", w.r.Region(string(name)).Dir)
	}
	w.backup = filepath.Join(t.TempDir(), "backup")
	w.told("backup", "--data", w.r.Region("c").Dir, w.backup)
	seesByEdits(t, w.r, w.collector)
	w.p = startPrometheus(t, w.r, "abc", hastened)
	w.board = make(map[string][]string)
	for where, queries := range queriesOf(t) {
		if title, ok := strings.CutPrefix(where, "dashboard, "); ok {
			w.board[title] = queries
		}
	}
	w.quiet(t)
	w.answersAll(t, nil)
	return w
}

// told runs a command, which has to succeed.
func (w *watched) told(command ...string) {
	w.t.Helper()
	if said, err := roomkeytest.Told(w.t, command...); err != nil {
		w.t.Fatalf("%v: %v\n%s", command, err, said)
	}
}

// quiet waits until no alert is firing.
func (w *watched) quiet(t *testing.T) {
	t.Helper()
	w.until(t, "no alert fires", func(firing []string) bool {
		return len(slices.DeleteFunc(firing, isOf(onAnyMachine))) == 0
	})
}

// until waits for what fires, looking each second for at most five minutes.
func (w *watched) until(t *testing.T, what string, ok func(firing []string) bool) {
	t.Helper()
	tick, end := time.NewTicker(time.Second), time.After(5*time.Minute)
	defer tick.Stop()
	began, before := time.Now(), []string(nil)
	for {
		firing := w.p.alerts("firing", time.Time{})
		if !slices.Equal(firing, before) {
			t.Logf("after %s these fire: %q", time.Since(began).Round(time.Second), firing)
		}
		if before = firing; ok(slices.Clone(firing)) {
			return
		}
		select {
		case <-tick.C:
		case <-end:
			t.Fatalf("in vain: %s; these fire: %q", what, firing)
		}
	}
}

// isOf reports whether an alert has one of some names.
func isOf(names []string) func(alert string) bool {
	return func(alert string) bool {
		name, _, _ := strings.Cut(alert, " ")
		return slices.Contains(names, name)
	}
}

// befall has a fault happen and end.
func (w *watched) befall(t *testing.T, f fault) {
	w.p.t, w.r.T = t, w.t
	began := time.Now()
	f.make()
	want := strings.Split(f.fires, ", ")
	w.until(t, "all fire of "+f.fires, func(firing []string) bool {
		return !slices.ContainsFunc(want, func(alert string) bool { return !slices.Contains(firing, alert) })
	})
	t.Logf("all alerts fire after %s", time.Since(began).Round(time.Second))
	w.collector.forget()
	if !f.dark {
		w.answersAll(t, f.shows)
	}
	for _, name := range f.checks {
		checksGood(t, w.r, string(name))
	}
	if len(f.traced) > 0 {
		roomkeytest.Eventually(t, "a trace of "+strings.Join(f.traced, ", "), func() bool {
			return w.collector.has(f.traced...)
		})
	}
	if len(f.untraced) > 0 && w.collector.has(f.untraced...) {
		t.Errorf("there is a trace of %q", f.untraced)
	}
	w.none(t, f, began, slices.Concat(onAnyMachine, f.may))
	f.heal()
	healed := time.Now()
	w.r.AllWell()
	w.quiet(t)
	t.Logf("no alert fires %s after it is over", time.Since(healed).Round(time.Second))
	w.none(t, f, healed, slices.Concat(onAnyMachine, f.may, whileHealing))
	if f.mend != nil {
		if about := w.p.alerts("pending", time.Time{}); !slices.Contains(about, f.leaves) {
			t.Errorf("%s is not about to fire, but %q", f.leaves, about)
		}
		f.mend()
	}
	w.answersAll(t, nil)
}

// none holds that no other alerts have fired since a moment than a fault's and some.
func (w *watched) none(t *testing.T, f fault, since time.Time, may []string) {
	t.Helper()
	other := slices.DeleteFunc(w.p.alerts("firing", since), func(alert string) bool {
		return slices.Contains(strings.Split(f.fires, ", "), alert) || isOf(may)(alert)
	})
	if len(other) > 0 {
		t.Errorf("these fire too: %q", other)
	}
}

// answersAll holds that each query of the dashboard has an answer, and what some of them say.
func (w *watched) answersAll(t *testing.T, shows []panel) {
	t.Helper()
	for title, queries := range w.board {
		for i, query := range queries {
			if slices.ContainsFunc(onlyAtTimes, func(part string) bool { return strings.Contains(query, part) }) {
				w.panel(title, i)
				continue
			}
			roomkeytest.Eventually(t, fmt.Sprintf("the panel %q shows something for %s", title, query), func() bool {
				return len(w.panel(title, i)) > 0
			})
		}
	}
	for _, s := range shows {
		roomkeytest.Eventually(t, fmt.Sprintf("the panel %q shows the fault of %v", s.title, s.labels), func() bool {
			return slices.ContainsFunc(w.panel(s.title, s.query), func(line series) bool {
				return line.is(s.labels) && s.is(line.value())
			})
		})
	}
}

// panel is what a panel of the dashboard shows.
func (w *watched) panel(title string, query int) []series {
	w.t.Helper()
	if query >= len(w.board[title]) {
		w.t.Fatalf("the dashboard has no %d queries in %q", query+1, title)
	}
	return w.p.query(strings.NewReplacer("$instance", ".*", "$__rate_interval", "10s").Replace(w.board[title][query]))
}
