package roomkeytest

import (
	"os"
	"testing"
)

// SoakVariable is set by make soak: volumes are full under the race detector too.
const SoakVariable = "TEST_SOAK"

// fraction is the part of a full volume that is run under the race detector.
const fraction = 10

// AtVolume runs what counts by volume: at full size by the plain program, and a tenth of it by the program under test where
// that has the race detector in it (all of it where SoakVariable is set). Each is a test of its own, beside the others, and
// starts its servers from the configuration that it is given.
func AtVolume(t *testing.T, of string, full int, run func(t *testing.T, program Config, n int)) {
	t.Parallel()
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		t.Logf("%d %s", full, of)
		run(t, Config{Plain: true}, full)
	})
	if !Raced {
		return
	}
	t.Run("race", func(t *testing.T) {
		t.Parallel()
		n := full
		if os.Getenv(SoakVariable) == "" {
			n = (full + fraction - 1) / fraction
		}
		t.Logf("%d %s of %d", n, of, full)
		run(t, Config{}, n)
	})
}
