package command

import (
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

func shipped(t *testing.T, name string) string {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "..", name))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// What fly.toml and the Dockerfile give to serve are flags that it has, with values that it takes; the machine is as
// large as docs/operations.md says, and its volume is kept and grows.
func TestShipped_FlyAndTheImageStartWhatServeKnows(t *testing.T) {
	fly := shipped(t, "fly.toml")
	flags := serveFlags(new(serveSettings))
	for _, set := range regexp.MustCompile(`(?m)^\s*ROOMKEY_([A-Z_]+) = "([^"]*)"`).FindAllStringSubmatch(fly, -1) {
		name := strings.ReplaceAll(strings.ToLower(set[1]), "_", "-")
		if flags.Lookup(name) == nil {
			t.Errorf("fly.toml sets %s, and serve has no --%s", set[1], name)
		} else if err := flags.Set(name, set[2]); err != nil {
			t.Errorf("fly.toml: --%s %s: %v", name, set[2], err)
		}
	}
	metrics, _ := strings.CutPrefix(flags.Lookup("metrics-addr").Value.String(), "[::]:")
	for _, want := range []string{"[[vm]]\n", "memory = \"1gb\"", "[mounts]\n", "destination = \"/data\"",
		"initial_size = ", "snapshot_retention = ", "grace_period = ", "path = \"/readyz\"",
		"[metrics]\n  port = " + metrics + "\n", "internal_port = 8080\n"} {
		if !strings.Contains(fly, want) {
			t.Errorf("fly.toml has no %q", want)
		}
	}
	given := regexp.MustCompile(`CMD \["serve", (.*)\]`).FindStringSubmatch(shipped(t, "Dockerfile"))
	if given == nil {
		t.Fatal("the Dockerfile starts no server")
	}
	args := strings.Split(strings.ReplaceAll(given[1], `"`, ""), ", ")
	if err := serveFlags(new(serveSettings)).Parse(args); err != nil {
		t.Errorf("the Dockerfile: %v", err)
	}
}

// The demo has a folder of its own, apart from the one that serve takes by itself, and README calls the program as make
// leaves it.
func TestShipped_TheDemoIsApartFromRealWork(t *testing.T) {
	folder := serveFlags(new(serveSettings)).Lookup("data").DefValue
	makefile, readme := shipped(t, "Makefile"), shipped(t, "README.md")
	if strings.Contains(makefile, "ROOMKEY_DATA:-"+strings.TrimPrefix(folder, "./")+"}") ||
		!strings.Contains(makefile, "ROOMKEY_DATA:-data-demo}\" bin/roomkey serve --demo") {
		t.Errorf("make run does not keep the demo apart from %s", folder)
	}
	for _, want := range []string{"bin/roomkey serve --data " + folder, "bin/roomkey user add --data " + folder} {
		if !strings.Contains(readme, want) {
			t.Errorf("README.md has no %q", want)
		}
	}
}
