package layers_test

import (
	"go/ast"
	"go/types"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxWalk is how many files a reader opens at most who follows one batch from its arrival to the fan-out.
const maxWalk = 11

// stop is one function of the walk, as package.Type.method or package.function. by names an earlier stop that hands the
// batch on to it: by a call, by a call of an interface's method that it implements, or by a field that holds it.
type stop struct{ name, by string }

// walk is the way of one batch: each function that makes it, hands it on or decides about all of it, from the message
// that a socket has read to the message that each peer's session gets. docs/architecture.md tells it in words. What
// answers a question about a part of the batch and returns (whether a change is allowed, how its bytes are read) is no
// stop.
var walk = []stop{
	{"session.incoming.Message", ""},
	{"session.incoming.receive", "session.incoming.Message"},
	{"session.incoming.receiveSync", "session.incoming.receive"},
	{"session.Session.sync", "session.incoming.receiveSync"},
	{"live.Link.Receive", "session.Session.sync"},
	{"live.Link.receiveSoon", "live.Link.Receive"},
	{"live.Link.receiveNow", "live.Link.receiveSoon"},
	{"live.Registry.with", "live.Link.receiveNow"},
	{"live.Registry.give", "live.Registry.with"},
	{"live.Registry.pushLocked", "live.Registry.give"},
	{"live.Registry.run", "live.Registry.pushLocked"},
	{"live.runTurn", "live.Registry.run"},
	{"live.Link.receiveTurn", "live.Link.receiveNow"},
	{"live.Record.receive", "live.Link.receiveTurn"},
	{"live.gather", "live.Record.receive"},
	{"live.document.takeSlice", "live.Record.receive"},
	{"live.document.acceptFrom", "live.document.takeSlice"},
	{"live.document.take", "live.document.acceptFrom"},
	{"live.document.beginBatch", "live.document.take"},
	{"replica.Document.Begin", "live.document.beginBatch"},
	{"live.document.siftAll", "live.document.take"},
	{"replica.Document.Sift", "live.document.siftAll"},
	{"live.document.apply", "live.document.take"},
	{"live.document.tryApply", "live.document.apply"},
	{"live.document.finish", "live.document.take"},
	{"replica.Document.Accept", "live.document.finish"},
	{"replica.Document.fanOut", "replica.Document.Accept"},
	{"live.document.perform", "live.document.finish"},
	{"live.Registry.performFor", "live.document.perform"},
	{"live.pushToAll", "live.Registry.performFor"},
	{"live.Link.push", "live.pushToAll"},
	{"session.Session.Send", "live.Link.push"},
}

// walked are the packages that the walk goes through.
var walked = []string{"roomkey/sync/session", "roomkey/sync/live", "roomkey/sync/live/replica"}

func TestWalk_OfOneBatchVisitsFewFiles(t *testing.T) {
	calls, err := load(t).calls(walked)
	if err != nil {
		t.Fatal(err)
	}
	var files []string
	seen := map[string]bool{"": true}
	for _, s := range walk {
		f := calls.functions[s.name]
		if f == nil {
			t.Fatalf("there is no %s", s.name)
		}
		if !seen[s.by] || s.by != "" && !calls.reaches(s.by, s.name) {
			t.Errorf("%s does not hand the batch on to %s", s.by, s.name)
		}
		seen[s.name] = true
		if !slices.Contains(files, f.file) {
			files = append(files, f.file)
		}
	}
	if len(files) > maxWalk {
		t.Errorf("the walk visits %d files, more than %d: %s", len(files), maxWalk, strings.Join(files, ", "))
	}
	text, err := os.ReadFile("../../docs/architecture.md")
	if err != nil {
		t.Fatal(err)
	}
	way := "`" + strings.Join(files, "` → `") + "`"
	if !strings.Contains(strings.Join(strings.Fields(string(text)), " "), way) {
		t.Errorf("docs/architecture.md tells another way than %s", way)
	}
}

func TestWalk_NoticesACallThatIsNotThere(t *testing.T) {
	calls, err := load(t).calls(walked)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []stop{
		{"replica.Document.fanOut", "live.document.finish"}, // by way of Accept
		{"live.document.take", "live.Link.Receive"},
		{"session.Session.Saved", "live.Link.push"}, // another method of the same interface
		{"live.Link.closeTurn", "live.Registry.run"},
	} {
		if calls.reaches(c.by, c.name) {
			t.Errorf("%s is said to hand something on to %s", c.by, c.name)
		}
	}
}

// callGraph says which functions of some packages refer to which.
type callGraph struct {
	functions map[string]*function
	held      map[types.Object][]string // by a field: the functions that it is given
	program   *program
}

// function is one that is declared.
type function struct {
	file string // package/file.go
	self *types.Func
	uses []types.Object // in its body: functions, methods and fields
}

func (p *program) calls(packages []string) (*callGraph, error) {
	g := &callGraph{make(map[string]*function), make(map[types.Object][]string), p}
	for _, pkg := range p.ours {
		if !slices.Contains(packages, pkg.ImportPath) {
			continue
		}
		files, info, err := p.typed(pkg.ImportPath, pkg.sources())
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			g.add(strings.TrimPrefix(pkg.ImportPath, "roomkey/"), file, info)
		}
	}
	return g, nil
}

func (g *callGraph) add(folder string, file *ast.File, info *types.Info) {
	name := folder + "/" + filepath.Base(g.program.files.Position(file.Pos()).Filename)
	for _, declared := range file.Decls {
		f, ok := declared.(*ast.FuncDecl)
		if !ok {
			continue
		}
		self := info.Defs[f.Name].(*types.Func)
		made := &function{file: name, self: self}
		ast.Inspect(f, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.Ident:
				if used := info.Uses[n]; used != nil {
					made.uses = append(made.uses, used)
				}
			case *ast.KeyValueExpr:
				g.hold(n.Key, n.Value, info)
			case *ast.AssignStmt:
				for i, left := range n.Lhs {
					if to, ok := left.(*ast.SelectorExpr); ok && len(n.Lhs) == len(n.Rhs) {
						g.hold(to.Sel, n.Rhs[i], info)
					}
				}
			}
			return true
		})
		g.functions[nameOf(self)] = made
	}
}

// hold notes that a field is given a function.
func (g *callGraph) hold(field, value ast.Expr, info *types.Info) {
	to, ok := field.(*ast.Ident)
	if !ok {
		return
	}
	if selector, ok := value.(*ast.SelectorExpr); ok {
		value = selector.Sel
	}
	if given, ok := value.(*ast.Ident); ok {
		if f, ok := info.Uses[given].(*types.Func); ok {
			g.held[info.Uses[to]] = append(g.held[info.Uses[to]], nameOf(f))
		}
	}
}

// reaches reports whether a function calls another one, or refers to a field that holds it.
func (g *callGraph) reaches(from, to string) bool {
	a, b := g.functions[from], g.functions[to]
	return a != nil && b != nil && slices.ContainsFunc(a.uses, func(used types.Object) bool {
		f, ok := used.(*types.Func)
		return slices.Contains(g.held[used], to) || ok && (nameOf(f) == to || g.implements(b.self, f))
	})
}

// implements reports whether a method is that of an interface. Types of different packages come from what these export,
// so that they can be compared.
func (g *callGraph) implements(method, of *types.Func) bool {
	from, ok := g.exported(of)
	if !ok || !types.IsInterface(from) || method.Name() != of.Name() {
		return false
	}
	by, ok := g.exported(method)
	return ok && types.Implements(types.NewPointer(by), from.Underlying().(*types.Interface))
}

// exported is the type that a method has, as the package exports it; false if it has none or the type is internal.
func (g *callGraph) exported(method *types.Func) (types.Type, bool) {
	named := receiverOf(method)
	if named == nil {
		return nil, false
	}
	pkg, err := g.program.imports.Import(method.Pkg().Path())
	if err != nil {
		return nil, false
	}
	found := pkg.Scope().Lookup(named.Obj().Name())
	if found == nil {
		return nil, false
	}
	return found.Type(), true
}

func receiverOf(f *types.Func) *types.Named {
	receiver := f.Signature().Recv()
	if receiver == nil {
		return nil
	}
	of := receiver.Type()
	if pointer, ok := of.(*types.Pointer); ok {
		of = pointer.Elem()
	}
	named, _ := of.(*types.Named)
	return named
}

// nameOf is package.Type.method, or package.function.
func nameOf(f *types.Func) string {
	name := f.Name()
	if named := receiverOf(f); named != nil {
		name = named.Obj().Name() + "." + name
	}
	if f.Pkg() == nil {
		return name
	}
	return f.Pkg().Name() + "." + name
}
