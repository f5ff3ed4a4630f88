package plugins_test

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/plugins"
	"roomkey/plugins/guest/guesttest"
)

// problem is what a refusal says over REST.
type problem struct {
	Status              int
	Code, Field, Detail string
}

func problemOf(t testing.TB, body []byte) (p problem) {
	t.Helper()
	if err := json.Unmarshal(body, &p); err != nil {
		t.Fatalf("%v in %s", err, body)
	}
	return p
}

// zipped packs files.
func zipped(t testing.TB, files map[string][]byte) []byte {
	t.Helper()
	raw, err := plugins.Zip(files)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// badPackage is a package that can't be installed, and what is said of it.
type badPackage struct {
	name string
	raw  []byte
	want problem // Detail: a part of it
}

func badPackages(t testing.TB) []badPackage {
	manifest, err := json.Marshal(manifestOf("acme.bad", plugins.Capabilities{}))
	if err != nil {
		t.Fatal(err)
	}
	with := func(old, new string) []byte {
		changed := strings.Replace(string(manifest), old, new, 1)
		if changed == string(manifest) {
			t.Fatalf("the manifest has no %s", old)
		}
		return zipped(t, map[string][]byte{"plugin.json": []byte(changed), "main.wasm": []byte(emptyGuest)})
	}
	code := func(text string) []byte {
		return packed(t, manifestOf("acme.bad", plugins.Capabilities{}), guesttest.Assemble(t, text))
	}
	good := packed(t, manifestOf("acme.bad", plugins.Capabilities{}), []byte(emptyGuest))
	invalid := func(field, detail string) problem { return problem{400, "invalid", field, detail} }
	large := func(detail string) problem { return problem{413, "too_large", "", detail} }
	return []badPackage{
		{"no zip", []byte("PK, or so it says"), invalid("", "not a zip archive")},
		{"cut short", good[:len(good)-30], invalid("", "not a zip archive")},
		{"damaged", bytes.Replace(good, []byte("PK\x03\x04"), []byte("PK\x03\x05"), 1), invalid("", "damaged")},
		{"no manifest", zipped(t, map[string][]byte{"main.wasm": []byte(emptyGuest)}),
			invalid("", "has no plugin.json")},
		{"no program", zipped(t, map[string][]byte{"plugin.json": manifest}),
			invalid("/entry", "is not in the package")},
		{"out of its folder", zipped(t, map[string][]byte{"plugin.json": manifest, "main.wasm": []byte(emptyGuest),
			"../../etc/cron.d/x": nil}), invalid("", "only plain files, without folders")},
		{"a bomb", zipped(t, map[string][]byte{"plugin.json": manifest, "main.wasm": make([]byte, 33<<20)}),
			large("too large")},
		{"too large a package", append(make([]byte, plugins.MaxPackageBytes), good...), large("more than")},
		{"a manifest of no object", zipped(t, map[string][]byte{"plugin.json": []byte("[]"),
			"main.wasm": []byte(emptyGuest)}), invalid("", "must be an object")},
		{"a member of another type", with(`"abi":1`, `"abi":"one"`), invalid("/abi", "must be a whole number")},
		{"an unknown member", with(`"abi":1`, `"abi":1,"root":true`), invalid("/root", "no such member")},
		{"a member twice", with(`"abi":1`, `"abi":2,"abi":1`), invalid("/abi", "is there twice")},
		{"a member in another case", with(`"abi":1`, `"ABI":1`), invalid("/ABI", "is spelt abi")},
		{"another ABI", with(`"abi":1`, `"abi":2`), invalid("/abi", "there is no other")},
		{"a bad id", with(`acme.bad`, `../../acme`), invalid("/id", "words with dots")},
		{"a bad version", with(`1.0.0`, `latest`), invalid("/version", "semantic version")},
		{"a bad schema", with(`"input":{}`, `"input":{"type":"nonsense"}`),
			invalid("/steps/0/input/type", "must be one of")},
		{"a schema from elsewhere", with(`"input":{}`, `"input":{"$ref":"http://127.0.0.1/schema"}`),
			invalid("/steps/0/input", "")},
		{"a type that is none", with(`"capabilities":{}`, `"capabilities":{"records.read":["password"]}`),
			invalid("/capabilities/records.read/0", "not a type of record")},
		{"a host with a star", with(`"capabilities":{}`, `"capabilities":{"http":["*.example.com"]}`),
			invalid("/capabilities/http/0", "whole name")},
		{"more memory than there is", with(`"limits":{}`, `"limits":{"memoryMB":4096}`),
			invalid("/limits/memoryMB", "at most 256")},
		{"no module", packed(t, manifestOf("acme.bad", plugins.Capabilities{}), []byte("MZ")),
			invalid("main.wasm", "")},
		{"half a module", packed(t, manifestOf("acme.bad", plugins.Capabilities{}),
			[]byte(emptyGuest[:len(emptyGuest)-3])), invalid("main.wasm", "")},
		{"no main", code(`(module (memory (export "memory") 1))`),
			invalid("main.wasm", "does not export the function _start")},
		{"no memory", code(`(module (func (export "_start")))`), invalid("main.wasm", "memory")},
		{"an unknown import", code(`(module (import "env" "frobnicate" (func $f)) (memory (export "memory") 1) (func ` +
			`(export "_start")))`), invalid("main.wasm", "frobnicate")},
		{"a newer ABI's import", code(`(module (import "crm_v2" "call" (func $f)) (memory (export "memory") 1) (func ` +
			`(export "_start")))`), invalid("main.wasm", "crm_v2")},
		{"an import of another type", code(`(module (import "crm_v1" "call" (func $f (param i64))) (memory (export ` +
			`"memory") 1) (func (export "_start")))`), invalid("main.wasm", "crm_v1")},
		{"sockets", code(`(module (import "wasi_snapshot_preview2" "connect" (func $f)) (memory (export "memory") 1) ` +
			`(func (export "_start")))`), invalid("main.wasm", "wasi_snapshot_preview2")},
		{"oversized memory", code(`(module (memory (export "memory") 2000) (func (export "_start")))`),
			invalid("main.wasm", "limits.memoryMB")},
		{"an oversized table", code(`(module (table 2000000 funcref) (memory (export "memory") 1) (func (export ` +
			`"_start")))`), invalid("main.wasm", "table")},
		{"tables without end", code(`(module ` + strings.Repeat("(table 1 funcref) ", 17) +
			`(memory (export "memory") 1) (func (export "_start")))`), invalid("main.wasm", "table")},
		{"a script with a fault", packed(t, scriptManifest("acme.bad", plugins.Capabilities{}), []byte("let = = 5;")),
			invalid("main.js", "main.js:1")},
		{"a script that imports", packed(t, scriptManifest("acme.bad", plugins.Capabilities{}),
			[]byte("import fs from 'fs';")), invalid("main.js", "bundle")},
	}
}

// Whatever is wrong with a package, broker and operator are told the same, nothing is installed, and others go on with
// their work.
func TestPlugins_RefuseBadPackagesInWords(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	broker, agent := s.Personal(demo.Broker.Email), s.Personal(demo.Agent1.Email)
	_, before := s.Call(broker, "GET", "/plugins", nil)
	editor := s.Edit(s.Shared("escrows", 1)[0].Key(t), "purchasePrice", demo.Agent2)
	dir, command := t.TempDir(), commands(t)
	for i, bad := range badPackages(t) {
		status, body := s.upload(broker, bad.raw, true)
		got := problemOf(t, body)
		if status != bad.want.Status || got.Status != status || got.Code != bad.want.Code ||
			got.Field != bad.want.Field || got.Detail == "" || !strings.Contains(got.Detail, bad.want.Detail) {
			t.Errorf("%s: %d %+v", bad.name, status, got)
		}
		file := filepath.Join(dir, fmt.Sprint(i, ".zip"))
		if err := os.WriteFile(file, bad.raw, 0o600); err != nil {
			t.Fatal(err)
		}
		if said, err := command("plugin", "install", "--unsigned", "--data", s.Dir, file); err == nil ||
			!strings.Contains(said, got.Detail) || !strings.Contains(said, got.Field) {
			t.Errorf("%s: the command says %q, REST %q", bad.name, said, got.Detail)
		}
	}
	if status, body := s.upload(agent, packed(t, manifestOf("acme.bad", plugins.Capabilities{}), []byte(emptyGuest)),
		true); status != 403 {
		t.Errorf("an agent installs: %d %s", status, body)
	}
	if _, after := s.Call(broker, "GET", "/plugins", nil); !bytes.Equal(before, after) {
		t.Errorf("the plugins were %s, and are %s", before, after)
	}
	editor.Stop()
	if !s.Running() {
		t.Error("the server went")
	}
}

// A program in Go has megabytes: what may be installed at all may be installed over REST too.
func TestPlugins_InstallLargePackagesOverREST(t *testing.T) {
	t.Parallel()
	s := servePlain(t)
	chance := roomkeytest.Seeded(t)
	noise := make([]byte, 6<<20)
	for i := range noise {
		noise[i] = byte(chance.Uint32())
	}
	section := append([]byte{5}, append([]byte("noise"), noise...)...)
	program := append(binary.AppendUvarint([]byte(emptyGuest+"\x00"), uint64(len(section))), section...)
	raw := packed(t, manifestOf("acme.large", plugins.Capabilities{}), program)
	if status, body := s.upload(s.Personal(demo.Broker.Email), raw, true); status != 201 {
		t.Errorf("%d bytes: %d %s", len(raw), status, body)
	}
}
