package roomkeytest

import (
	"testing"

	"roomkey/internal/volume"
)

// AtVolume runs what counts by volume, beside other tests: without the race detector by the plain program, and with it
// by the program under test. run starts its servers from the configuration. n is by volume.Of or volume.Rounds.
func AtVolume(t *testing.T, n int, run func(t *testing.T, program Config, n int)) {
	t.Parallel()
	run(t, Config{Plain: !volume.Raced}, n)
}
