package live

import "runtime"

// strain keeps works of long computing, above all the decoding of long histories, from taking all processors: they run
// on half of them, and the others are left to everybody else. Whoever is in one must not wait for another.
type strain chan struct{}

func newStrain() strain { return make(strain, max(runtime.GOMAXPROCS(0)/2, 1)) }

// begin waits until a work of long computing may run; end must be called when it is over.
func (s strain) begin() (end func()) {
	s <- struct{}{}
	return func() { <-s }
}
