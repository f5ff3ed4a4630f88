package regions_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"roomkey/internal/demo"
	"roomkey/internal/roomkeytest"
	"roomkey/internal/testbuild"
)

// buildClient is a program that bundles the example of docs/client.md with the client in a folder.
const buildClient = `
import { build } from "vite";
const [source, outDir] = process.argv.slice(1);
await build({ configFile: false, logLevel: "error", root: source,
  resolve: { alias: { "@roomkey/client": source + "/src/index.ts" } },
  build: { outDir, target: "esnext",
    lib: { entry: source + "/src/example.ts", formats: ["es"], fileName: () => "example.mjs" } } });`

// runClient is a program that runs it: it edits an escrow and waits until the server has saved that.
const runClient = `
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import WebSocket from "ws";
const [example, packages, origin, token] = process.argv.slice(1);
const wasm = createRequire(packages + "/").resolve("@automerge/automerge/automerge.wasm");
const log = await (await import(example)).example(readFileSync(wasm), { origin, token, WebSocket });
console.log(log.join("; "));`

// clients are our own client of now and of before, by name: each the bundle of the example.
func clients(t *testing.T) map[string]string {
	t.Helper()
	before := roomkeytest.OlderSource(t, "web/client")
	if err := os.Symlink(filepath.Join(testbuild.Root(), "web", "node_modules"),
		filepath.Join(before, "node_modules")); err != nil {
		t.Fatal(err)
	}
	bundles := make(map[string]string)
	for name, source := range map[string]string{"before": before,
		"now": filepath.Join(testbuild.Root(), "web", "client")} {
		dir := t.TempDir()
		node(t, buildClient, source, dir)
		bundles[name] = filepath.Join(dir, "example.mjs")
	}
	return bundles
}

// node runs a program with the app's packages.
func node(t *testing.T, program string, args ...string) string {
	t.Helper()
	cmd := exec.CommandContext(roomkeytest.Within(t, 2*time.Minute), "node",
		append([]string{"--input-type=module", "--eval", program, "--"}, args...)...)
	cmd.Dir = filepath.Join(testbuild.Root(), "web", "app")
	said, err := cmd.CombinedOutput()
	if err != nil {
		t.Fatalf("node: %v\n%s", err, said)
	}
	return string(said)
}

// serveClients has each client work in each region.
func serveClients(t *testing.T, r *roomkeytest.Regions, bundles map[string]string, when string) {
	t.Helper()
	for of, bundle := range bundles {
		for region := range following {
			s := r.Region(region)
			log := node(t, runClient, bundle, filepath.Join(testbuild.Root(), "web", "client"), s.URL(),
				s.Personal(demo.Agent1.Email))
			if !strings.Contains(log, "edits an escrow") || !strings.Contains(log, "0 edits wait") {
				t.Errorf("%s: the client of %s in %s says %s", when, of, region, log)
			}
		}
	}
}
