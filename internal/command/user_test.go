package command

import (
	"bytes"
	"encoding/json"
	"net/http"
	"os/exec"
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
	const taken = "email is the address of an account already"
	for _, wrong := range [][]string{{"a@example.com", taken}, {"A@Example.com", taken}, {"no address", "email "}} {
		if status, failed := add(t, dir, wrong[0], "Brand New"); status != 1 || !strings.Contains(failed, wrong[1]) {
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

// The log of a server without accounts has the command for the first one, which is run here as a shell reads it, beside
// the server. Whoever is disabled can't sign in, and whoever is enabled can.
func TestUser_IsAddedByTheCommandOfTheLogDisabledAndEnabled(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "Ana's data")
	addr, logged, end := started(t, nil, "--addr", "127.0.0.1:0", "--data", dir, "--login-rate", "0")
	defer end()
	var line struct{ Command string }
	for text := range strings.Lines(logged) {
		if err := json.Unmarshal([]byte(text), &line); err != nil || line.Command != "" {
			break
		}
	}
	words, err := exec.Command("sh", "-c", "printf '%s\\n' "+line.Command).Output()
	args := strings.Split(strings.TrimSpace(string(words)), "\n")
	if err != nil || len(args) < 3 || args[0] != "bin/roomkey" {
		t.Fatalf("the command is %q: %v", line.Command, err)
	}
	status, password, failed := said(t, args[1:]...)
	if status != 0 {
		t.Fatalf("%q: %s", line.Command, failed)
	}
	login := func() int {
		body, err := json.Marshal(map[string]string{"email": "you@example.com",
			"password": strings.TrimSpace(password)})
		if err != nil {
			t.Fatal(err)
		}
		answer, err := http.Post("http://"+addr+"/api/v1/auth/login", "application/json", bytes.NewReader(body))
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		return answer.StatusCode
	}
	if got := login(); got != 200 {
		t.Errorf("the first account signs in with %d", got)
	}
	for _, c := range []struct {
		action, state string
		login         int
	}{{"disable", "disabled", 401}, {"disable", "disabled", 401}, {"enable", "active", 200},
		{"enable", "active", 200}} {
		if status, _, failed := said(t, "user", c.action, "--data", dir, "--email", "you@example.com"); status != 0 {
			t.Errorf("%s: %s", c.action, failed)
		}
		if _, out, _ := said(t, "user", "list", "--data", dir); !strings.Contains(out, " "+c.state+"\n") {
			t.Errorf("after %s the list is\n%s", c.action, out)
		}
		if got := login(); got != c.login {
			t.Errorf("after %s a sign-in answers %d", c.action, got)
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
