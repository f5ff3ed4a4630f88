// Package session serves sockets. It knows their users, bounds what they send and how fast, keeps their rooms, and
// writes to them in order.
//
// Sockets holds all sessions and their rooms. Each session has one goroutine that reads, and an outbox that shared
// writers empty as far as the network takes it at once; a queue that grows too long ends its session. A room passes
// stored events on to its members and tells them of each other's devices. A client that was away gets exactly the
// events that it missed, or hears that it has to reload.
//
// The package imports crm and sync/wire alone. A live document is a Document to it, four methods; a session is a
// Subscriber to a document. It holds no HTTP (a connection is a Conn), stores nothing but the server's own names, and
// decides no rights: crm does.
package session
