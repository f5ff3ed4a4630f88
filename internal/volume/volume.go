// Package volume says how many rounds a test makes that counts by volume: all of them without the race detector, a
// tenth with it, which takes ten times as long. What was reduced is logged.
//
//	for range volume.Of(t, 20_000, "mutated changes") { … }
//
// make test runs such tests twice, at full size and raced; make soak runs all of it raced.
package volume

import (
	"os"
	"testing"
)

// soak is set by make soak: volumes are full under the race detector too.
const soak = "TEST_SOAK"

// fraction is the part of a full volume that is run under the race detector.
const fraction = 10

// Of is how many of full rounds to make in this binary. of names them for the log.
func Of(t testing.TB, full int, of string) int {
	t.Helper()
	if !Raced || os.Getenv(soak) != "" {
		t.Logf("%d %s", full, of)
		return full
	}
	n := (full + fraction - 1) / fraction
	t.Logf("%d %s of %d", n, of, full)
	return n
}
