package layers_test

import (
	"go/ast"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf8"
)

// Bounds of what a reader can hold at once.
const (
	maxMethods     = 40  // of one type
	maxSyncExports = 18  // names that sync offers to the packages above it
	maxColumns     = 120 // of one line, a tab counting as four
)

// A type that grows past its bound hides a second one.
func TestShape_NoTypeHasMoreMethodsThanAReaderHolds(t *testing.T) {
	methods := make(map[string]int)
	for _, file := range goFiles(t) {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, decl := range parse(t, file).Decls {
			if f, ok := decl.(*ast.FuncDecl); ok && f.Recv != nil {
				methods[filepath.Dir(file)+"."+receiver(f)]++
			}
		}
	}
	for name, n := range methods {
		if n > maxMethods {
			t.Errorf("%s has %d methods, more than %d", name, n, maxMethods)
		}
	}
}

// The front exports what other packages use, and nothing more.
func TestShape_SyncIsASmallFront(t *testing.T) {
	var names []string
	for _, file := range goFiles(t) {
		if filepath.Dir(file) != "sync" || strings.HasSuffix(file, "_test.go") {
			continue
		}
		for _, decl := range parse(t, file).Decls {
			names = append(names, exported(decl)...)
		}
	}
	if len(names) == 0 || len(names) > maxSyncExports {
		t.Errorf("sync exports %d names, of at most %d: %s", len(names), maxSyncExports, strings.Join(names, " "))
	}
}

func TestShape_LinesFitTheWidthOfAPage(t *testing.T) {
	for _, file := range goFiles(t) {
		raw := rawLines(t, file)
		for i, line := range strings.Split(read(t, file), "\n") {
			if raw[i+1] {
				continue
			}
			if n := utf8.RuneCountInString(strings.ReplaceAll(line, "\t", "    ")); n > maxColumns {
				t.Errorf("%s:%d has %d columns, more than %d", file, i+1, n, maxColumns)
			}
		}
	}
}

// rawLines are the numbers of the lines that raw strings cover: breaking them would change the strings.
func rawLines(t *testing.T, file string) map[int]bool {
	t.Helper()
	lines, files := make(map[int]bool), token.NewFileSet()
	parsed, err := parser.ParseFile(files, file, read(t, file), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	ast.Inspect(parsed, func(n ast.Node) bool {
		if text, ok := n.(*ast.BasicLit); ok && strings.HasPrefix(text.Value, "`") {
			for line := files.Position(text.Pos()).Line; line <= files.Position(text.End()).Line; line++ {
				lines[line] = true
			}
		}
		return true
	})
	return lines
}

// exported are the package-level names that a declaration exports; methods and fields belong to their types.
func exported(decl ast.Decl) (names []string) {
	add := func(name *ast.Ident) {
		if name.IsExported() {
			names = append(names, name.Name)
		}
	}
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Recv == nil {
			add(d.Name)
		}
	case *ast.GenDecl:
		for _, spec := range d.Specs {
			switch s := spec.(type) {
			case *ast.TypeSpec:
				add(s.Name)
			case *ast.ValueSpec:
				for _, name := range s.Names {
					add(name)
				}
			}
		}
	}
	return names
}

// receiver is the name of a method's type, without pointer and type parameters.
func receiver(f *ast.FuncDecl) string {
	at := f.Recv.List[0].Type
	for {
		switch t := at.(type) {
		case *ast.StarExpr:
			at = t.X
		case *ast.IndexExpr:
			at = t.X
		case *ast.IndexListExpr:
			at = t.X
		case *ast.Ident:
			return t.Name
		default:
			return "?"
		}
	}
}

func parse(t *testing.T, file string) *ast.File {
	t.Helper()
	parsed, err := parser.ParseFile(token.NewFileSet(), file, read(t, file), parser.SkipObjectResolution)
	if err != nil {
		t.Fatal(err)
	}
	return parsed
}

// root is the module's folder, as seen from this one.
const root = "../.."

// goFiles lists Go's files of the module, as slash-separated paths below its folder.
func goFiles(t *testing.T) (files []string) {
	t.Helper()
	err := fs.WalkDir(os.DirFS(root), ".", func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if entry.IsDir() && (entry.Name() == "node_modules" || strings.HasPrefix(entry.Name(), ".") && path != ".") {
			return fs.SkipDir
		}
		if strings.HasSuffix(path, ".go") {
			files = append(files, path)
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return files
}

func read(t *testing.T, file string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join(root, file))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}
