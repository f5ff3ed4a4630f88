package layers_test

import (
	"fmt"
	"go/ast"
	"go/types"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// maxUpward is how many references between a package's files may run against the order in which they are read.
const maxUpward = 4

// Whoever reads a package begins with the files that use the others. A reference from a later file to an earlier one
// sends him back.
func TestOrder_FilesReferToWhatComesLater(t *testing.T) {
	program := load(t)
	for _, pkg := range program.ours {
		files, err := program.references(&pkg)
		if err != nil {
			t.Errorf("%s: %v", pkg.ImportPath, err)
			continue
		}
		if upward := files.upward(files.readingOrder()); len(upward) > maxUpward {
			t.Errorf("%d references run upwards in %s, more than %d: %s", len(upward), pkg.ImportPath, maxUpward,
				strings.Join(upward, ", "))
		}
	}
}

func TestOrder_CountsWhatRunsUpwards(t *testing.T) {
	for _, c := range []struct {
		arrows string // "ab": a refers to b
		upward int
	}{
		{"ab bc ac", 0},
		{"ab ba", 1},
		{"ab bc ca", 1},
		{"ab bc cd da ac bd", 1},
		{"ab ba bc cb cd dc", 3},
	} {
		files := make(references)
		for _, arrow := range strings.Fields(c.arrows) {
			files.add(arrow[:1], arrow[1:])
		}
		if got := files.upward(files.readingOrder()); len(got) != c.upward {
			t.Errorf("of %s run %v upwards, which should be %d", c.arrows, got, c.upward)
		}
	}
}

// references are the files of a package, and which others each refers to: to their types, functions, methods,
// variables and constants.
type references map[string]map[string]bool

func (r references) add(from, to string) {
	for _, file := range []string{from, to} {
		if r[file] == nil {
			r[file] = make(map[string]bool)
		}
	}
	if from != to {
		r[from][to] = true
	}
}

func (p *program) references(pkg *built) (references, error) {
	files, info, err := p.typed(pkg.ImportPath, pkg.sources())
	if err != nil {
		return nil, err
	}
	name := func(at ast.Node) string { return filepath.Base(p.files.Position(at.Pos()).Filename) }
	r := make(references)
	for _, file := range files {
		ast.Inspect(file, func(n ast.Node) bool {
			id, ok := n.(*ast.Ident)
			if !ok {
				return true
			}
			if used := info.Uses[id]; used != nil && declaredIn(used, pkg.ImportPath) {
				r.add(name(file), filepath.Base(p.files.Position(used.Pos()).Filename))
			}
			return true
		})
	}
	return r, nil
}

// declaredIn reports whether o is a method of the package or stands at its top level.
func declaredIn(o types.Object, path string) bool {
	if o.Pkg() == nil || o.Pkg().Path() != path {
		return false
	}
	if f, ok := o.(*types.Func); ok {
		return f.Signature().Recv() == nil || !types.IsInterface(f.Signature().Recv().Type())
	}
	return o.Parent() == o.Pkg().Scope()
}

// readingOrder looks for the order in which the fewest references run upwards: files that nobody uses go first, files
// that use nobody last, and of a circle the one first that uses the most and is used the least. Then each file moves to
// where it is better.
func (r references) readingOrder() []string {
	left := make([]string, 0, len(r))
	for file := range r {
		left = append(left, file)
	}
	slices.Sort(left)
	var first, last []string
	for len(left) > 0 {
		i, usesNone := r.next(left)
		if usesNone {
			last = append(last, left[i])
		} else {
			first = append(first, left[i])
		}
		left = slices.Delete(left, i, i+1)
	}
	slices.Reverse(last)
	return r.improve(append(first, last...))
}

// next chooses one of the files that are left: one that uses none of the others, else the one that is to be read first.
func (r references) next(left []string) (at int, usesNone bool) {
	score := -len(r)
	for i, file := range left {
		uses, used := r.within(file, left)
		if uses == 0 {
			return i, true
		}
		if uses-used > score {
			at, score = i, uses-used
		}
	}
	return at, false
}

// within counts the files of a set that a file uses, and those that use it.
func (r references) within(file string, set []string) (uses, used int) {
	for _, other := range set {
		if r[file][other] {
			uses++
		}
		if r[other][file] {
			used++
		}
	}
	return uses, used
}

// improve moves each file to where fewer references run upwards, until none has such a place.
func (r references) improve(order []string) []string {
	for better := true; better; {
		better = false
		for _, file := range slices.Clone(order) {
			at := slices.Index(order, file)
			others := slices.Delete(slices.Clone(order), at, at+1)
			if to := r.place(file, others, at); to != at {
				order, better = slices.Insert(others, to, file), true
			}
		}
	}
	return order
}

// place is the first place among the others at which the fewest references of a file, and to it, run upwards; at, where
// it is now, if none has fewer.
func (r references) place(file string, others []string, at int) int {
	_, used := r.within(file, others)
	upward := []int{used} // by place: from the one before all others, each step passes one of them
	for i, other := range others {
		n := upward[i]
		if r[file][other] {
			n++
		}
		if r[other][file] {
			n--
		}
		upward = append(upward, n)
	}
	if least := slices.Min(upward); least < upward[at] {
		return slices.Index(upward, least)
	}
	return at
}

func (r references) upward(order []string) (arrows []string) {
	for i, file := range order {
		for _, earlier := range order[:i] {
			if r[file][earlier] {
				arrows = append(arrows, fmt.Sprintf("%s to %s", file, earlier))
			}
		}
	}
	return arrows
}
