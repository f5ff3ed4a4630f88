package layers_test

import (
	"go/ast"
	"go/types"
	"slices"
)

// watch looks for whole records in the code of a package that may only see views.
type watch struct {
	record types.Type // crm.Record
	info   *types.Info
	fault  func(at ast.Node, what string)
	result []*types.Tuple // of the functions around the node at hand, the innermost last
}

func (w *watch) file(file *ast.File) {
	var within []ast.Node
	ast.Inspect(file, func(n ast.Node) bool {
		if n == nil {
			if w.function(within[len(within)-1]) != nil {
				w.result = w.result[:len(w.result)-1]
			}
			within = within[:len(within)-1]
			return true
		}
		within = append(within, n)
		if signature := w.function(n); signature != nil {
			w.result = append(w.result, signature.Results())
		}
		w.node(n)
		return true
	})
}

func (w *watch) function(n ast.Node) *types.Signature {
	switch n := n.(type) {
	case *ast.FuncDecl:
		return w.info.Defs[n.Name].Type().(*types.Signature)
	case *ast.FuncLit:
		return w.info.Types[n].Type.(*types.Signature)
	}
	return nil
}

func (w *watch) node(n ast.Node) {
	switch n := n.(type) {
	case *ast.SelectorExpr:
		w.selector(n)
	case *ast.CallExpr:
		w.call(n)
	case *ast.CompositeLit:
		w.literal(n)
	case *ast.SendStmt:
		if channel, ok := w.typeOf(n.Chan).Underlying().(*types.Chan); ok {
			w.passed(n.Value, channel.Elem())
		}
	case *ast.AssignStmt:
		if len(n.Lhs) == len(n.Rhs) {
			for i, left := range n.Lhs {
				w.passed(n.Rhs[i], w.typeOf(left))
			}
		}
	case *ast.ValueSpec:
		for i, name := range n.Names {
			if len(n.Values) == len(n.Names) {
				w.passed(n.Values[i], w.info.Defs[name].Type())
			}
		}
	case *ast.ReturnStmt:
		if results := w.result[len(w.result)-1]; results.Len() == len(n.Results) {
			for i, value := range n.Results {
				w.passed(value, results.At(i).Type())
			}
		}
	}
}

// selector: of a record's fields only the harmless ones are read.
func (w *watch) selector(n *ast.SelectorExpr) {
	selection := w.info.Selections[n]
	if selection == nil || selection.Kind() != types.FieldVal {
		return
	}
	fields := w.record.Underlying().(*types.Struct)
	for i := range fields.NumFields() {
		if field := fields.Field(i); field == selection.Obj() && !slices.Contains(harmless, field.Name()) {
			w.fault(n, "reads "+field.Name()+" of a whole record")
		}
	}
}

func (w *watch) call(n *ast.CallExpr) {
	if w.info.Types[n.Fun].IsType() { // a conversion
		w.passed(n.Args[0], w.typeOf(n.Fun))
		return
	}
	signature, ok := w.typeOf(n.Fun).Underlying().(*types.Signature)
	if !ok {
		return // a builtin
	}
	for i, arg := range n.Args {
		last := signature.Params().Len() - 1
		to := signature.Params().At(min(i, last)).Type()
		if signature.Variadic() && i >= last && !n.Ellipsis.IsValid() {
			to = to.(*types.Slice).Elem()
		}
		w.passed(arg, to)
	}
}

func (w *watch) literal(n *ast.CompositeLit) {
	for i, element := range n.Elts {
		pair, paired := element.(*ast.KeyValueExpr)
		if paired {
			element = pair.Value
		}
		switch of := w.typeOf(n).Underlying().(type) {
		case *types.Map:
			w.passed(element, of.Elem())
		case *types.Slice:
			w.passed(element, of.Elem())
		case *types.Array:
			w.passed(element, of.Elem())
		case *types.Struct:
			if paired {
				w.passed(element, w.typeOf(pair.Key.(*ast.Ident)))
			} else {
				w.passed(element, of.Field(i).Type())
			}
		}
	}
}

// passed: a whole record is not given away as an interface, where its type is forgotten.
func (w *watch) passed(value ast.Expr, to types.Type) {
	from := w.typeOf(value)
	if to == nil || from == nil || !types.IsInterface(to) || types.IsInterface(from) {
		return
	}
	if w.holds(from, map[types.Type]bool{}) {
		w.fault(value, "passes a whole record on")
	}
}

func (w *watch) holds(t types.Type, seen map[types.Type]bool) bool {
	if seen[t] {
		return false
	}
	seen[t] = true
	if types.Identical(t, w.record) {
		return true
	}
	switch of := t.Underlying().(type) {
	case *types.Pointer:
		return w.holds(of.Elem(), seen)
	case *types.Slice:
		return w.holds(of.Elem(), seen)
	case *types.Array:
		return w.holds(of.Elem(), seen)
	case *types.Map:
		return w.holds(of.Elem(), seen)
	case *types.Struct:
		for i := range of.NumFields() {
			if field := of.Field(i); field.Exported() && w.holds(field.Type(), seen) {
				return true
			}
		}
	}
	return false
}

// typeOf is nil for names that have no type, such as the blank one.
func (w *watch) typeOf(e ast.Expr) types.Type {
	if known, ok := w.info.Types[e]; ok {
		return known.Type
	}
	name, ok := e.(*ast.Ident)
	if !ok {
		return nil
	}
	if object := w.info.ObjectOf(name); object != nil {
		return object.Type()
	}
	return nil
}
