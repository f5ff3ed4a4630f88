package author_test

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"roomkey/plugins"
	"roomkey/plugins/author"
	"roomkey/plugins/guest/guesttest"
)

// allLanguages are those whose SDK runs in a guest here. Rust does so where its compiler makes WebAssembly, and else by
// the program that is kept beside its source.
var allLanguages = slices.Concat(languages, []string{"rust"})

// sdkPackage is the package of the program that calls every operation of a language's SDK.
func sdkPackage(t *testing.T, language string) []byte {
	t.Helper()
	dir, out := filepath.Join("testdata", "sdk", language), filepath.Join(t.TempDir(), "p.zip")
	if language == "rust" && !guesttest.RustMakesGuests() {
		keptIsOfItsSources(t, dir)
		if _, err := author.Pack(dir, out); err != nil {
			t.Fatal(err)
		}
	} else {
		if _, err := author.Build(t.Context(), os.Environ(), dir, out); err != nil {
			t.Fatal(err)
		}
	}
	raw, err := os.ReadFile(out)
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// keptIsOfItsSources fails if the kept program was made of other sources. To make it anew where there is a compiler:
// roomkey plugin build, the program out of the package, and sha256sum main.rs roomkey.rs > main.wasm.sources.
func keptIsOfItsSources(t *testing.T, dir string) {
	t.Helper()
	kept, err := os.ReadFile(filepath.Join(dir, "main.wasm.sources"))
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"main.rs", "roomkey.rs"} {
		source, err := os.ReadFile(filepath.Join(dir, name))
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(source); !strings.Contains(string(kept), hex.EncodeToString(sum[:])+"  "+name) {
			t.Errorf("%s has changed since main.wasm was made: make it anew where rustc has wasm32-wasip1", name)
		}
	}
}

// A new project in Rust has the program, the SDK, the manifest and the cases, and is a package once its program is
// there. Where a compiler makes guests, its cases go well.
func TestNew_MakesAProjectInRust(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "project")
	if err := author.New(dir, "rust", "acme.summary"); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"main.rs", "roomkey.rs", "plugin.json", "README.md", ".gitignore",
		"testdata/without-model.json", "testdata/without-model.want.json"} {
		if _, err := os.Stat(filepath.Join(dir, name)); err != nil {
			t.Error(err)
		}
	}
	if guesttest.RustMakesGuests() {
		var said bytes.Buffer
		if err := author.Test(t.Context(), guesttest.Host(t), os.Environ(), dir, &said); err != nil {
			t.Errorf("%v\n%s", err, said.Bytes())
		}
		return
	}
	if _, err := author.Build(t.Context(), os.Environ(), dir, ""); err == nil ||
		!strings.Contains(err.Error(), "rust") {
		t.Errorf("without a compiler: %v", err)
	}
	kept, err := os.ReadFile(filepath.Join("testdata", "sdk", "rust", "main.wasm"))
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "main.wasm"), kept, 0o644); err != nil {
		t.Fatal(err)
	}
	file, err := author.Pack(dir, "")
	if err != nil {
		t.Fatal(err)
	}
	raw, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if opened, err := plugins.Open(raw); err != nil || opened.Manifest.ID != "acme.summary" {
		t.Errorf("the package is %v: %v", opened, err)
	}
}
