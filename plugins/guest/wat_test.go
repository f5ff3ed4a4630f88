package guest_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"roomkey/plugins/guest"
	"roomkey/plugins/guest/guesttest"
)

// wat reads a guest in WebAssembly's text format from testdata and assembles it. replace holds pairs: a word in
// capitals and its replacement.
func wat(t testing.TB, name string, replace ...string) guest.Program {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("testdata", name+".wat"))
	if err != nil {
		t.Fatal(err)
	}
	return wasm(guesttest.Assemble(t, strings.NewReplacer(replace...).Replace(string(text))))
}
