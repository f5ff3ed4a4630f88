// Package volume says how many rounds a test makes that counts by volume: all of them without the race detector, a
// tenth with it, because it makes each take ten times as long. It refuses to reduce anything silently: each count is
// logged, and kept in a file where the environment names a folder, because go test shows no log of a test that passes.
//
//	for range volume.Of(t, 20_000, "mutated changes") { … }
//
// make test runs such tests twice, at full size and raced, and prints the files; make soak runs all of it raced.
package volume

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Variables of the environment.
const (
	// soak is set by make soak: volumes are full under the race detector too.
	soak = "TEST_SOAK"
	// folder is set by make test: it names the folder for the counts.
	folder = "TEST_VOLUMES"
)

// fraction is the part of a full volume that is run under the race detector.
const fraction = 10

// Of gives the number of rounds, of the full number, that the test makes in this binary. what names them in the log.
func Of(t testing.TB, full int, what string) int {
	t.Helper()
	n, mode := full, "plain"
	if Raced {
		mode = "raced"
		if os.Getenv(soak) == "" {
			n = (full + fraction - 1) / fraction
		}
	}
	count := fmt.Sprintf("%s, %s: %d of %d %s", t.Name(), mode, n, full, what)
	t.Log(count)
	if dir := os.Getenv(folder); dir != "" {
		name := strings.ReplaceAll(t.Name(), "/", "_") + "." + mode
		if err := keep(filepath.Join(dir, name), count+"\n"); err != nil {
			t.Fatal(err)
		}
	}
	return n
}

// keep makes text the file's content. It does not write a file that has this content already: go test would not use
// the cached result of a package if a file that its tests read had changed.
func keep(file, text string) error {
	if before, err := os.ReadFile(file); err == nil && string(before) == text {
		return nil
	}
	if err := os.MkdirAll(filepath.Dir(file), 0o755); err != nil {
		return err
	}
	return os.WriteFile(file, []byte(text), 0o644)
}
