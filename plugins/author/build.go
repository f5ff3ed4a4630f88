package author

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"roomkey/plugins"
)

// project is a folder that holds plugin.json and a program's source.
type project struct {
	dir      string
	manifest []byte
	id       string
	entry    string // name of the program in the package
	language *language
}

// openProject reads plugin.json. It recognises the language by plugin.json and by the source files beside it.
func openProject(dir string) (*project, error) {
	manifest, err := os.ReadFile(filepath.Join(dir, "plugin.json"))
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("%s has no plugin.json: is it a plugin's folder?", dir)
	}
	if err != nil {
		return nil, err
	}
	var about struct{ ID, Entry string }
	if err := json.Unmarshal(manifest, &about); err != nil {
		return nil, fmt.Errorf("plugin.json: %w", err)
	}
	for i := range languages {
		l := &languages[i]
		if _, err := os.Stat(filepath.Join(dir, l.source)); err == nil && l.entry == about.Entry {
			return &project{dir: dir, manifest: manifest, id: about.ID, entry: about.Entry, language: l}, nil
		}
	}
	return nil, fmt.Errorf(
		"%s: there is no main.go, main.c or main.ts that would make the entry %q of plugin.json (main.wasm; main.js "+
			"for TypeScript)", dir, about.Entry)
}

// Build builds the project in dir, writes its package to the file out, and returns the file's name. If out is "", the
// file is named after the last part of the plugin's id, with the ending .zip, in dir. env is the whole environment of
// the compilers ("NAME=value"); its PATH says where they are. The same sources and tools give the same bytes.
func Build(ctx context.Context, env []string, dir, out string) (string, error) {
	p, err := openProject(dir)
	if err != nil {
		return "", err
	}
	packed, _, err := p.build(ctx, env)
	if err != nil {
		return "", err
	}
	if out == "" {
		out = filepath.Join(dir, p.id[strings.LastIndex(p.id, ".")+1:]+".zip")
	}
	return out, write(out, packed)
}

// build compiles the project, packs it, and reads the package as a server would.
func (p *project) build(ctx context.Context, env environment) ([]byte, *plugins.Package, error) {
	program, err := p.compile(ctx, env)
	if err != nil {
		return nil, nil, err
	}
	packed, err := plugins.Zip(map[string][]byte{"plugin.json": p.manifest, p.entry: program})
	if err != nil {
		return nil, nil, err
	}
	opened, err := plugins.Open(packed)
	if err != nil {
		return nil, nil, fmt.Errorf("plugin.json: %w", err)
	}
	return packed, opened, nil
}

// compile makes the program.
func (p *project) compile(ctx context.Context, env environment) ([]byte, error) {
	temp, err := os.MkdirTemp("", "roomkey-build-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp)
	file := filepath.Join(temp, p.entry)
	if err := p.language.compile(ctx, env, p.dir, file); err != nil {
		return nil, fmt.Errorf("%s (%s): %w", p.id, p.language.name, err)
	}
	program, err := os.ReadFile(file)
	if err != nil {
		return nil, fmt.Errorf("%s: the compiler made no program: %w", p.id, err)
	}
	return program, nil
}

// write replaces a file atomically, so that nobody reads half a package.
func write(file string, data []byte) error {
	part := file + ".part"
	if err := os.WriteFile(part, data, 0o644); err != nil {
		return err
	}
	return os.Rename(part, file)
}
