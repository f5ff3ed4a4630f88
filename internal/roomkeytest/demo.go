package roomkeytest

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"os"
	"path/filepath"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/testbuild"
)

// The demo's data are made once, by the plain program, and copied for each server, with a personal token of every
// account.
const (
	tokensFile = "tokens.json"
	madeByFile = "made-by" // names the build that made the data
)

// copyDemo makes dir a copy of the demo's data, and gives the accounts' tokens.
func copyDemo(t testing.TB, dir string) map[string]string {
	t.Helper()
	plain.path(t)
	unlock, err := testbuild.Lock()
	if err != nil {
		t.Fatal(err)
	}
	defer unlock()
	made := demoFolder(t)
	CopyData(t, dir, filepath.Join(made, "data"))
	ShareCompiled(t, filepath.Join(dir, "compiled"))
	var tokens map[string]string
	raw, err := os.ReadFile(filepath.Join(made, tokensFile))
	if err = errors.Join(err, json.Unmarshal(raw, &tokens)); err != nil {
		t.Fatal(err)
	}
	return tokens
}

// demoFolder is where the demo's data are. It makes them where the program has changed. The caller holds the builds'
// lock.
func demoFolder(t testing.TB) string {
	t.Helper()
	by := plain.id(t)
	folder := filepath.Join(testbuild.Folder(), "demo")
	if madeBy, err := os.ReadFile(filepath.Join(folder, madeByFile)); err == nil && bytes.Equal(madeBy, by) {
		return folder
	}
	if err := errors.Join(os.RemoveAll(folder), os.MkdirAll(compiledFolder(), 0o700)); err != nil {
		t.Fatal(err)
	}
	makeDemo(t, folder)
	if err := os.WriteFile(filepath.Join(folder, madeByFile), by, 0o600); err != nil {
		t.Fatal(err)
	}
	return folder
}

// ShareCompiled makes link lead to the folder of the code that guests were compiled to: it is the same for everybody,
// and takes long to make. The folder is there when a server has been prepared.
func ShareCompiled(t testing.TB, link string) {
	t.Helper()
	if err := os.Symlink(compiledFolder(), link); err != nil {
		t.Fatal(err)
	}
}

func compiledFolder() string { return filepath.Join(testbuild.Folder(), "compiled") }

// makeDemo serves the demo once, signs everybody in, and keeps what it leaves.
func makeDemo(t testing.TB, folder string) {
	t.Helper()
	s := &Server{T: t, Dir: filepath.Join(folder, "data"), Addr: "127.0.0.1:0", Flags: []string{"--demo",
		"--demo-day", demo.Day.Format(time.DateOnly)}, binary: plain.path(t), command: []string{"serve"},
		env: os.Environ()}
	s.Start()
	defer s.Kill()
	tokens := make(map[string]string)
	for i := range demo.Users {
		tokens[demo.Users[i].Email] = newToken(s, demo.Users[i].Email)
	}
	if code := s.Terminate(); code != 0 {
		t.Fatalf("the demo's server ends with %d", code)
	}
	raw, err := json.Marshal(tokens)
	if err = errors.Join(err, os.WriteFile(filepath.Join(folder, tokensFile), raw, 0o600)); err != nil {
		t.Fatal(err)
	}
}

// CopyData copies the files of a data directory, which are their owner's alone.
func CopyData(t testing.TB, to, from string) {
	t.Helper()
	entries, err := os.ReadDir(from)
	if err = errors.Join(err, os.MkdirAll(to, 0o700)); err != nil {
		t.Fatal(err)
	}
	for _, entry := range entries {
		if !entry.Type().IsRegular() {
			continue
		}
		if err := copyFile(filepath.Join(to, entry.Name()), filepath.Join(from, entry.Name())); err != nil {
			t.Fatal(err)
		}
	}
}

func copyFile(to, from string) error {
	source, err := os.Open(from)
	if err != nil {
		return err
	}
	defer source.Close()
	target, err := os.OpenFile(to, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(target, source)
	return errors.Join(err, target.Close())
}
