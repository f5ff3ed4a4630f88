// Package live keeps the records that somebody has open, or is changing, in memory, and decides one record's order of
// events.
//
// A live record is an actor on demand: a mailbox, and one goroutine while there is something in it. Every change goes
// the same way, in this order: it is parsed, checked against the schema and its author's rights, applied by the
// engine, given to the peers, and stored; after the commit its author hears "saved" and the rooms hear the event.
// Nothing is given to peers or stored that the engine has not applied, and nothing is called saved that is not on
// disk.
//
// Package replica decides, without I/O, what each event changes and returns effects; perform.go is the one place that
// performs them. Package projection computes what the server shows of a record. This package has the rest: the mailbox
// and the lifetime of records, the storage, the engine, the rights, and how drafts become records and private halves
// find theirs.
//
// It holds no SQL, no sockets and no automerge-go: storage, engine, subscribers and rooms are interfaces that it
// declares. It never decides rights by itself: crm.User.May does. Edits, undo and history are above it; they get a
// Visit.
//
//	records := live.NewRegistry(live.Config{Storage: store, Engine: pool, Rooms: rooms})
//	link := records.Open(&principal, id, subscriber)
//	link.Receive(message, false, nil)
package live
