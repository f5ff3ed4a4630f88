// Package replica is the pure half of a live record. It holds the history of one document, the changes that are not
// durable yet, and what each peer has been told. It takes an event and the time, and returns effects; package live
// performs them in one place.
//
// It does no I/O, reads no clock, starts no goroutine and takes no lock. It asks a Judge what a document can't know by
// itself. A Document and its Peers belong to one goroutine; any goroutine may call a Peer's Reads.
//
// The tests cite these rules:
//
//   - P1: a change is called saved only after the write that holds it is durable.
//   - P2: each peer that may read an accepted change gets it once. Each accepted change is committed once.
//   - P3: a refusal names the refused changes. Changes made after a refused change are refused too.
//   - P4: the durable changes and the unsaved changes together are the history. No change is in both.
//   - P5: after a rollback the document holds the stored changes and the resubmitted changes, and nothing else.
//   - P6: whoever waits for a commit is told exactly once how it ended, whatever happened meanwhile.
//   - P7: peers get nothing while a change is held. The server's changes and the first change of an actor are held.
//   - P8: at most one commit is running.
//   - P9: a write is patient only if nobody waits for it and peers have all its changes.
//   - P10: a change that writes what may not be and its repair are together: in the history, in a write, in a message.
//
// A batch of changes takes these steps:
//
//	batch := document.Begin(submission, setting)
//	sifted, err := document.Sift(batch, changes, judge, now)
//	batch.State, err = engine.Apply(…)
//	effects := document.Accept(batch, now)
package replica
