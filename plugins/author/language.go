package author

import (
	"bytes"
	"context"
	_ "embed"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// maxBuild ends a compiler that hangs.
const maxBuild = 5 * time.Minute

// language is one that plugins are written in.
type language struct {
	name    string // as `plugin new --lang` takes it
	source  string // the file that makes a folder a project of it
	entry   string // what is made of it
	compile func(ctx context.Context, dir, out string) error
}

var languages = []language{
	{name: "go", source: "main.go", entry: "main.wasm", compile: compileGo},
	{name: "assemblyscript", source: "main.ts", entry: "main.wasm", compile: compileAssemblyScript},
	{name: "c", source: "main.c", entry: "main.wasm", compile: compileC},
	{name: "typescript", source: "main.ts", entry: "main.js", compile: compileTypeScript},
}

func compileGo(ctx context.Context, dir, out string) error {
	env := append(os.Environ(), "GOOS=wasip1", "GOARCH=wasm", "CGO_ENABLED=0")
	return tool(ctx, dir, env, nil, "go", "build", "-ldflags=-s -w", "-trimpath", "-buildvcs=false", "-o", out, ".")
}

func compileAssemblyScript(ctx context.Context, dir, out string) error {
	asc, err := installed(dir, "assemblyscript/bin/asc.js")
	if err != nil {
		return err
	}
	return tool(ctx, dir, os.Environ(), nil, "node", asc, "main.ts", "-o", out, "-Oz", "--runtime", "incremental", "--exportStart", "_start",
		"--use", "abort=roomkey/abort")
}

// clang runs a clang that is itself WebAssembly, on a project's sources.
//
//go:embed clang.mjs
var clang []byte

func compileC(ctx context.Context, dir, out string) error {
	bundle, err := installed(dir, "@yowasp/clang/gen/bundle.js")
	if err != nil {
		return err
	}
	return tool(ctx, dir, os.Environ(), clang, "node", "--input-type=module", "-", bundle, out)
}

func compileTypeScript(ctx context.Context, dir, out string) error {
	tsc, err := installed(dir, "typescript/bin/tsc")
	if err != nil {
		return err
	}
	rolldown, err := installed(dir, "rolldown/bin/cli.mjs")
	if err != nil {
		return err
	}
	if err := tool(ctx, dir, os.Environ(), nil, "node", tsc, "--project", "."); err != nil {
		return err
	}
	return tool(ctx, dir, os.Environ(), nil, "node", rolldown, "main.ts", "--file", out, "--format", "esm", "--platform", "neutral", "--log-level", "warn")
}

// installed finds a file of an npm package as Node does: in the node_modules of the folder, or of one above it.
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

// where says where the tools come from that a machine may lack.
var where = map[string]string{
	"go":   "Go 1.24 or later, from https://go.dev/dl",
	"node": "Node 20 or later, from https://nodejs.org",
}

// tool runs a compiler in dir. Its error is what the compiler said.
func tool(ctx context.Context, dir string, env []string, input []byte, name string, args ...string) error {
	ctx, cancel := context.WithTimeout(ctx, maxBuild)
	defer cancel()
	cmd := exec.CommandContext(ctx, name, args...)
	cmd.Dir, cmd.Env, cmd.Stdin = dir, env, bytes.NewReader(input)
	said, err := cmd.CombinedOutput()
	switch {
	case errors.Is(err, exec.ErrNotFound):
		return fmt.Errorf("%s is not installed: get %s", name, where[name])
	case ctx.Err() != nil:
		return fmt.Errorf("%s: %w", name, ctx.Err())
	case err != nil:
		return fmt.Errorf("%s: %w\n%s", name, err, bytes.TrimSpace(said))
	}
	return nil
}
