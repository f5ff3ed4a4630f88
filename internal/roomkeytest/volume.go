package roomkeytest

import (
	"testing"

	"roomkey/internal/volume"
)

// AtVolume runs what counts by volume, beside other tests: without the race detector at full size by the plain
// program, and with it a tenth of that by the program under test (see volume.Of). run starts its servers from the
// configuration.
func AtVolume(t *testing.T, of string, full int, run func(t *testing.T, program Config, n int)) {
	t.Parallel()
	run(t, Config{Plain: !volume.Raced}, volume.Of(t, full, of))
}
