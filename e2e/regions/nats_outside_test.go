package regions_test

import (
	"strconv"
	"testing"

	"roomkey/internal/roomkeytest"
	"roomkey/internal/volume"
)

// NATS's own servers, outside of the regions, are killed, paused and wiped, one or all of them: edits are saved in
// every region meanwhile, and in the end everything that was saved is everywhere, once.
func TestSoak_NATSOutsideIsKilledPausedAndWiped(t *testing.T) {
	volume.Soak(t)
	n := roomkeytest.StartNATS(t)
	r := n.PrepareRegions(regionLetters)
	r.Start()
	number := func(name string) int {
		i, err := strconv.Atoi(name)
		if err != nil {
			t.Error(err)
		}
		return i
	}
	survive(t, r, &orderers{
		names: []string{"0", "1", "2"},
		stop:  func(name string) { n.Kill(number(name)) },
		start: func(name string) { n.Start(number(name)) },
		dir:   func(name string) string { return n.Streams(number(name)) },
		pause: func(name string) func() { return n.Pause(number(name)) },
		leads: func() string { return "" }, // nobody tells
		alive: func([]string) string { return regionLetters },
	})
}
