// Package engine holds documents in automerge-go, the one implementation of Automerge's merge rules in this program, and
// keeps it out of the serving process: automerge-go aborts the whole process on some malformed changes, and nothing in Go
// can catch that. So documents live in child processes of the same binary, spread over them by their ids, and a [Pool]
// is what the server sees of them.
//
// A child is a cache. It holds the documents that were used last; of any other it says so, and the caller's
// [crdt.Doc.Load] brings the chunks from the store. When a child dies, the calls that were under way are repeated one by
// one, alone, on a fresh child; a change that kills a fresh child alone is named by a [crdt.QuarantineError].
//
// The package does not judge changes (that is crdt's policy), does not store anything, and does not speak to peers.
//
//	pool := engine.NewPool(engine.Config{})
//	go pool.Run(ctx) // and wait for it
//	state, err := pool.Apply(ctx, crdt.Doc{ID: id, Load: load}, [][]byte{change}, []string{"ListPrice"})
//
// The command that a child runs is [Main].
package engine
