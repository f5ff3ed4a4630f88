// Package sync serves records over one socket per device: it speaks automerge-repo's protocol, keeps the documents that
// somebody has open, and tells rooms what happened.
//
// A live record is an actor on demand: a mailbox, and one goroutine while there is something in it. Every change goes the
// same way, in this order: it is parsed, checked against the schema and its author's rights, applied by the engine, given
// to the peers, and stored; after the commit its author hears "saved" and the rooms hear the event. Nothing is given to
// peers or stored that the engine has not applied, and nothing is called saved that is not on disk.
//
// What a document says to a session waits in that session's queue. A few writers empty all queues as far as the network
// takes it at once; only a socket that makes its writer wait gets a goroutine of its own until its queue is empty.
//
// The package holds no SQL, no HTTP and no automerge-go: storage and engine are interfaces that it declares, a connection
// is a Conn. It never decides rights by itself: crm.User.May does.
//
//	hub := realtime.New(realtime.Config{Storage: store, Engine: pool})
//	go hub.Run(ctx)
//	record, err := hub.Create(ctx, user, realtime.NewRecord{Type: "lead", Fields: fields})
package sync
