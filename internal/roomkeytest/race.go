//go:build race

package roomkeytest

// Raced reports whether the tests have the race detector in them.
const Raced = true

const testedFile = "program-race"

var testedFlags = []string{"-race"}
