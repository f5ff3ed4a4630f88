package command

import (
	"bytes"
	"net/http/httptest"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"roomkey/web"
)

// spoil replaces bytes of a file, which must be there.
func spoil(t *testing.T, file, old, new string) {
	t.Helper()
	content, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Contains(content, []byte(old)) {
		t.Fatalf("%s has no %q", file, old)
	}
	if err := os.WriteFile(file, bytes.ReplaceAll(content, []byte(old), []byte(new)), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestDrill_TellsGoodCopiesFromBadOnes(t *testing.T) {
	dir := t.TempDir()
	for _, email := range []string{"a@example.com", "b@example.com"} {
		if status, failed := add(t, dir, email, "Harbor"); status != 0 {
			t.Fatal(failed)
		}
	}
	file := filepath.Join(t.TempDir(), "copy")
	if status, _, failed := said(t, "backup", "--data", dir, file); status != 0 {
		t.Fatal(failed)
	}
	if status, failed := add(t, dir, "c@example.com", "Harbor"); status != 0 {
		t.Fatal(failed)
	}
	status, out, failed := said(t, "drill", "--data", dir)
	if status != 0 || !strings.Contains(out, "the copy has 0 documents, 0 changes, 0 records, 3 accounts") ||
		strings.Contains(out, "lacks") || !strings.Contains(out, "passed, in ") {
		t.Errorf("of its own backup: %d %s%s", status, out, failed)
	}
	status, out, failed = said(t, "drill", "--data", dir, "--name", "old", file)
	if status != 0 || !strings.Contains(out, "it lacks 1 accounts, ") || !strings.Contains(out, "passed, in ") {
		t.Errorf("of an older backup: %d %s%s", status, out, failed)
	}
	if v := lastVerdict(dir, "old"); !v.Passed || v.behind() <= 0 || !strings.Contains(out, "s older than theirs") {
		t.Errorf("how old it is, is %s, in %+v:\n%s", v.behind(), v, out)
	}
	if v := lastVerdict(dir, "backup"); v.behind() != 0 {
		t.Errorf("a copy of now is %s behind", v.behind())
	}
	// The pages are sound, so only the chain of the ledger tells.
	spoil(t, file, "a@example.com", "a@example.con")
	status, out, _ = said(t, "drill", "--data", dir, "--name", "old", file)
	if status != 1 || !strings.Contains(out, "ledger entry 2: does not follow") || strings.Contains(out, "passed") {
		t.Errorf("of a backup that somebody has changed: %d %s", status, out)
	}
	if v := lastVerdict(dir, "old"); v.Passed || !strings.Contains(v.Problem, "ledger entry 2") || v.At.IsZero() {
		t.Errorf("its verdict is %+v", v)
	}
	if v := lastVerdict(dir, "backup"); !v.Passed || v.Problem != "" {
		t.Errorf("the other one's verdict is %+v", v)
	}
	if err := os.WriteFile(file, bytes.Repeat([]byte{0xa5}, 8192), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, file := range []string{file, filepath.Join(dir, "nothing")} {
		if status, out, failed := said(t, "drill", "--data", dir, file); status != 1 || failed == "" {
			t.Errorf("of %s: %d %s%s", file, status, out, failed)
		}
		if v := lastVerdict(dir, "backup"); v.Passed || v.Problem == "" {
			t.Errorf("of %s: the verdict is %+v", file, v)
		}
	}
	if left, err := os.ReadDir(filepath.Join(dir, "drill")); err != nil || len(left) != 1 {
		t.Errorf("drills have left %v, %v", left, err)
	}
}

// A copy of other data, however sound, is none of these: its name's replica, or its bucket, is the wrong one.
func TestDrill_FailsForACopyOfOtherData(t *testing.T) {
	dir, other, file := t.TempDir(), t.TempDir(), filepath.Join(t.TempDir(), "copy")
	for _, dir := range []string{dir, other} {
		if status, failed := add(t, dir, "a@example.com", "Harbor"); status != 0 {
			t.Fatal(failed)
		}
	}
	if status, _, failed := said(t, "backup", "--data", other, file); status != 0 {
		t.Fatal(failed)
	}
	status, out, _ := said(t, "drill", "--data", dir, "--name", "foreign", file)
	if v := lastVerdict(dir, "foreign"); status != 1 || v.Passed || !strings.Contains(v.Problem, "other data") {
		t.Errorf("%d %s: %+v", status, out, v)
	}
	status, out, failed := said(t, "drill", "--data", dir, "--name", "foreign", "--other-data", file)
	if v := lastVerdict(dir, "foreign"); status != 0 || !v.Passed || v.behind() >= 0 {
		t.Errorf("where it is asked for: %d %s%s: %+v", status, out, failed, v)
	}
}

// A replica that has stopped months ago restores well each day; that it is old shows. A verdict of an older version
// does not say it.
func TestDrill_ShowsHowOldACopyIs(t *testing.T) {
	dir, now := t.TempDir(), time.Date(2026, 11, 30, 9, 0, 0, 0, time.UTC)
	old := verdict{At: now.Add(-time.Hour), Passed: true, Copied: now.AddDate(0, -5, 0), Present: now}
	for name, v := range map[string]verdict{"litestream": old, "of-before": {At: now, Passed: true}} {
		if err := keepVerdict(dir, name, &v); err != nil {
			t.Fatal(err)
		}
	}
	m := web.NewMetrics()
	m.Drills(func() []web.DrillMetric { return drillMetrics(dir, now) })
	answer := httptest.NewRecorder()
	m.Handler().ServeHTTP(answer, httptest.NewRequest("GET", "/metrics", nil))
	shown := answer.Body.String()
	if !strings.Contains(shown, `roomkey_restore_drill_copy_behind_seconds{copy="litestream"} 1.32192e+07`) ||
		strings.Contains(shown, `behind_seconds{copy="of-before"}`) {
		t.Errorf("it shows\n%s", regexp.MustCompile("(?m)^roomkey_restore.*$").FindAllString(shown, -1))
	}
}

// A server has drills made in a process of their own, and shows what came of them, and of those by hand.
func TestDrill_IsMadeByAServerAndShown(t *testing.T) {
	dir := t.TempDir()
	if status, failed := add(t, dir, "a@example.com", "Harbor"); status != 0 {
		t.Fatal(failed)
	}
	_, logged, end := started(t, nil, "--addr", "127.0.0.1:0", "--metrics-addr", "127.0.0.1:0", "--data", dir,
		"--drill-every", "1h")
	metrics := regexp.MustCompile(`"listening for metrics","addr":"([^"]+)"`).FindStringSubmatch(logged)[1]
	passed := func(name string) bool {
		_, body := get(t, metrics+"/metrics")
		return strings.Contains(string(body), `roomkey_restore_drill_passed{copy="`+name+`"} 1`) &&
			strings.Contains(string(body), `roomkey_restore_drill_age_seconds{copy="`+name+`"}`)
	}
	for began := time.Now(); !passed("backup"); time.Sleep(20 * time.Millisecond) {
		if time.Since(began) > time.Minute {
			t.Fatal("no drill has passed")
		}
	}
	if status, out, failed := said(t, "drill", "--data", dir, "--name", "by-hand"); status != 0 || !passed("by-hand") {
		t.Errorf("beside a server: %d %s%s", status, out, failed)
	}
	if status := end(); status != 0 {
		t.Errorf("it ends with %d", status)
	}
}
