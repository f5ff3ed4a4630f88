package engine

import "sync/atomic"

// inChild is set by Main alone. Everything that touches automerge-go asks mustBeChild first.
var inChild atomic.Bool

// mustBeChild panics in the serving process: a document that is loaded there could abort it.
func mustBeChild() {
	if !inChild.Load() {
		panic("engine: automerge-go was called outside an engine process")
	}
}
