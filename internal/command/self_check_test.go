package command

import (
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"
	"time"
)

// A server checks itself from the start on. Of what it does for that nothing is counted as people's, and the data stay
// in order.
func TestServe_ChecksItself(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	addr, _, end := started(t, nil, "--addr", "127.0.0.1:0", "--data", dir, "--self-check", "1s")
	metric := func(name string) float64 {
		t.Helper()
		_, body := get(t, addr+"/metrics")
		shown := regexp.MustCompile(`(?m)^` + regexp.QuoteMeta(name) + ` (\S+)$`).FindSubmatch(body)
		if shown == nil {
			t.Fatalf("there is no %s", name)
		}
		value, err := strconv.ParseFloat(string(shown[1]), 64)
		if err != nil {
			t.Fatal(err)
		}
		return value
	}
	for tick := time.Tick(50 * time.Millisecond); metric(`roomkey_self_check_total{result="good"}`) < 2; <-tick {
		if t.Context().Err() != nil {
			t.Fatal("it does not check itself")
		}
	}
	if every := metric("roomkey_self_check_interval_seconds"); every != 1 {
		t.Errorf("it says that it checks itself every %v s", every)
	}
	checks := metric(`roomkey_self_check_total{result="good"}`)
	if seen := metric("roomkey_self_check_saved_seconds_count"); seen < 2*checks {
		t.Errorf("after %v good checks, %v edits were saved", checks, seen)
	}
	for _, name := range []string{"roomkey_changes_total", "roomkey_edit_seconds_count", "roomkey_connections",
		`roomkey_messages_total{direction="in"}`, `roomkey_messages_total{direction="out"}`,
		"roomkey_self_check_failing", "roomkey_self_check_lost_edits_total"} {
		if value := metric(name); value != 0 {
			t.Errorf("%s is %v", name, value)
		}
	}
	if status := end(); status != 0 {
		t.Errorf("it ends with %d", status)
	}
	status, out, failed := said(t, "check", "--data", dir)
	if status != 0 || !strings.Contains(out, " 0 problems") {
		t.Errorf("check: %d %s%s", status, out, failed)
	}
	if _, users, _ := said(t, "user", "list", "--data", dir); strings.Contains(users, "Self") {
		t.Errorf("user list: %s", users)
	}
}
