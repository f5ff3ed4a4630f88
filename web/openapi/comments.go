package main

import (
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"reflect"
	"strings"
)

// comments are what the source says of types ("api.Task") and of their fields ("api.Task.Status").
type comments map[string]string

// of is what the source says of a type, or of a field where one is named.
func (c comments) of(t reflect.Type, field string) string {
	name := t.String()
	if field != "" {
		name += "." + field
	}
	return c[name]
}

// readComments reads the Go files of folders, but for their tests.
func readComments(folders ...string) (comments, error) {
	found := make(comments)
	for _, folder := range folders {
		paths, err := filepath.Glob(filepath.Join(folder, "*.go"))
		if err != nil {
			return nil, err
		}
		if len(paths) == 0 {
			return nil, &os.PathError{Op: "read", Path: folder, Err: os.ErrNotExist}
		}
		for _, path := range paths {
			if strings.HasSuffix(path, "_test.go") {
				continue
			}
			file, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ParseComments)
			if err != nil {
				return nil, err
			}
			found.take(file)
		}
	}
	return found, nil
}

// take notes the comments of a file's types.
func (c comments) take(file *ast.File) {
	for _, declared := range file.Decls {
		group, ok := declared.(*ast.GenDecl)
		if !ok || group.Tok != token.TYPE {
			continue
		}
		for _, spec := range group.Specs {
			named := spec.(*ast.TypeSpec)
			name := file.Name.Name + "." + named.Name.Name
			c[name] = line(group.Doc, named.Doc)
			shape, ok := named.Type.(*ast.StructType)
			if !ok {
				continue
			}
			for _, field := range shape.Fields.List {
				for _, member := range field.Names {
					c[name+"."+member.Name] = line(field.Doc, field.Comment)
				}
			}
		}
	}
}

// line is the first comment that is there, in one line.
func line(groups ...*ast.CommentGroup) string {
	for _, group := range groups {
		if text := strings.Join(strings.Fields(group.Text()), " "); text != "" {
			return text
		}
	}
	return ""
}
