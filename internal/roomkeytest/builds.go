package roomkeytest

import (
	"debug/elf"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"runtime/debug"
	"strings"
	"sync"
	"testing"

	"roomkey/internal/testbuild"
	"roomkey/internal/volume"
)

// What the tests and the program that they run (internal/roomkeytest/program) agree on.
const (
	// Scripted is a variable: where it is set, plugins that do exactly what a task's input says stand in the place of
	// the installed ones.
	Scripted = "TEST_SCRIPTED_PLUGINS"
	// HeapFile is a variable with the file in which the program says how much its heap holds, when Heap asks for it.
	HeapFile = "TEST_HEAP_FILE"
	// NearNetwork is a variable with a network (CIDR) of this machine that plugins may reach as they may the world.
	NearNetwork = "TEST_NEAR_NETWORK"
	// PlainFile is cmd/roomkey, built without the race detector, in the folder of the other builds.
	PlainFile = "roomkey"
)

// build is one build of the program.
type build struct {
	file string // in the folder of builds
	args []string
	once func() error
}

// tested has the race detector in it where the tests have, for the same packages; its guests run in plain. plain is
// what users run.
var (
	tested = newTestedBuild()
	plain  = newBuild(PlainFile, "-trimpath", "roomkey/cmd/roomkey")
)

// unraced are the packages that the Makefile's RACE leaves out of the race detector.
var unraced = []string{"modernc.org/...lib...", "compress/flate"}

func newTestedBuild() *build {
	const program = "roomkey/internal/roomkeytest/program"
	if !volume.Raced {
		return newBuild("program", "-trimpath", program)
	}
	args := []string{"-race"}
	if testsSetting("-gcflags") != "" { // which is the last of them; make soak gives none
		for _, pattern := range unraced {
			args = append(args, "-gcflags="+pattern+"=-race=false")
		}
	}
	return newBuild("program-race", append(args, program)...)
}

// testsSetting is a setting of go's that the running tests were built with; "" where it was not given.
func testsSetting(key string) string {
	info, ok := debug.ReadBuildInfo()
	if !ok {
		return ""
	}
	for _, setting := range info.Settings {
		if setting.Key == key {
			return setting.Value
		}
	}
	return ""
}

func newBuild(file string, args ...string) *build {
	b := &build{file: file, args: args}
	b.once = sync.OnceValue(b.make)
	return b
}

// path gives the program's file, which is built first where it isn't current.
func (b *build) path(t testing.TB) string {
	t.Helper()
	if err := b.once(); err != nil {
		t.Fatal(err)
	}
	return filepath.Join(testbuild.Folder(), b.file)
}

func (b *build) make() error {
	if err := noteSources(); err != nil {
		return err
	}
	_, err := testbuild.Build(b.file, b.args...)
	return err
}

// id tells builds of different sources apart: the one that go writes into the program.
func (b *build) id(t testing.TB) []byte {
	t.Helper()
	program, err := elf.Open(b.path(t))
	if err != nil {
		t.Fatal(err)
	}
	defer program.Close()
	id, err := program.Section(".note.go.buildid").Data()
	if err != nil {
		t.Fatal(err)
	}
	return id
}

// Plain is the file of the program as users run it.
func Plain(t testing.TB) string {
	t.Helper()
	return plain.path(t)
}

// Command is a run of the plain program that is to be started.
func Command(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	return exec.Command(Plain(t), args...)
}

// TestedCommand is a run of the program under test that is to be started.
func TestedCommand(t testing.TB, args ...string) *exec.Cmd {
	t.Helper()
	plain.path(t) // what its guests become
	return exec.Command(tested.path(t), args...)
}

// Told runs a command of the plain program and gives what it says, on both outputs.
func Told(t testing.TB, args ...string) (string, error) {
	t.Helper()
	said, err := Command(t, args...).CombinedOutput()
	return string(said), err
}

// noteSources opens every folder that the program is built from: go test caches the result of a package whose tests
// saw the same files, and would not know otherwise that these tests depend on them.
var noteSources = sync.OnceValue(func() error {
	root := testbuild.Root()
	return filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.IsDir() {
			return err
		}
		switch name := entry.Name(); {
		case name == "node_modules", name == "bin", name == "testdata", name == "e2e",
			strings.HasPrefix(name, ".") && path != root, path == filepath.Join(root, "web", "app"),
			path == filepath.Join(root, "data"):
			return filepath.SkipDir
		}
		dir, err := os.Open(path)
		if err != nil {
			return err
		}
		return dir.Close()
	})
})
