package engine

import "sync/atomic"

// inChild is true in an engine process. Only Main sets it. All code that uses automerge-go calls mustBeChild first.
var inChild atomic.Bool

// mustBeChild panics in the server's process, because a document that is loaded there could abort it.
func mustBeChild() {
	if !inChild.Load() {
		panic("engine: automerge-go was called outside an engine process")
	}
}
