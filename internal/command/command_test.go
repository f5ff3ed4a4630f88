package command

import (
	"bytes"
	"crypto/rand"
	"errors"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// runs runs a command as a value, and gives its exit status and what it says on both outputs.
func runs(t *testing.T, variable string, args ...string) (status int, said string) {
	t.Helper()
	var out bytes.Buffer
	var env []string
	if variable != "" {
		env = []string{variable}
	}
	status = ran(t, env, &out, &out, args)
	return status, out.String()
}

// ran runs a command as a value, with an empty standard input, and gives its exit status.
func ran(t *testing.T, env []string, stdout, stderr io.Writer, args []string) int {
	t.Helper()
	p := &Program{Args: args, Env: env, Stdin: strings.NewReader(""), Stdout: stdout, Stderr: stderr, Now: time.Now,
		Random: rand.Reader}
	return p.Run(t.Context())
}

func TestCommands_RefuseWhatTheyDoNotKnow(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, wrong := range []struct {
		name string
		args []string
		env  string
		word string // in the message
	}{
		{"unknown flag", []string{"serve", "--data", dir, "--wings"}, "", "wings"},
		{"unknown variable", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, "ROOMKEY_WINGS=2",
			"ROOMKEY_WINGS"},
		{"variable of a bad value", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"},
			"ROOMKEY_SOCKETS_PER_USER=many", "ROOMKEY_SOCKETS_PER_USER"},
		{"short secret", []string{"serve", "--data", dir, "--addr", "127.0.0.1:0"}, "ROOMKEY_SECRET=abc",
			"ROOMKEY_SECRET"},
		{"negative limit", []string{"serve", "--data", dir, "--sockets-per-user", "-1"}, "", "sockets-per-user"},
		{"bad size", []string{"serve", "--data", dir, "--byte-rate", "fast"}, "", "byte-rate"},
		{"no number", []string{"serve", "--data", dir, "--frame-rate", "NaN"}, "", "frame-rate"},
		{"any origin", []string{"serve", "--data", dir, "--origins", "*"}, "", "origins"},
		{"any origin, by a variable", []string{"serve", "--data", dir}, "ROOMKEY_ORIGINS=*", "ROOMKEY_ORIGINS"},
		{"an origin with a path", []string{"serve", "--data", dir, "--origins", "https://a.example,https://b.example/"},
			"", "https://b.example/"},
		{"everybody as a proxy", []string{"serve", "--data", dir, "--proxies", "10.0.0.0/8,0.0.0.0/0"}, "",
			"0.0.0.0/0"},
		{"an address without a port", []string{"serve", "--data", dir, "--addr", "127.0.0.1"}, "", "addr"},
		{"a port too high", []string{"serve", "--data", dir, "--addr", "127.0.0.1:65536"}, "", "addr"},
		{"no folder", []string{"serve", "--data", ""}, "", "data"},
		{"no folder, other command", []string{"check", "--data", ""}, "", "data"},
		{"root again", []string{"serve", "--data", dir, "--run-as", "0:0"}, "", "run-as"},
		{"a user without a group", []string{"serve", "--data", dir, "--run-as", "65532"}, "", "run-as"},
		{"unknown role", []string{"user", "add", "--data", dir, "--email", "a@example.com", "--broker", "A", "--role",
			"king"}, "", "role"},
		{"an argument too many", []string{"serve", "--data", dir, "now"}, "", ""},
		{"a region that is in no list", []string{"serve", "--data", dir, "--region", "sjc"}, "", "region"},
		{"a cluster, by a variable", []string{"serve", "--data", dir}, "ROOMKEY_CLUSTER=a", "cluster"},
		{"unknown command", []string{"fly"}, "", "fly"},
		{"unknown action", []string{"user", "promote"}, "", "promote"},
		{"unknown variable, other command", []string{"check", "--data", dir}, "ROOMKEY_WINGS=2", "ROOMKEY_WINGS"},
		{"backup without a file", []string{"backup", "--data", dir}, "", ""},
	} {
		t.Run(wrong.name, func(t *testing.T) {
			status, out := runs(t, wrong.env, wrong.args...)
			if status != 2 {
				t.Errorf("ends with %d, not 2: %s", status, out)
			}
			if !strings.Contains(out, wrong.word) {
				t.Errorf("does not name %q: %s", wrong.word, out)
			}
		})
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a wrong call made the folder: %v", err)
	}
}

func TestCommands_MakeNoDataWhereThereIsNone(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, args := range [][]string{
		{"backup", filepath.Join(t.TempDir(), "copy")}, {"erase", "00000000-0000-4000-8000-000000000001"}, {"check"},
		{"user", "list"},
		{"user", "passwd", "--email", "a@example.com"}, {"user", "disable", "--email", "a@example.com"},
	} {
		status, out := runs(t, "", append(args, "--data", dir)...)
		if status != 1 || !strings.Contains(out, "there is no data in") {
			t.Errorf("%v: %d %s", args, status, out)
		}
	}
	if _, err := os.Stat(dir); !errors.Is(err, fs.ErrNotExist) {
		t.Errorf("a command made the folder: %v", err)
	}
}

func TestPluginBuild_FindsCompilersByItsOwnEnvironment(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "score")
	if status, said := runs(t, "", "plugin", "new", "acme.score", "--dir", dir); status != 0 {
		t.Fatalf("new: %d %s", status, said)
	}
	status, said := runs(t, "PATH="+t.TempDir(), "plugin", "build", dir)
	if status != 1 || !strings.Contains(said, "go is not installed") {
		t.Errorf("with a PATH that holds no compiler: %d %s", status, said)
	}
	status, said = runs(t, "PATH="+os.Getenv("PATH"), "plugin", "build", dir)
	if status != 1 || !strings.Contains(said, "GOCACHE is not defined") {
		t.Errorf("with nothing but a PATH: %d %s", status, said)
	}
}
