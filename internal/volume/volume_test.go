package volume_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// make test runs at full size the tests that the Makefile names: none that counts by volume may be missing there.
func TestVolume_TheMakefileNamesEveryTestThatCountsByIt(t *testing.T) {
	root := filepath.Join("..", "..")
	makefile, err := os.ReadFile(filepath.Join(root, "Makefile"))
	if err != nil {
		t.Fatal(err)
	}
	line := regexp.MustCompile(`(?m)^VOLUME_TESTS := (.*)$`).FindSubmatch(makefile)
	if line == nil {
		t.Fatal("the Makefile has no VOLUME_TESTS")
	}
	named := map[string]bool{}
	for _, name := range strings.Split(string(line[1]), "|") {
		named[name] = true
	}
	err = filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return err
		case entry.IsDir() && (entry.Name() == "node_modules" || entry.Name() == "volume" || path == filepath.Join(root,
			"web", "app")):
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
				asks = asks || ok && (pkg.Name+"."+of.Sel.Name == "volume.Of" || pkg.Name+"."+of.Sel.Name == "roomkeytest.AtVolume")
			}
			return true
		})
		if asks {
			names = append(names, f.Name.Name)
		}
	}
	return names
}
