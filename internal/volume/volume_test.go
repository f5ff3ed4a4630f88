package volume_test

import (
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"roomkey/internal/volume"
)

// make test prints what this leaves in the folder.
func TestVolume_KeepsEachCount(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "volumes")
	t.Setenv("TEST_VOLUMES", dir)
	t.Setenv("TEST_SOAK", "")
	whole, rounds, mode := 95, 24, "plain"
	if volume.Raced {
		whole, rounds, mode = 10, 10, "raced"
	}
	read := func(name string) (string, time.Time) {
		t.Helper()
		text, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		about, err := os.Stat(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		return string(text), about.ModTime()
	}
	if n := volume.Of(t, 95, "keystrokes"); n != whole {
		t.Errorf("%d keystrokes, want %d", n, whole)
	}
	if n := volume.Rounds(t, 95, "changes"); n != rounds {
		t.Errorf("%d rounds, want %d", n, rounds)
	}
	name := t.Name() + "." + mode
	text, written := read(name)
	if want := fmt.Sprintf("%s, %s: %d of 95 changes\n", t.Name(), mode, rounds); text != want {
		t.Errorf("it keeps %q, want %q", text, want)
	}
	if err := os.Chtimes(filepath.Join(dir, name), written.Add(-time.Hour), written.Add(-time.Hour)); err != nil {
		t.Fatal(err)
	}
	volume.Rounds(t, 95, "changes")
	if _, again := read(name); !again.Equal(written.Add(-time.Hour)) {
		t.Error("the same count is written again, so go test would run a package again whose result it has")
	}
	volume.Rounds(t, 100, "changes")
	if text, _ := read(name); !strings.Contains(text, " of 100 changes") {
		t.Errorf("after another count it keeps %q", text)
	}
	t.Run("part", func(t *testing.T) { volume.Rounds(t, 1, "changes") })
	read(t.Name() + "_part." + mode)
	t.Setenv("TEST_SOAK", "1")
	typed, all := volume.Of(t, 95, "keystrokes"), volume.Rounds(t, 95, "changes")
	if typed != 95 || all != 95 {
		t.Errorf("%d keystrokes and %d changes of make soak, want 95", typed, all)
	}
}

// make test runs the tests that the Makefile names without the race detector too: none that counts by volume may be
// missing there.
func TestVolume_TheMakefileNamesEveryTestThatCountsByIt(t *testing.T) {
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^VOLUME_TESTS := ((?:.*\\\n)*.*)$`).FindSubmatch(makefile)
	if line == nil {
		t.Fatal("the Makefile has no VOLUME_TESTS")
	}
	packages := regexp.MustCompile(`(?m)^(?:VOLUME_PACKAGES|PLAIN|PURE) := .*$`).FindAllString(string(makefile), -1)
	run := strings.Fields(strings.Join(packages, " "))
	named := map[string]bool{}
	for _, name := range strings.Fields(strings.ReplaceAll(string(line[1]), "\\", " ")) {
		named[name] = true
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "volume" ||
			path == filepath.Join(root, "web", "app")):
			return filepath.SkipDir
		case !strings.HasSuffix(path, "_test.go"):
			return nil
		}
		file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
		if err != nil {
			return err
		}
		for _, name := range counting(file) {
			if !named[name] {
				t.Errorf("%s: %s is not in the Makefile's VOLUME_TESTS", path, name)
			}
			if !slices.Contains(run, "."+strings.TrimPrefix(filepath.Dir(path), root)) {
				t.Errorf("%s is in none of the Makefile's VOLUME_PACKAGES", path)
			}
			delete(named, name)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	for name := range named {
		t.Errorf("the Makefile names %s, which does not count by volume", name)
	}
}

// make test keeps the race detector from packages that have nothing for it to find: whose own code starts no goroutine
// and holds nothing unsafe.
func TestVolume_TheMakefileRacesWhateverStartsGoroutines(t *testing.T) {
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	named := regexp.MustCompile(`(?m)^PURE := (.*)$`).FindSubmatch(makefile)
	if named == nil {
		t.Fatal("the Makefile has no PURE")
	}
	for _, folder := range strings.Fields(string(named[1])) {
		files, err := filepath.Glob(filepath.Join(root, folder, "*.go"))
		if err != nil || len(files) == 0 {
			t.Errorf("%s has no files: %v", folder, err)
		}
		for _, path := range files {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, 0)
			if err != nil {
				t.Fatal(err)
			}
			if concurrent(file) {
				t.Errorf("%s starts a goroutine or imports unsafe", path)
			}
		}
	}
}

// concurrent reports whether a file starts a goroutine, by itself or by a group, or imports unsafe.
func concurrent(file *ast.File) (found bool) {
	for _, used := range file.Imports {
		found = found || used.Path.Value == `"unsafe"`
	}
	ast.Inspect(file, func(n ast.Node) bool {
		switch n := n.(type) {
		case *ast.GoStmt:
			found = true
		case *ast.CallExpr:
			called, ok := n.Fun.(*ast.SelectorExpr)
			found = found || ok && called.Sel.Name == "Go"
		}
		return true
	})
	return found
}

// counting are the functions of a file that ask for a volume.
func counting(file *ast.File) (names []string) {
	for _, decl := range file.Decls {
		f, ok := decl.(*ast.FuncDecl)
		if !ok {
			continue
		}
		asks := false
		ast.Inspect(f, func(n ast.Node) bool {
			if of, ok := n.(*ast.SelectorExpr); ok {
				pkg, ok := of.X.(*ast.Ident)
				if ok {
					name := pkg.Name + "." + of.Sel.Name
					asks = asks || name == "volume.Of" || name == "volume.Rounds"
				}
			}
			return true
		})
		if asks {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
