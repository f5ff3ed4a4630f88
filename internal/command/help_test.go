package command

import (
	"bytes"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// said runs a command as a value, and gives its exit status and what it says on each output.
func said(t *testing.T, args ...string) (status int, out, failed string) {
	t.Helper()
	var stdout, stderr bytes.Buffer
	status = ran(t, nil, &stdout, &stderr, args)
	return status, stdout.String(), stderr.String()
}

func TestHelp_IsPrintedOnceWhereItIsAskedFor(t *testing.T) {
	for _, c := range []struct{ args, words string }{
		{"", "usage: roomkey COMMAND"},
		{"--help", "backup"},
		{"help", "version"},
		{"serve --help", "--addr ADDRESS"},
		{"help serve", "(127.0.0.1:8080)"},
		{"user --help", "enable"},
		{"user add -h", "--team NAME"},
		{"backup --help", "usage: roomkey backup [FLAGS] FILE"},
		{"help plugin build", "usage: roomkey plugin build [FLAGS] [DIR]"},
		{"plugin secret --help", "[FLAGS] ID NAME"},
		{"restore FILE --help", "usage: roomkey restore [FLAGS] FILE"},
	} {
		status, out, failed := said(t, strings.Fields(c.args)...)
		if status != 0 || failed != "" || !strings.Contains(out, c.words) || strings.Count(out, "usage: ") != 1 {
			t.Errorf("%q ends with %d: %s%s", c.args, status, out, failed)
		}
	}
}

func TestCommands_SayWhatIsWrongInOneLine(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "data")
	for _, c := range []struct{ args, words string }{
		{"serve --wings", "there is no flag --wings"},
		{"serve --addr", "--addr wants a value"},
		{"serve --sockets-per-user many", "--sockets-per-user is a number"},
		{"serve --commit-interval soon", "--commit-interval is a number, or a time such as 100ms"},
		{"serve --byte-rate fast", "--byte-rate is a number of bytes"},
		{"user", "wants add, list, passwd, disable or enable"},
		{"user promote", `there is no command "promote"`},
		{"help fly", `there is no command "fly"`},
		{"backup", "wants FILE"},
		{"plugin build a b", "wants [DIR]"},
		{"check --data " + dir, "there is no data in"},
	} {
		status, out, failed := said(t, strings.Fields(c.args)...)
		if status == 0 || out != "" || !strings.Contains(failed, c.words) || strings.Count(failed, "\n") != 1 {
			t.Errorf("%q ends with %d: %s%s", c.args, status, out, failed)
		}
	}
}

// A file that is no backup is named, and nothing is made of it; so is one that a backup would write over.
func TestBackup_NamesAFileThatItCannotBe(t *testing.T) {
	dir, text := filepath.Join(t.TempDir(), "data"), filepath.Join(t.TempDir(), "notes.txt")
	if err := os.WriteFile(text, []byte("hello"), 0o600); err != nil {
		t.Fatal(err)
	}
	if status, _, failed := said(t, "restore", "--data", dir, text); status != 1 ||
		failed != "roomkey restore: "+text+" is no backup\n" {
		t.Errorf("restore: %d %s", status, failed)
	}
	if _, err := os.Stat(dir); err == nil {
		t.Error("it made the folder")
	}
	if status, failed := add(t, dir, "a@example.com", "Harbor"); status != 0 {
		t.Fatal(failed)
	}
	if status, _, failed := said(t, "backup", "--data", dir, text); status != 1 ||
		failed != "roomkey backup: "+text+" is there already\n" {
		t.Errorf("backup: %d %s", status, failed)
	}
}

func TestVersion_SaysWhichBuildThisIs(t *testing.T) {
	for _, arg := range []string{"version", "--version"} {
		status, out, _ := said(t, arg)
		if status != 0 || !regexp.MustCompile(`^roomkey \S+ \(go1\S* \S+/\S+\)\n$`).MatchString(out) {
			t.Errorf("%s: %d %q", arg, status, out)
		}
	}
}
