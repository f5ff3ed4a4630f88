package command

import (
	"path/filepath"
	"strings"
	"testing"
)

// add adds an account to a data directory.
func add(t *testing.T, dir, email, broker string, more ...string) (status int, failed string) {
	t.Helper()
	status, _, failed = said(t, append([]string{"user", "add", "--data", dir, "--email", email, "--broker", broker},
		more...)...)
	return status, failed
}

func TestUserAdd_RefusesABrokerageThatIsLikeAnother(t *testing.T) {
	dir := t.TempDir()
	if status, failed := add(t, dir, "a@example.com", "Harbor Realty 21"); status != 0 {
		t.Fatal(failed)
	}
	for _, name := range []string{"harbor realty 21", "Harbor Reality 21", "Harbour Realty 21", "Harbor-Realty 21 ",
		"Harbor  Realty, 21"} {
		status, failed := add(t, dir, "b@example.com", name)
		if status != 1 || !strings.Contains(failed, "like that of another brokerage, Harbor Realty 21") {
			t.Errorf("%q: %d %s", name, status, failed)
		}
	}
	for email, name := range map[string]string{"c@example.com": "Harbor Realty 22", "d@example.com": "Valley Homes"} {
		if status, failed := add(t, dir, email, name); status != 0 {
			t.Errorf("%q: %d %s", name, status, failed)
		}
	}
	if status, failed := add(t, dir, "e@example.com", "Harbour Realty 21", "--new-broker"); status != 0 {
		t.Errorf("although it is told to: %s", failed)
	}
	if status, failed := add(t, dir, "f@example.com", "Harbour Realty 21"); status != 0 {
		t.Errorf("which is there by now: %s", failed)
	}
}

func TestUserAdd_TakesSeveralTeamsAndAllOrNothing(t *testing.T) {
	dir := t.TempDir()
	if status, failed := add(t, dir, "a@example.com", "Harbor", "--team", "North", "--team", "South"); status != 0 {
		t.Fatal(failed)
	}
	for _, wrong := range [][]string{{"a@example.com", "Brand New"}, {"A@Example.com", "Brand New"},
		{"no address", "Brand New"}} {
		if status, failed := add(t, dir, wrong[0], wrong[1]); status != 1 || !strings.Contains(failed, "email ") {
			t.Errorf("%v: %d %s", wrong, status, failed)
		}
	}
	_, out, _ := said(t, "user", "list", "--data", dir)
	if !strings.Contains(out, "North, South") || strings.Count(out, "\n") != 2 {
		t.Errorf("the list is\n%s", out)
	}
	if status, failed := add(t, dir, "b@example.com", "Brand New"); status != 0 {
		t.Errorf("what was refused has left a brokerage: %s", failed)
	}
}

func TestUserEnable_LetsADisabledAccountIn(t *testing.T) {
	dir := t.TempDir()
	if status, failed := add(t, dir, "a@example.com", "Harbor"); status != 0 {
		t.Fatal(failed)
	}
	for _, c := range []struct{ action, state string }{{"disable", "disabled"}, {"disable", "disabled"},
		{"enable", "active"}, {"enable", "active"}} {
		if status, _, failed := said(t, "user", c.action, "--data", dir, "--email", "a@example.com"); status != 0 {
			t.Errorf("%s: %s", c.action, failed)
		}
		if _, out, _ := said(t, "user", "list", "--data", dir); !strings.Contains(out, " "+c.state+"\n") {
			t.Errorf("after %s the list is\n%s", c.action, out)
		}
	}
}

func TestBackup_SaysThatTheSecretIsApart(t *testing.T) {
	dir, copied := t.TempDir(), filepath.Join(t.TempDir(), "copy")
	if status, failed := add(t, dir, "a@example.com", "Harbor"); status != 0 {
		t.Fatal(failed)
	}
	if status, _, failed := said(t, "backup", "--data", dir, copied); status != 0 ||
		!strings.Contains(failed, "secret is not in the backup") {
		t.Errorf("backup: %d %s", status, failed)
	}
	fresh := filepath.Join(t.TempDir(), "data")
	if status, _, failed := said(t, "restore", "--data", fresh, copied); status != 0 ||
		!strings.Contains(failed, "there is no "+filepath.Join(fresh, "secret")) {
		t.Errorf("restore: %d %s", status, failed)
	}
}
