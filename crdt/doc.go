// Package crdt implements Automerge's formats and sync protocol in Go. It reads and writes changes and sync messages,
// keeps the graph of a document's changes and the sync state of each peer, computes a document's contents from its
// operations, and decides which changes the schema allows.
//
// Every byte that it reads may come from a stranger. Each decoder checks sizes before it allocates, and none panics.
// The package does no I/O, reads no clock and starts no goroutine: callers pass times in and send the messages that
// come out. It does not merge documents; package engine does that.
//
// The files form four groups: formats (chunk, change, column, document_chunk, docid), syncing (message, bloom, graph,
// waiting, peer), contents (opset, conflicts, history) and rules (touched, policy, fault, verdict, sure, giveway,
// genesis, repair).
package crdt
