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
	entry    string    // name of the program in the package
	language *language // nil: unknown
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
	var about struct {
		ID, Entry string
		Build     plugins.BuildCommand
	}
	if err := json.Unmarshal(manifest, &about); err != nil {
		return nil, fmt.Errorf("plugin.json: %w", err)
	}
	p := &project{dir: dir, manifest: manifest, id: about.ID, entry: about.Entry}
	if len(about.Build) > 0 {
		p.language = commandLanguage(about.Build, about.Entry)
		return p, nil
	}
	for i := range languages {
		l := &languages[i]
		if _, err := os.Stat(filepath.Join(dir, l.source)); err == nil && l.entry == about.Entry {
			p.language = l
			return p, nil
		}
	}
	return p, nil
}

// errUnknown is the error of a project whose entry nobody knows how to make.
func (p *project) errUnknown() error {
	return fmt.Errorf(
		"%s: there is no main.go, main.c, main.rs or main.ts that would make the entry %q of plugin.json (main.wasm; "+
			"main.js for TypeScript): write the command that makes it into plugin.json, as \"build\"", p.dir, p.entry)
}

// Build builds the project in dir, writes its package to the file out, and returns the file's name. If out is "", the
// file is named after the last part of the plugin's id, with the ending .zip, in dir. env is the whole environment of
// the compilers ("NAME=value"); its PATH says where they are. The same sources and tools give the same bytes.
func Build(ctx context.Context, env []string, dir, out string) (string, error) {
	p, err := openProject(dir)
	if err != nil {
		return "", err
	}
	program, err := p.compile(ctx, env)
	if err != nil {
		return "", err
	}
	return p.write(program, out)
}

// Pack packs the project in dir with the program that is there already, made by whatever means, and writes its package
// as Build does.
func Pack(dir, out string) (string, error) {
	p, err := openProject(dir)
	if err != nil {
		return "", err
	}
	if !filepath.IsLocal(p.entry) {
		return "", fmt.Errorf("plugin.json: the entry %q is not the name of a file", p.entry)
	}
	program, err := os.ReadFile(filepath.Join(dir, p.entry))
	if errors.Is(err, fs.ErrNotExist) {
		return "", fmt.Errorf("%s has no %s: make it first, or run roomkey plugin build", dir, p.entry)
	}
	if err != nil {
		return "", err
	}
	return p.write(program, out)
}

func (p *project) write(program []byte, out string) (string, error) {
	packed, _, err := p.pack(program)
	if err != nil {
		return "", err
	}
	if out == "" {
		out = filepath.Join(p.dir, p.id[strings.LastIndex(p.id, ".")+1:]+".zip")
	}
	return out, write(out, packed)
}

// pack packs the project with its program, and reads the package as a server would. The build command stays with the
// author: servers that don't know it would refuse the package.
func (p *project) pack(program []byte) (packed []byte, opened *plugins.Package, err error) {
	for _, manifest := range [][]byte{p.manifest, withoutMember(p.manifest, "build")} { // both must be right
		if packed, err = plugins.Zip(map[string][]byte{"plugin.json": manifest, p.entry: program}); err != nil {
			return nil, nil, err
		}
		if opened, err = plugins.Open(packed); err != nil {
			return nil, nil, fmt.Errorf("plugin.json: %w", err)
		}
	}
	return packed, opened, nil
}

// compile makes the program.
func (p *project) compile(ctx context.Context, env environment) ([]byte, error) {
	if p.language == nil {
		return nil, p.errUnknown()
	}
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
