//go:build !race

package volume

// Raced reports whether the race detector is in this binary.
const Raced = false
