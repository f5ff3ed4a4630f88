// Package layers_test holds the layer table of docs/architecture.md: arrows point down only, and every third-party
// giant has one home.
package layers_test

import (
	"encoding/json"
	"errors"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"testing"
)

// allowed says which of Roomkey's packages each package may import. A package that is not here may not exist; one that
// is may not exist yet.
var allowed = map[string][]string{
	"roomkey/crm":                {},
	"roomkey/crm/search":         {"roomkey/crm", "roomkey/internal/rawjson"}, // pure
	"roomkey/internal/child":     {},
	"roomkey/internal/fair":      {"roomkey/crm"},
	"roomkey/internal/gate":      {},
	"roomkey/internal/ical":      {},
	"roomkey/internal/memo":      {},
	"roomkey/internal/otlp":      {"roomkey/crm"},
	"roomkey/internal/parts":     {},
	"roomkey/internal/publicnet": {},
	"roomkey/internal/trim":      {},
	"roomkey/crdt":               {"roomkey/crm"},
	"roomkey/crdt/engine": {"roomkey/crm", "roomkey/crdt", "roomkey/internal/child",
		"roomkey/internal/fair", "roomkey/internal/memo", "roomkey/internal/trim"},
	"roomkey/crdt/engine/enginetest": {"roomkey/crdt/engine", "roomkey/internal/testbuild",
		"roomkey/internal/volume"},
	"roomkey/crdt/engine/enginetest/process": {"roomkey/crdt/engine"},
	"roomkey/store":                          {"roomkey/crm", "roomkey/crm/search", "roomkey/internal/rawjson"},
	"roomkey/store/storetest":                {"roomkey/store"},
	"roomkey/plugins":                        {"roomkey/crm", "roomkey/plugins/guest"},
	"roomkey/plugins/guest":                  {"roomkey/crm", "roomkey/internal/child"},
	"roomkey/sync/wire":                      {"roomkey/crm"},
	"roomkey/sync/session":                   {"roomkey/crm", "roomkey/sync/wire"},
	"roomkey/sync/live": {"roomkey/crm", "roomkey/crdt", "roomkey/sync/live/replica",
		"roomkey/sync/live/projection", "roomkey/internal/memo"},
	"roomkey/sync/editing": {"roomkey/crm", "roomkey/crdt", "roomkey/sync/live", "roomkey/sync/live/projection",
		"roomkey/internal/memo"},
	"roomkey/sync": {"roomkey/crm", "roomkey/crdt", "roomkey/sync/editing", "roomkey/sync/live",
		"roomkey/sync/live/projection",
		"roomkey/sync/session", "roomkey/sync/wire"},

	"roomkey/sync/selfcheck": {"roomkey/crm", "roomkey/crdt", "roomkey/sync/session", "roomkey/sync/wire"},

	"roomkey/sync/cluster": {"roomkey/crm", "roomkey/internal/parts", "roomkey/sync/cluster/beat",
		"roomkey/sync/cluster/ledger",
		"roomkey/sync/cluster/nats", "roomkey/sync/cluster/packages", "roomkey/sync/cluster/presence",
		"roomkey/sync/cluster/replica",
		"roomkey/sync/cluster/settings", "roomkey/sync/cluster/signin", "roomkey/sync/cluster/tasks",
		"roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/presence": {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/packages": {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/follow":   {},
	"roomkey/sync/cluster/follow/followtest": {"roomkey/store", "roomkey/sync/cluster/beat",
		"roomkey/sync/cluster/ledger", "roomkey/sync/cluster/wire", "roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/settings": {"roomkey/crm", "roomkey/sync/cluster/follow",
		"roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/signin":        {"roomkey/crm", "roomkey/sync/cluster/follow", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/tasks":         {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/wire":          {"roomkey/crm"}, // pure
	"roomkey/sync/cluster/wire/wiretest": {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/replica":       {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/nats":          {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/beat":          {"roomkey/crm", "roomkey/sync/cluster/wire"},
	"roomkey/sync/cluster/ledger":        {"roomkey/crm", "roomkey/sync/cluster/wire"},

	"roomkey/sync/live/replica":    {"roomkey/crm", "roomkey/crdt"}, // pure: no storage, no clock
	"roomkey/sync/live/projection": {"roomkey/crm", "roomkey/crdt"}, // pure

	"roomkey/web": {"roomkey/crm", "roomkey/internal/child", "roomkey/internal/fair", "roomkey/internal/ical",
		"roomkey/crdt", "roomkey/crdt/engine", "roomkey/store", "roomkey/plugins",
		"roomkey/plugins/runner", "roomkey/reports", "roomkey/sync", "roomkey/web/api", "roomkey/web/rfc6455",
		"roomkey/web/webhooks"},
	"roomkey/web/webhooks":       {"roomkey/crm", "roomkey/internal/publicnet", "roomkey/store"},
	"roomkey/reports":            {"roomkey/crm", "roomkey/store"},
	"roomkey/web/rfc6455":        {}, // pure
	"roomkey/web/api":            {"roomkey/crm"},
	"roomkey/web/openapi":        {"roomkey/crm", "roomkey/web", "roomkey/web/api"}, // writes web/openapi.json
	"roomkey/internal/demo":      {"roomkey/crm", "roomkey/crdt", "roomkey/store", "roomkey/sync"},
	"roomkey/internal/layers":    {},
	"roomkey/internal/memory":    {},
	"roomkey/internal/rawjson":   {}, // pure
	"roomkey/internal/sbom":      {},
	"roomkey/internal/testbuild": {},
	"roomkey/internal/volume":    {},

	"roomkey/internal/command": all,
	"roomkey/cmd/roomkey":      {"roomkey/internal/command"},

	"roomkey/internal/testclient": {"roomkey/crm", "roomkey/crdt"},
	"roomkey/internal/load": {"roomkey/crm", "roomkey/crdt", "roomkey/internal/demo", "roomkey/internal/memory",
		"roomkey/internal/testclient", "roomkey/store"},
	"roomkey/internal/roomkeytest": {"roomkey/crm", "roomkey/crdt", "roomkey/internal/demo",
		"roomkey/internal/gate", "roomkey/internal/memory", "roomkey/internal/testbuild",
		"roomkey/internal/testclient", "roomkey/internal/volume"},
	"roomkey/internal/roomkeytest/program": all,
	"roomkey/e2e/access":                   all,
	"roomkey/e2e/crash":                    all,
	"roomkey/e2e/endurance":                all,
	"roomkey/e2e/hostile":                  all,
	"roomkey/e2e/plugins":                  all,
	"roomkey/e2e/regions":                  all,
	"roomkey/e2e/stock":                    all,
	"roomkey/e2e/tasks":                    all,
	"roomkey/bench":                        all, // imported by none
	"roomkey/bench/peers":                  {},

	"roomkey/plugins/egress": {"roomkey/crm", "roomkey/internal/publicnet"},
	"roomkey/plugins/model":  {"roomkey/crm"},
	"roomkey/plugins/calls":  {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/guest"},
	"roomkey/plugins/runner": {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/calls",
		"roomkey/plugins/guest"},
	"roomkey/plugins/runner/runnertest": {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/guest"},

	"roomkey/plugins/guest/guesttest":         {"roomkey/internal/testbuild", "roomkey/plugins/guest"},
	"roomkey/plugins/guest/guesttest/process": {"roomkey/plugins/guest"},
	"roomkey/plugins/author": {"roomkey/crm", "roomkey/plugins", "roomkey/plugins/calls", "roomkey/plugins/guest",
		"roomkey/plugins/sdk"},
	"roomkey/plugins/bundled":       {}, // tests of the bundled plugins, no code
	"roomkey/plugins/bundled/build": {"roomkey/plugins/author"},
	// the Makefile's
	"roomkey/plugins/bundled/words": {}, // what people write, for the plugins in Go
	"roomkey/plugins/bundled/merge": {"roomkey/plugins/bundled/words"},
	// two records of one thing
	"roomkey/plugins/bundled/csv-import": {"roomkey/crm", "roomkey/plugins/bundled/identity",
		"roomkey/plugins/bundled/merge", "roomkey/plugins/bundled/tables", "roomkey/plugins/bundled/words",
		"roomkey/plugins/sdk/go"}, // crm: its mapping is the schema
	"roomkey/plugins/bundled/tables":   {}, // pure
	"roomkey/plugins/bundled/identity": {"roomkey/crm/search", "roomkey/plugins/bundled/words"},
	"roomkey/plugins/bundled/homes":    {"roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},
	// listings by address
	"roomkey/plugins/bundled/new-escrow": {"roomkey/plugins/bundled/homes", "roomkey/plugins/bundled/words",
		"roomkey/plugins/sdk/go"},
	"roomkey/plugins/bundled/open-house": {"roomkey/plugins/bundled/homes", "roomkey/plugins/bundled/identity",
		"roomkey/plugins/bundled/tables", "roomkey/plugins/bundled/words", "roomkey/plugins/sdk/go"},
	"roomkey/plugins/bundled/dedupe": {"roomkey/plugins/bundled/identity", "roomkey/plugins/bundled/merge",
		"roomkey/plugins/bundled/words",
		"roomkey/plugins/sdk/go"},
	"roomkey/plugins/dist":   {},
	"roomkey/plugins/sdk":    {},
	"roomkey/plugins/sdk/go": {},
}

// all is what may import everything.
var all []string

// inTests is what the tests of a package may import besides what it may itself: real collaborators that lie above it.
var inTests = map[string][]string{
	"roomkey/crm":         {"roomkey/bench/peers"},
	"roomkey/crdt":        {"roomkey/bench/peers", "roomkey/internal/volume"},
	"roomkey/crdt/engine": {"roomkey/bench/peers", "roomkey/internal/memory", "roomkey/internal/volume"},
	"roomkey/sync": {"roomkey/crdt/engine", "roomkey/crdt/engine/enginetest", "roomkey/internal/volume",
		"roomkey/store", "roomkey/store/storetest"},
	"roomkey/sync/live": {"roomkey/crdt/engine", "roomkey/store"},
	"roomkey/sync/selfcheck": {"roomkey/crdt/engine", "roomkey/crdt/engine/enginetest", "roomkey/store",
		"roomkey/store/storetest", "roomkey/sync", "roomkey/sync/live"},

	"roomkey/sync/cluster/nats": {"roomkey/internal/gate"},
	"roomkey/sync/cluster/wire": {"roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/replica": {"roomkey/crdt", "roomkey/crdt/engine", "roomkey/crdt/engine/enginetest",
		"roomkey/internal/volume", "roomkey/store", "roomkey/store/storetest", "roomkey/sync",
		"roomkey/sync/cluster/wire/wiretest", "roomkey/sync/session"},
	"roomkey/sync/cluster/beat":     {"roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/packages": {"roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/presence": {"roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/tasks":    {"roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/settings": {"roomkey/store", "roomkey/store/storetest",
		"roomkey/sync/cluster/follow/followtest", "roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/signin": {"roomkey/internal/volume", "roomkey/store/storetest",
		"roomkey/sync/cluster/follow/followtest", "roomkey/sync/cluster/wire/wiretest"},
	"roomkey/sync/cluster/ledger": {"roomkey/store", "roomkey/store/storetest", "roomkey/sync/cluster/wire/wiretest"},

	"roomkey/internal/demo":  {"roomkey/crdt/engine", "roomkey/crdt/engine/enginetest", "roomkey/store/storetest"},
	"roomkey/plugins":        {"roomkey/store", "roomkey/store/storetest"},
	"roomkey/plugins/author": {"roomkey/plugins/guest/guesttest"},
	"roomkey/plugins/bundled": {"roomkey/plugins", "roomkey/plugins/author", "roomkey/plugins/guest",
		"roomkey/plugins/guest/guesttest"},
	"roomkey/plugins/guest": {"roomkey/internal/volume", "roomkey/plugins/guest/guesttest"},
	"roomkey/plugins/runner": {"roomkey/crdt/engine", "roomkey/crdt/engine/enginetest", "roomkey/store",
		"roomkey/store/storetest", "roomkey/sync", "roomkey/web", "roomkey/plugins/runner/runnertest",
		"roomkey/internal/testclient"},
	"roomkey/store":        {"roomkey/store/storetest"},
	"roomkey/web":          {"roomkey/crdt/engine/enginetest"},
	"roomkey/web/webhooks": {"roomkey/store/storetest"},
}

// homes says which package alone may import a third-party giant.
var homes = map[string]string{
	"github.com/automerge/automerge-go": "roomkey/crdt/engine",
	"modernc.org/sqlite":                "roomkey/store",
	"github.com/tetratelabs/wazero":     "roomkey/plugins/guest",
	"github.com/santhosh-tekuri/":       "roomkey/plugins",
	"github.com/sashabaranov/":          "roomkey/plugins/model",
	"code.dny.dev/":                     "roomkey/internal/publicnet",
	"golang.org/x/text/unicode":         "roomkey/crm/search",
	"golang.org/x/text/encoding":        "roomkey/plugins/bundled/tables",
	"github.com/gofiber/":               "roomkey/web",
	"github.com/nats-io/":               "roomkey/sync/cluster/nats",
	"github.com/swaggest/":              "roomkey/web/openapi",
}

// testHomes are tests that need a giant where it does not live.
var testHomes = map[string][]string{
	"modernc.org/sqlite":          {"roomkey/e2e/crash"}, // does damage behind the program's back
	"github.com/santhosh-tekuri/": {"roomkey/web"},       // holds answers to the API's description
}

type listed struct {
	ImportPath                         string
	Imports, TestImports, XTestImports []string
}

func TestLayers_ArrowsPointDown(t *testing.T) {
	for _, pkg := range list(t) {
		may, known := allowed[pkg.ImportPath]
		if !known {
			t.Errorf("%s is not in the layer table", pkg.ImportPath)
			continue
		}
		for _, imported := range pkg.Imports {
			check(t, pkg.ImportPath, imported, may, nil)
		}
		if may != nil {
			may = slices.Concat(may, inTests[pkg.ImportPath], []string{pkg.ImportPath})
		}
		for _, imported := range slices.Concat(pkg.TestImports, pkg.XTestImports) {
			check(t, pkg.ImportPath+" (tests)", imported, may, testHomes)
		}
	}
}

// check holds one import against what its package may; by is the package, perhaps with a word about where.
func check(t *testing.T, by, imported string, may []string, more map[string][]string) {
	t.Helper()
	pkg, _, _ := strings.Cut(by, " ")
	if strings.HasPrefix(imported, "roomkey/") && may != nil && !slices.Contains(may, imported) {
		t.Errorf("%s may not import %s", by, imported)
	}
	if by == "roomkey/crm" && strings.Contains(imported, ".") {
		t.Errorf("crm imports %s: it knows the standard library alone", imported)
	}
	for giant, home := range homes {
		if strings.HasPrefix(imported, giant) && pkg != home && !slices.Contains(more[giant], pkg) {
			t.Errorf("%s imports %s, whose one home is %s", by, imported, home)
		}
	}
}

// The page says the same: each row of one package names what it may import. Rows of many are for people.
func TestLayers_ThePageHoldsTheSameTable(t *testing.T) {
	page, err := os.ReadFile(filepath.Join("..", "..", "docs", "architecture.md"))
	if err != nil {
		t.Fatal(err)
	}
	rows := 0
	for line := range strings.Lines(string(page)) {
		cells := strings.Split(line, "|")
		if len(cells) < 5 || !strings.HasPrefix(cells[1], " `") {
			continue
		}
		name := strings.Trim(cells[1], " `")
		may, known := allowed["roomkey/"+name]
		if strings.ContainsAny(name, "`*") || strings.Contains(name, "NAME") {
			continue
		}
		if rows++; !known {
			t.Errorf("the page has a row for %s, which is not in the table", name)
			continue
		}
		if says, want := imports(cells[2]), names(may); !slices.Equal(says, want) {
			t.Errorf("%s: the page says %q, the table %q", name, says, want)
		}
	}
	if rows < 20 {
		t.Errorf("the page's table has %d rows of one package", rows)
	}
}

// imports reads a cell of the page: names with commas between, "all", or "standard library".
func imports(cell string) (list []string) {
	for name := range strings.SplitSeq(cell, ",") {
		if name = strings.TrimSpace(name); name != "standard library" {
			list = append(list, name)
		}
	}
	slices.Sort(list)
	return list
}

func names(may []string) (list []string) {
	if may == nil {
		return []string{"all"}
	}
	for _, pkg := range may {
		list = append(list, strings.TrimPrefix(pkg, "roomkey/"))
	}
	slices.Sort(list)
	return list
}

func list(t *testing.T) []listed {
	t.Helper()
	cmd := exec.Command("go", "list", "-json=ImportPath,Imports,TestImports,XTestImports", "roomkey/...")
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
