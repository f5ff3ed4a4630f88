// Package live keeps in memory the records that somebody has open or is changing. It decides the order of events for
// each record.
//
// A live record is an actor on demand: it has a mailbox, and a goroutine while the mailbox holds something. Every
// change takes the same steps in this order:
//
//  1. The change is parsed.
//  2. It is checked against the schema and the rights of its author.
//  3. The engine applies it.
//  4. The peers get it.
//  5. The storage writes it.
//  6. After the commit, its author hears "saved" and the rooms hear the event.
//
// Peers and storage get nothing that the engine has not applied. Nothing is called saved before it is on disk.
//
// Package replica decides what each event changes. It does no I/O and returns effects; perform.go is the one place that
// performs them. Package projection computes what the server shows of a record. This package holds everything else: the
// mailbox, the lifetime of records, storage, engine and rights. It also turns drafts into records and brings private
// halves to their records.
//
// It holds no SQL, no sockets and no automerge-go: storage, engine, subscribers and rooms are interfaces that it
// declares. It never decides rights by itself: crm.User.May does. Edits, undo and history live in packages above; they
// get a Visit.
//
//	records := live.NewRegistry(live.Config{Storage: store, Engine: pool, Rooms: rooms})
//	link := records.Open(&principal, id, subscriber)
//	link.Receive(message, false, nil)
package live
