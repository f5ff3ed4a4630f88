package roomkeytest

import (
	"testing"

	"roomkey/internal/volume"
)

// AtVolume runs what counts by volume: at full size by the plain program, and a tenth of it by the program under test where
// that has the race detector in it (see volume.Of). Each is a test of its own, beside the others, and
// starts its servers from the configuration that it is given.
func AtVolume(t *testing.T, of string, full int, run func(t *testing.T, program Config, n int)) {
	t.Parallel()
	t.Run("plain", func(t *testing.T) {
		t.Parallel()
		t.Logf("%d %s", full, of)
		run(t, Config{Plain: true}, full)
	})
	if !volume.Raced {
		return
	}
	t.Run("race", func(t *testing.T) {
		t.Parallel()
		run(t, Config{}, volume.Of(t, full, of))
	})
}
