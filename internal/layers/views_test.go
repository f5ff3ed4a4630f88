package layers_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// wholeRecords are the packages that work with records as they are. All others see views (crm.View): what they encode,
// they were given for one user.
var wholeRecords = []string{
	"roomkey/crm", "roomkey/store", "roomkey/sync/live", "roomkey/sync/live/replica", "roomkey/sync/live/projection",
	"roomkey/sync/editing", "roomkey/internal/demo", "roomkey/internal/command",
}

// privateWriters ask who may write private fields. Who may read them, crm alone asks.
var privateWriters = []string{"roomkey/crm", "roomkey/sync/live", "roomkey/sync/editing"}

// harmless is what of a record says nothing of its content: by it a view is made.
var harmless = []string{"ID", "Type", "Row"}

func TestViews_AreAllThatIsShown(t *testing.T) {
	modules := load(t)
	for _, pkg := range modules.ours {
		if slices.Contains(wholeRecords, pkg.ImportPath) || !slices.Contains(pkg.Imports, "roomkey/crm") {
			continue
		}
		found, err := modules.check(pkg.ImportPath, pkg.sources())
		if err != nil {
			t.Errorf("%s: %v", pkg.ImportPath, err)
		}
		for _, fault := range found {
			t.Error(fault)
		}
	}
}

func TestViews_RightsToReadAreAskedByCrmAlone(t *testing.T) {
	for _, pkg := range load(t).ours {
		if slices.Contains(privateWriters, pkg.ImportPath) {
			continue
		}
		for _, name := range pkg.GoFiles {
			text, err := os.ReadFile(filepath.Join(pkg.Dir, name))
			if err != nil {
				t.Fatal(err)
			}
			if strings.Contains(string(text), "crm.ActionPrivate") {
				t.Errorf("%s/%s asks who may read private fields: crm.User.AccessTo does", pkg.ImportPath, name)
			}
		}
	}
}

// What forgets a view does not compile, or is found.
func TestViews_AreMadeByARecordAndAUserAlone(t *testing.T) {
	modules := load(t)
	for name, c := range map[string]struct{ body, fault string }{
		"a view is shown":     {`show(record.For(user))`, ""},
		"a row is asked":      {`if user.AccessTo(record.Row).Shows("/City") { show(record.For(user)) }`, ""},
		"a list of views":     {`for _, r := range []*crm.Record{record} { _, _ = r.For(user), r.ID }`, ""},
		"a record for a view": {`show(record)`, "cannot use record"},
		"a view made here":    {`show(&crm.View{record: *record})`, "cannot refer to unexported field record"},
		"a view converted":    {`show((*crm.View)(record))`, "cannot convert"},
		"a view filled":       {`v := new(crm.View); v.record = *record; show(v)`, "v.record undefined"},
		"access made here": {`_ = crm.Access{read: true, private: true}`,
			"cannot refer to unexported field"},
		"a private field":   {`_ = record.Private["AccessCode"]`, "reads Private of a whole record"},
		"a field of a copy": {`r := *record; _ = r.Fields`, "reads Fields of a whole record"},
		"a field by embedding": {`r := struct{ *crm.Record }{record}; _ = r.Flags`,
			"reads Flags of a whole record"},
		"JSON of a record": {`_, _ = json.Marshal(record)`, "passes a whole record on"},
		"JSON of records":  {`_, _ = json.Marshal([]*crm.Record{record})`, "passes a whole record on"},
		"JSON of what holds a record": {`_, _ = json.Marshal(struct{ R crm.Record }{*record})`,
			"passes a whole record on"},
		"JSON of a map with a record": {`_, _ = json.Marshal(map[string]any{"record": record})`,
			"passes a whole record on"},
		"JSON of a list with a record": {`_, _ = json.Marshal([]any{record})`, "passes a whole record on"},
		"a record as any":              {`var value any = record; _ = value`, "passes a whole record on"},
		"a record assigned to any":     {`var value any; value = record; _ = value`, "passes a whole record on"},
		"a record converted to any":    {`_ = any(record)`, "passes a whole record on"},
		"a record sent":                {`c := make(chan any, 1); c <- record`, "passes a whole record on"},
		"a record returned":            {`_ = func() any { return record }`, "passes a whole record on"},
	} {
		text := `package web
			import ("encoding/json"; "roomkey/crm")
			var _ = json.Valid
			func show(*crm.View) {}
			func handler(record *crm.Record, user *crm.User) {
			` + c.body + "\n}\n"
		found, err := modules.check("roomkey/web", map[string]any{"fixture.go": text})
		told := strings.Join(found, "\n")
		if err != nil {
			told += err.Error()
		}
		if c.fault == "" && told != "" || !strings.Contains(told, c.fault) {
			t.Errorf("%s: %q is not %q", name, told, c.fault)
		}
	}
}

type built struct {
	ImportPath, Dir, Export string
	GoFiles, Imports        []string
}

// program is Roomkey's packages, and the types of all that they import.
type program struct {
	ours    []built
	files   *token.FileSet
	imports types.Importer
}

// load builds what Roomkey's packages export, once: it is the build of the server.
func load(t *testing.T) *program {
	t.Helper()
	p, err := loaded()
	if err != nil {
		t.Fatal(err)
	}
	return p
}

var loaded = sync.OnceValues(func() (*program, error) {
	// With -trimpath as make build has it: without, go would compile all packages again.
	cmd := exec.Command("go", "list", "-trimpath", "-export", "-deps", "-json=ImportPath,Dir,Export,GoFiles,Imports",
		"roomkey/...")
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		return nil, fmt.Errorf("go list: %w", err)
	}
	p := &program{files: token.NewFileSet()}
	exports := make(map[string]string)
	for decoder := json.NewDecoder(strings.NewReader(string(out))); ; {
		var pkg built
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			break
		} else if err != nil {
			return nil, err
		}
		exports[pkg.ImportPath] = pkg.Export
		if strings.HasPrefix(pkg.ImportPath, "roomkey/") {
			p.ours = append(p.ours, pkg)
		}
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	p.imports = importer.ForCompiler(p.files, "gc", open)
	return p, nil
})

// check gives the places of a package's sources (by name: nil for those on the disk) that read a whole record's
// content, or pass a whole record on as an interface. The error is the compiler's.
func (p *program) check(path string, sources map[string]any) (faults []string, _ error) {
	crm, err := p.imports.Import("roomkey/crm")
	if err != nil {
		return nil, err
	}
	files, info, err := p.typed(path, sources)
	if err != nil {
		return nil, err
	}
	w := &watch{record: crm.Scope().Lookup("Record").Type(), info: info}
	w.fault = func(at ast.Node, what string) {
		faults = append(faults, fmt.Sprintf("%s %s: show a crm.View", p.files.Position(at.Pos()), what))
	}
	for _, file := range files {
		w.file(file)
	}
	return faults, nil
}

// typed parses a package's sources and finds what their names mean.
func (p *program) typed(path string, sources map[string]any) ([]*ast.File, *types.Info, error) {
	info := &types.Info{
		Types: make(map[ast.Expr]types.TypeAndValue), Selections: make(map[*ast.SelectorExpr]*types.Selection),
		Defs: make(map[*ast.Ident]types.Object), Uses: make(map[*ast.Ident]types.Object),
	}
	var files []*ast.File
	for name, text := range sources {
		file, err := parser.ParseFile(p.files, name, text, parser.SkipObjectResolution)
		if err != nil {
			return nil, nil, err
		}
		files = append(files, file)
	}
	_, err := (&types.Config{Importer: p.imports}).Check(path, p.files, files, info)
	return files, info, err
}

// sources are the files of a package on the disk, as check and typed take them.
func (pkg *built) sources() map[string]any {
	sources := make(map[string]any, len(pkg.GoFiles))
	for _, name := range pkg.GoFiles {
		sources[filepath.Join(pkg.Dir, name)] = nil
	}
	return sources
}
