// Package crdt speaks Automerge in plain Go: it reads and writes changes and sync messages, keeps the graph of a document's
// changes and the sync state of its peers, knows what a document holds, and says which changes the schema allows.
//
// All bytes that it reads may come from strangers: every decoder is bounded before it allocates, and none panics. It refuses to
// do I/O, to read a clock and to start a goroutine; callers pass times in and send what comes out.
//
// The files fall into four groups: formats (chunk, change, column, document_chunk, docid), syncing (message, bloom, graph, waiting,
// peer), content (opset, conflicts, history) and rules (touched, policy, genesis, fold).
//
//	change, err := crdt.ParseChange(chunk, nil)
//	if len(graph.Missing(change.Deps)) == 0 {
//		err = graph.Add(crdt.NodeOf(change))
//	}
package crdt
