package stock_test

import (
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/demo"
)

// The program of docs/stock-client.md runs as the page has it.
func TestStock_TheExampleOfTheDocsRuns(t *testing.T) {
	t.Parallel()
	page, err := os.ReadFile(filepath.Join(peers.Root(), "docs", "stock-client.md"))
	if err != nil {
		t.Fatal(err)
	}
	_, rest, _ := strings.Cut(string(page), "```js\n")
	program, _, found := strings.Cut(rest, "```\n")
	if !found {
		t.Fatal("the page has no program")
	}
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	s := serve(t)
	node := exec.CommandContext(t.Context(), "node", "--input-type=module", "--eval", program)
	node.Dir = peers.Dir() // its packages
	node.Env = append(os.Environ(), "ROOMKEY="+s.URL(), "TOKEN="+s.Personal(demo.Agent1.Email))
	out, err := node.CombinedOutput()
	if err != nil {
		t.Fatalf("%v\n%s", err, out)
	}
	// The time of an event is a plain number, as the page says; strings and dates are what it says, too.
	want := regexp.MustCompile(`^escrow:updated number\nImmutableString open ImmutableString \d{4}-\d\d-\d\d string\n$`)
	if !want.Match(out) {
		t.Errorf("it prints %q, want %s", out, want)
	}
}
