// Package wiretest is a network between regions in one process, for tests: links that delay, lose, double, reorder and
// are cut, by a seed. In a bubble of testing/synctest one seed gives one schedule, because no two messages arrive at
// one instant. It refuses to be fast, or bounded: whoever is slow has everything waiting.
//
//	world := wiretest.New(t, seed, "a", "b", "c")
//	world.Delay(40 * time.Millisecond)
//	a, b := world.Region("a"), world.Region("b") // each is a wire.Network and a wire.Rows
//	world.Cut("a", "b")
package wiretest
