package author_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/author"
	"roomkey/plugins/guest/guesttest"
)

// foreign makes a project of a language that nobody here knows: its build command takes the program from another file.
func foreign(t *testing.T, build string) string {
	t.Helper()
	program := guesttest.Assemble(t, `(module
		(import "crm_v1" "call" (func $call (param i32 i32 i32 i32) (result i32)))
		(memory (export "memory") 1)
		(data (i32.const 0) "task.output{\22n\22:1}")
		(func (export "_start") i32.const 0 i32.const 11 i32.const 11 i32.const 7 call $call drop))`)
	dir := t.TempDir()
	for name, data := range map[string]string{
		"plugin.json": `{"id":"acme.foreign","version":"1.0.0","abi":1,"entry":"main.wasm","runtime":"wasm","build":` +
			build + `,"steps":[{"name":"run","title":"Run","input":{},"output":{}}],"capabilities":{},"limits":{}}`,
		"program.txt":             string(program),
		"make.sh":                 "#!/bin/sh\ncp program.txt \"$1\"\n",
		"testdata/one.json":       `{"input":{}}`,
		"testdata/one.want.json":  `{"output":{"n":1}}`,
		"elsewhere/testdata/a.md": "no case",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(data), 0o755); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// Any program that makes WebAssembly is a plugin's: by the build command of plugin.json, or by itself.
func TestBuild_RunsTheBuildCommand(t *testing.T) {
	h := guesttest.Host(t)
	for name, build := range map[string]string{"a text": `"cp program.txt part && mv part main.wasm"`,
		"words": `["cp", "program.txt", "main.wasm"]`, "a script": `["./make.sh", "main.wasm"]`} {
		t.Run(name, func(t *testing.T) {
			dir := foreign(t, build)
			if _, err := author.Pack(dir, ""); err == nil || !strings.Contains(err.Error(), "has no main.wasm") {
				t.Errorf("packed before it was made: %v", err)
			}
			var said bytes.Buffer
			if err := author.Test(t.Context(), h, os.Environ(), dir, &said); err != nil ||
				!strings.Contains(said.String(), "ok   one") {
				t.Fatalf("%v\n%s", err, said.Bytes())
			}
			file, err := author.Build(t.Context(), os.Environ(), dir, "")
			if err != nil || file != filepath.Join(dir, "foreign.zip") {
				t.Fatal(file, err)
			}
			built, err := os.ReadFile(file)
			if err != nil {
				t.Fatal(err)
			}
			if opened, err := plugins.Open(built); err != nil || len(opened.Manifest.Build) > 0 {
				t.Errorf("the package keeps the build command: %v", err)
			}
			file, err = author.Pack(dir, filepath.Join(dir, "packed.zip"))
			if packed, failed := os.ReadFile(file); err != nil || failed != nil || !bytes.Equal(packed, built) {
				t.Errorf("what is packed differs from what is built: %v, %v", err, failed)
			}
			said.Reset()
			if err := author.TestPackage(t.Context(), h, built, dir, &said); err != nil ||
				!strings.Contains(said.String(), "acme.foreign 1.0.0 (a package, ") {
				t.Errorf("the package: %v\n%s", err, said.Bytes())
			}
			if err := author.TestPackage(t.Context(), h, built, filepath.Join(dir, "elsewhere"), &said); err == nil ||
				!strings.Contains(err.Error(), "has no case") {
				t.Errorf("without cases: %v", err)
			}
		})
	}
}

func TestBuild_SaysWhatABuildCommandDid(t *testing.T) {
	for _, c := range []struct{ build, want string }{
		{`"echo no such crate >&2; exit 3"`, "exit status 3\nno such crate"},
		{`"true"`, "the build command ended well and left no main.wasm"},
		{`["cargoo"]`, "cargoo is not installed, or not in PATH"},
		{`["./none.sh"]`, "no such file"},
	} {
		_, err := author.Build(t.Context(), os.Environ(), foreign(t, c.build), "")
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v", c.build, err)
		}
	}
	for _, bad := range []string{`5`, `[""]`, `{"a":1}`, `[1]`} {
		if _, err := author.Build(t.Context(), os.Environ(), foreign(t, bad), ""); err == nil ||
			!strings.Contains(err.Error(), "build") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
