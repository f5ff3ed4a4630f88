// Package volume says how much a test does that counts by volume: all of it without the race detector, a tenth with it,
// because it makes everything take ten times as long. Rounds of random input that take long are a quarter without it,
// where the seeds are others each time: each round is worth as much as any other. The package refuses to reduce
// anything silently: each count is logged, and kept in a file where the environment names a folder, because go test
// shows no log of a test that passes.
//
//	for range volume.Of(t, 60_000, "keystrokes") { … }
//	for range volume.Rounds(t, 20_000, "mutated changes") { … }
//
// make test runs such tests twice, without the race detector and with it, and prints the files. make soak runs all of
// it, both ways (docs/adr/0028).
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
	// soak is set by make soak: everything is whole, under the race detector too.
	soak = "TEST_SOAK"
	// folder is set by make test: it names the folder for the counts.
	folder = "TEST_VOLUMES"
)

// One in so many is done, unless make soak asks for all.
const (
	raced  = 10 // under the race detector
	rounds = 4  // of rounds of random input, without it
)

// Of gives how much of the full volume the test does in this binary, at least 1: all of it, or a tenth under the race
// detector. what names the volume in the log.
func Of(t testing.TB, full int, what string) int {
	t.Helper()
	return part(t, full, 1, what)
}

// Rounds is Of for rounds of random input, with other seeds each time, of which make test makes a quarter. So it is for
// sizes of which a quarter is still beyond every bound of the program, as the rows of an import.
func Rounds(t testing.TB, full int, what string) int {
	t.Helper()
	return part(t, full, rounds, what)
}

// Soak skips a test that make test has no time for.
func Soak(t testing.TB) {
	t.Helper()
	if os.Getenv(soak) == "" {
		t.Skip("one of make soak's")
	}
}

// part gives one in plain of the full volume, without the race detector.
func part(t testing.TB, full, plain int, what string) int {
	t.Helper()
	mode, in := "plain", plain
	if Raced {
		mode, in = "raced", raced
	}
	if os.Getenv(soak) != "" {
		in = 1
	}
	n := (full + in - 1) / in
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
