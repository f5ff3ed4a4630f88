// Package layers_test holds the layer table of docs/architecture.md: arrows point down only, and every third-party giant has one home.
package layers_test

import (
	"encoding/json"
	"errors"
	"io"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// allowed says which of Roomkey's packages each package may import. A package that is not here may not exist.
var allowed = map[string][]string{
	"roomkey/crm":            {},
	"roomkey/internal/child": {},
	"roomkey/crdt":           {"roomkey/crm"},
	"roomkey/crdt/engine":    {"roomkey/crm", "roomkey/crdt", "roomkey/internal/child"},
	"roomkey/store":          {"roomkey/crm"},
	"roomkey/plugins":        {"roomkey/crm", "roomkey/plugins/guest"},
	"roomkey/plugins/guest":  {"roomkey/crm", "roomkey/internal/child"},
	"roomkey/sync/wire":      {"roomkey/crm"},
	"roomkey/sync/session":   {"roomkey/crm", "roomkey/sync/wire"},
	"roomkey/sync/live":      {"roomkey/crm", "roomkey/crdt", "roomkey/sync/live/replica", "roomkey/sync/live/projection"},
	"roomkey/sync/editing":   {"roomkey/crm", "roomkey/crdt", "roomkey/sync/live", "roomkey/sync/live/projection"},
	"roomkey/sync": {"roomkey/crm", "roomkey/crdt", "roomkey/sync/editing", "roomkey/sync/live", "roomkey/sync/live/projection",
		"roomkey/sync/session", "roomkey/sync/wire"},

	"roomkey/sync/live/replica":    {"roomkey/crm", "roomkey/crdt"}, // pure: no storage, no clock
	"roomkey/sync/live/projection": {"roomkey/crm", "roomkey/crdt"}, // pure

	"roomkey/sync/cluster": {"roomkey/crm", "roomkey/sync"},
	"roomkey/web": {"roomkey/crm", "roomkey/internal/child", "roomkey/crdt", "roomkey/crdt/engine", "roomkey/store", "roomkey/plugins",
		"roomkey/plugins/runner", "roomkey/sync"},
	"roomkey/internal/demo":   {"roomkey/crm", "roomkey/crdt", "roomkey/store", "roomkey/sync"},
	"roomkey/internal/layers": {},
	"roomkey/cmd/roomkey":     nil, // all
	"roomkey/bench":           nil, // measures all, is imported by none
	"roomkey/bench/peers":     {},
	"roomkey/bench/client":    {"roomkey/crm", "roomkey/crdt"},

	"roomkey/plugins/egress":            {"roomkey/crm"},
	"roomkey/plugins/model":             {"roomkey/crm"},
	"roomkey/plugins/runner":            {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/guest"},
	"roomkey/plugins/runner/runnertest": {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/guest"},

	"roomkey/plugins/guest/guesttest":         {"roomkey/plugins/guest"},
	"roomkey/plugins/guest/guesttest/process": {"roomkey/plugins/guest"},
	"roomkey/plugins/author":                  {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/guest", "roomkey/plugins/sdk"},
	"roomkey/plugins/bundled":                 {},                                                                                                          // tests of the bundled plugins, no code
	"roomkey/plugins/bundled/build":           {"roomkey/plugins/author"},                                                                                  // the Makefile's
	"roomkey/plugins/bundled/words":           {},                                                                                                          // what people write, for the plugins in Go
	"roomkey/plugins/bundled/merge":           {"roomkey/plugins/bundled/words"},                                                                           // two records of one thing
	"roomkey/plugins/bundled/csv-import":      {"roomkey/crm", "roomkey/plugins/bundled/merge", "roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"}, // crm: its mapping is the schema
	"roomkey/plugins/bundled/homes":           {"roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},                                                 // listings by address
	"roomkey/plugins/bundled/new-escrow":      {"roomkey/plugins/bundled/homes", "roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},
	"roomkey/plugins/bundled/open-house":      {"roomkey/plugins/bundled/homes", "roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},
	"roomkey/plugins/bundled/dedupe":          {"roomkey/plugins/bundled/merge", "roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},
	"roomkey/plugins/dist":                    {},
	"roomkey/plugins/sdk":                     {},
	"roomkey/plugins/sdk/go":                  {},
}

// homes says which package alone may import a third-party giant.
var homes = map[string]string{
	"github.com/automerge/automerge-go": "roomkey/crdt/engine",
	"modernc.org/sqlite":                "roomkey/store",
	"github.com/tetratelabs/wazero":     "roomkey/plugins/guest",
	"github.com/santhosh-tekuri/":       "roomkey/plugins",
	"github.com/sashabaranov/":          "roomkey/plugins/model",
	"code.dny.dev/":                     "roomkey/plugins/egress",
	"github.com/gofiber/":               "roomkey/web",
	"github.com/nats-io/":               "roomkey/sync/cluster",
}

type listed struct {
	ImportPath string
	Imports    []string
}

func TestLayers_ArrowsPointDown(t *testing.T) {
	for _, pkg := range list(t) {
		may, known := allowed[pkg.ImportPath]
		if !known {
			t.Errorf("%s is not in the layer table", pkg.ImportPath)
			continue
		}
		for _, imported := range pkg.Imports {
			ours := strings.HasPrefix(imported, "roomkey/")
			if ours && may != nil && !slices.Contains(may, imported) {
				t.Errorf("%s may not import %s", pkg.ImportPath, imported)
			}
			if pkg.ImportPath == "roomkey/crm" && strings.Contains(imported, ".") {
				t.Errorf("crm imports %s: it knows the standard library alone", imported)
			}
			for giant, home := range homes {
				if strings.HasPrefix(imported, giant) && pkg.ImportPath != home {
					t.Errorf("%s imports %s, whose one home is %s", pkg.ImportPath, imported, home)
				}
			}
		}
	}
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports", "roomkey/...")
	out, err := cmd.Output()
	if err != nil {
		t.Fatalf("go list: %v", err)
	}
	decoder := json.NewDecoder(strings.NewReader(string(out)))
	var pkgs []listed
	for {
		var pkg listed
		if err := decoder.Decode(&pkg); errors.Is(err, io.EOF) {
			return pkgs
		} else if err != nil {
			t.Fatal(err)
		}
		pkgs = append(pkgs, pkg)
	}
}
