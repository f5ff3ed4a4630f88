package author

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"roomkey/plugins"
)

// maxBuild limits the time of a compiler, which may hang.
const maxBuild = 5 * time.Minute

// language is a language for writing plugins.
type language struct {
	name    string // as `plugin new --lang` takes it
	source  string // a folder with this file is a project of the language
	entry   string // name of the compiled program
	compile func(ctx context.Context, env environment, dir, out string) error
}

var languages = []language{
	{name: "go", source: "main.go", entry: "main.wasm", compile: compileGo},
	{name: "assemblyscript", source: "main.ts", entry: "main.wasm", compile: compileAssemblyScript},
	{name: "c", source: "main.c", entry: "main.wasm", compile: compileC},
	{name: "rust", source: "main.rs", entry: "main.wasm", compile: compileRust},
	{name: "typescript", source: "main.ts", entry: "main.js", compile: compileTypeScript},
}

// commandLanguage is the language of a project with a build command, which leaves the entry in the project's folder.
func commandLanguage(command plugins.BuildCommand, entry string) *language {
	return &language{name: "its build command", entry: entry,
		compile: func(ctx context.Context, env environment, dir, out string) error {
			if err := tool(ctx, dir, env, nil, command[0], command[1:]...); err != nil {
				return err
			}
			program, err := os.ReadFile(filepath.Join(dir, entry))
			if errors.Is(err, fs.ErrNotExist) {
				return fmt.Errorf("the build command ended well and left no %s in %s", entry, dir)
			}
			if err != nil {
				return err
			}
			return os.WriteFile(out, program, 0o644)
		}}
}

func compileGo(ctx context.Context, env environment, dir, out string) error {
	env = slices.Concat(env, environment{"GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0"})
	return tool(ctx, dir, env, nil, "go", "build", "-ldflags=-s -w", "-trimpath", "-buildvcs=false", "-o", out, ".")
}

// runOnce keeps Node from optimising compilers that are WebAssembly themselves. Each runs only once; clang then takes
// 2.7 s of processor time instead of 10 s.
const runOnce = "--liftoff-only"

func compileAssemblyScript(ctx context.Context, env environment, dir, out string) error {
	asc, err := installed(dir, "assemblyscript/bin/asc.js")
	if err != nil {
		return err
	}
	return tool(ctx, dir, env, nil, "node", runOnce, asc, "main.ts", "-o", out, "-Oz", "--runtime",
		"incremental", "--debug", "--exportStart", "_start",
		"--use", "abort=roomkey/abort")
}

// clang runs clang, which is itself a WebAssembly module, on a project's sources.
//
//go:embed clang.mjs
var clang []byte

func compileC(ctx context.Context, env environment, dir, out string) error {
	bundle, err := installed(dir, "@yowasp/clang/gen/bundle.js")
	if err != nil {
		return err
	}
	return tool(ctx, dir, env, clang, "node", runOnce, "--input-type=module", "-", bundle, out)
}

// compileRust keeps the names of functions, for traces, and leaves out what else a debugger would want.
func compileRust(ctx context.Context, env environment, dir, out string) error {
	return tool(ctx, dir, env, nil, "rustc", "--edition", "2021", "--target", "wasm32-wasip1", "-C", "opt-level=s",
		"-C", "lto", "-C", "codegen-units=1", "-C", "panic=abort", "-C", "strip=debuginfo", "-o", out, "main.rs")
}

func compileTypeScript(ctx context.Context, env environment, dir, out string) error {
	tsc, err := installed(dir, "typescript/bin/tsc")
	if err != nil {
		return err
	}
	rolldown, err := installed(dir, "rolldown/bin/cli.mjs")
	if err != nil {
		return err
	}
	if err := tool(ctx, dir, env, nil, "node", tsc, "--project", "."); err != nil {
		return err
	}
	return tool(ctx, dir, env, nil, "node", rolldown, "main.ts", "--file", out, "--format", "esm",
		"--platform", "neutral", "--log-level", "warn")
}

// installed finds a file of an npm package as Node does: in the node_modules of the folder or of a folder above it.
func installed(dir, file string) (string, error) {
	at, err := filepath.Abs(dir)
	if err != nil {
		return "", err
	}
	for {
		found := filepath.Join(at, "node_modules", file)
		if _, err := os.Stat(found); err == nil {
			return found, nil
		}
		above := filepath.Dir(at)
		if above == at {
			return "", fmt.Errorf("node_modules has no %s: run `npm install` in %s first", file, dir)
		}
		at = above
	}
}

// where says where to get tools that may not be installed.
var where = map[string]string{
	"go":    "Go 1.24 or later, from https://go.dev/dl",
	"rustc": "Rust 1.82 or later with its target wasm32-wasip1, from https://rustup.rs",
	"node":  "Node 20 or later, from https://nodejs.org",
}

// environment holds variables as "NAME=value"; the last value of a name counts.
type environment []string

func (e environment) value(name string) string {
	for _, variable := range slices.Backward(e) {
		if value, ok := strings.CutPrefix(variable, name+"="); ok {
			return value
		}
	}
	return ""
}

// program finds a program by the environment's PATH, not by this process's own; "" if there is none.
func (e environment) program(name string) string {
	for _, dir := range filepath.SplitList(e.value("PATH")) {
		if !filepath.IsAbs(dir) {
			continue
		}
		if found, err := exec.LookPath(filepath.Join(dir, name)); err == nil {
			return found
		}
	}
	return ""
}

// tool runs a compiler in dir. Its error contains the compiler's output.
func tool(ctx context.Context, dir string, env environment, input []byte, name string, args ...string) error {
	program := env.program(name)
	switch {
	case strings.Contains(name, "/"):
		program = name // of the project
	case program == "" && where[name] == "":
		return fmt.Errorf("%s is not installed, or not in PATH", name)
	case program == "":
		return fmt.Errorf("%s is not installed: get %s", name, where[name])
	}
	ctx, cancel := context.WithTimeout(ctx, maxBuild)
	defer cancel()
	cmd := exec.CommandContext(ctx, program, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, bytes.NewReader(input)
	said, err := cmd.CombinedOutput()
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", name, ctx.Err())
	case err != nil:
		return fmt.Errorf("%s: %w\n%s", name, err, bytes.TrimSpace(said))
	}
	return nil
}
