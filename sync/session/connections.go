package session

import (
	"slices"
	"time"

	"roomkey/crm"
)

// Connection is a socket, or a client that polls in its place, as an administrator sees it.
type Connection struct {
	User           crm.ID
	SessionID      string // the sign-in or token that it came by
	Since          time.Time
	Polls          bool  // it is no socket
	Received, Sent int64 // messages of the client and to it, pings excepted
}

// Connections lists those of the users of a brokerage, the newest first.
func (s *Sockets) Connections(broker crm.ID) (found []Connection) {
	for _, session := range s.snapshot() {
		who, _ := session.principal()
		if who.User.Broker == broker {
			found = append(found, Connection{User: who.User.ID, SessionID: who.SessionID, Since: session.started,
				Polls: session.conn.Polls(), Received: session.received.Load(), Sent: session.outbox.sent.Load()})
		}
	}
	slices.SortStableFunc(found, func(a, b Connection) int { return b.Since.Compare(a.Since) })
	return found
}
