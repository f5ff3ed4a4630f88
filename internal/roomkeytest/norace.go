//go:build !race

package roomkeytest

// Raced reports whether the tests have the race detector in them.
const Raced = false

const testedFile = "program"

var testedFlags []string
