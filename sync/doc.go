// Package sync serves records over one socket per device. It speaks automerge-repo's protocol, keeps in memory the
// records that somebody has open, and tells rooms what happened. Others import it as realtime.
//
// It is the front of four packages, and wires them. Package wire encodes and decodes the socket's bytes. Package
// session speaks for sockets: identity, budgets, rooms, presence. Package live holds records and documents in memory;
// package editing, above it, does the edits of REST and tasks. session and live don't know each other: a Hub gives each
// session its documents, and gives live the sessions' rooms.
//
// Every change goes the same way, in this order: it is parsed, checked against the schema and its author's rights,
// applied by the engine, given to the peers, and stored. After the commit its author hears "saved" and the rooms hear
// the event. The engine has applied everything that peers are given or that is stored, and everything that is called
// saved is on disk.
//
// None of these packages holds SQL, HTTP or automerge-go: storage and engine are interfaces that they declare, and a
// connection is a Conn. Rights are decided by crm alone.
package sync
