// Package engine holds documents in automerge-go, which implements Automerge's merge rules. It keeps automerge-go out
// of the server's process, because automerge-go aborts the whole process on some malformed changes, and Go can't catch
// that. Documents therefore live in child processes of the same binary, distributed by their ids. A [Pool] is the
// server's interface to them.
//
// A child is a cache of the documents that were used last. If it does not hold a document, the caller's [crdt.Doc.Load]
// supplies the chunks from the store. When a child dies, the unanswered calls are repeated one by one on a new child.
// If a change kills a new child that has done nothing else, a [crdt.QuarantineError] names it.
//
// The package does not judge changes (crdt's Policy does), does not store anything, and does not speak to peers. The
// command that a child runs is [Main].
package engine
