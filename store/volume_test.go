package store_test

import (
	"os"
	"testing"
)

// fraction is the part of a full volume that runs under the race detector, unless TEST_SOAK is set, as make soak does.
const fraction = 10

// volume returns how many of something a test makes, if a larger number finds more: all of them in the plain build, a
// tenth under the race detector. It prints the number.
func volume(t testing.TB, of string, full int) int {
	t.Helper()
	n := full
	if raced && os.Getenv("TEST_SOAK") == "" {
		n = (full + fraction - 1) / fraction
	}
	t.Logf("%d %s of %d", n, of, full)
	return n
}
