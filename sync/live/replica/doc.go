// Package replica is the pure half of a live record: one document's history, what of it is not durable yet, and what
// each of its peers has been told. It takes an event and the time, and returns effects; package live performs them in
// one place.
//
// It does no I/O, reads no clock, starts no goroutine and takes no lock. What a document can't know by itself it asks
// a Judge. A Document and its Peers belong to one goroutine; a Peer's Reads alone may be called from any.
//
// The rules that its tests cite:
//
//   - P1: nothing is called saved before the write that holds it is durable.
//   - P2: an accepted change is given to each peer that may read it once, and is committed once.
//   - P3: a refusal names what was refused, and what was made after a refused change is refused too.
//   - P4: what is durable and what is not durable yet are together the history; no change is in both.
//   - P5: after a rollback the document is what the storage has and what was resubmitted, and nothing else.
//   - P6: whoever waits for a commit is told once how it ended, whatever happened meanwhile.
//   - P7: nothing goes to peers while a change is held: one of the server's, or the first by its actor.
//   - P8: at most one commit is under way.
//
// One batch of changes goes this way:
//
//	batch := document.Begin(submission, setting)
//	n, restore, err := document.Sift(batch, changes, judge, now)
//	batch.State, err = engine.Apply(…)
//	effects := document.Accept(batch, now)
package replica
