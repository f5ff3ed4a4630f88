// Package regions_test holds several regions against what docs/regions.md says: real processes, with ways between them
// that delay and are cut.
package regions_test

import (
	"strings"
	"testing"
	"time"

	"roomkey/internal/roomkeytest"
)

// delays are of one way between the regions of most tests.
var delays = map[string]time.Duration{"ab": 40 * time.Millisecond, "ac": 90 * time.Millisecond,
	"bc": 125 * time.Millisecond}

// Three regions find each other, one is killed, one is cut off; the others notice within seconds and go on, and all
// is well again afterwards.
func TestRegions_NoticeWhoIsGone(t *testing.T) {
	t.Parallel()
	collector := collectTraces(t)
	r := roomkeytest.PrepareRegions(t, "abc", delays)
	for _, name := range []string{"a", "b", "c"} {
		r.Region(name).Flags = append(r.Region(name).Flags, "--self-check", "1s", "--trace-share", "1", "--otlp",
			collector.URL)
	}
	r.Start()
	seesByEdits(t, r, collector)
	for _, name := range []string{"a", "b", "c"} {
		s := r.Status(name)
		if s.Rows != "available" || s.Leader == "" || s.State(name) != "here" || len(s.Refused) > 0 {
			t.Errorf("%s sees %+v", name, s)
		}
	}

	r.Cut("c")
	roomkeytest.Eventually(t, "the others notice the cut", func() bool { return r.Status("a").State("c") == "silent" })
	alone := r.Status("c")
	if alone.Rows != "unavailable" || !strings.Contains(alone.Reason, "hears fewer than 2 of a, b, c") {
		t.Errorf("c, cut off, sees %+v", alone)
	}
	if s := r.Status("a"); s.State("b") != "there" {
		t.Errorf("a, without c, sees %+v", s)
	}
	roomkeytest.Eventually(t, "the others order rows, although c may have", func() bool {
		s := r.Status("a")
		return s.Rows == "available" && s.Reason == ""
	})
	showsTheCut(t, r)
	r.Heal("c")
	healed := time.Now()
	r.AllWell()
	t.Logf("all is well %s after healing", time.Since(healed).Round(100*time.Millisecond))

	r.Region("b").Kill()
	roomkeytest.Eventually(t, "the others notice the death", func() bool {
		return r.Status("c").State("b") == "silent"
	})
	roomkeytest.Eventually(t, "a and c order rows without b", func() bool {
		s := r.Status("c")
		return s.State("a") == "there" && s.Rows == "available" && s.Leader != "b" && s.Leader != ""
	})
	r.Region("b").Start()
	r.AllWell()
	for _, name := range []string{"a", "b", "c"} {
		if code := r.Region(name).Terminate(); code != 0 {
			t.Errorf("%s ends with %d", name, code)
		}
	}
}
