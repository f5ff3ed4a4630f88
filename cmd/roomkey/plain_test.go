package main

import (
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"sync"
	"syscall"
	"testing"
)

// plainFile is the program without the race detector, beside the test binary, where its processes find it too. With the
// detector in it, wazero takes minutes to compile a guest in Go or JavaScript, and memory is not what it is.
func plainFile() string {
	exe, err := os.Executable()
	if err != nil {
		return ""
	}
	return exe + ".plain"
}

// plainProgram gives the file, and builds it for the first test that needs it. From then on guests run in it, whoever serves.
func plainProgram(t testing.TB) string {
	t.Helper()
	if err := buildPlain(); err != nil {
		t.Fatal(err)
	}
	return plainFile()
}

var buildPlain = sync.OnceValue(func() error {
	if said, err := exec.Command("go", "build", "-o", plainFile(), "roomkey/cmd/roomkey").CombinedOutput(); err != nil {
		return fmt.Errorf("build the program: %w\n%s", err, said)
	}
	return nil
})

// becomePlain turns a process for guests into the plain program, where there is one.
func becomePlain() {
	if len(os.Args) == 2 && os.Args[1] == "guest" {
		_ = syscall.Exec(plainFile(), os.Args, os.Environ())
	}
}

func removePlain() { _ = os.Remove(plainFile()) }

// serveReal serves the demo's data with real plugins, whose guests run in the plain program.
func serveReal(t testing.TB, flags ...string) *server {
	t.Helper()
	plainProgram(t)
	t.Setenv(realPlugins, "1")
	return serveDemo(t, flags...)
}

// servePlain has the plain program serve too.
func servePlain(t testing.TB, flags ...string) *server {
	t.Helper()
	s := &server{t: t, dir: filepath.Join(t.TempDir(), "data"), addr: "127.0.0.1:0", flags: append([]string{"--demo"}, flags...), binary: plainProgram(t)}
	s.startForTest()
	return s
}

// toldBy runs commands of a program, as told does of this one.
func toldBy(program string) func(args ...string) (string, error) {
	return func(args ...string) (string, error) {
		out, err := exec.Command(program, args...).CombinedOutput()
		return string(out), err
	}
}
