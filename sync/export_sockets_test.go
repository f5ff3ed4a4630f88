package sync

import (
	"context"
	"crypto/rand"
	"log/slog"
	"time"

	"roomkey/crm"
)

// Desk is the sockets and rooms of a hub over documents that the test plays, for tests of what a session does itself.
type Desk struct {
	sockets *Sockets
	Rooms   *Rooms
}

// DeskLink is what a Link is to a session.
type DeskLink = documentLink

// DeskHouse is the part of the storage that sockets and rooms read.
type DeskHouse interface {
	roomLog
	Directory
	Meta
}

// DeskConfig sets up a Desk; the clock is time.Now.
type DeskConfig struct {
	House   DeskHouse
	Limits  Limits
	Metrics Metrics
	Open    func(*Subject, crm.ID, Outlet) DeskLink
	Renew   func(context.Context, string) (Identity, error)
	Ended   func(context.Context, string) (bool, error)
}

// NewDesk makes one.
func NewDesk(c DeskConfig) *Desk {
	rooms := makeRooms(c.House, time.Now)
	s := &Sockets{
		limits: c.Limits.withDefaults(), now: time.Now, random: rand.Reader, log: slog.New(slog.DiscardHandler), metrics: c.Metrics,
		rooms: rooms, directory: c.House, meta: c.House, open: c.Open, renew: c.Renew, ended: c.Ended,
		erased: func(context.Context) error { return nil },
	}
	return &Desk{sockets: s.withTables(), Rooms: rooms}
}

func (d *Desk) Serve(ctx context.Context, conn Conn, who Identity) error {
	return d.sockets.serve(ctx, conn, who)
}
func (d *Desk) Run(ctx context.Context)           { d.sockets.run(ctx) }
func (d *Desk) Drain(ctx context.Context)         { d.sockets.drain(ctx) }
func (d *Desk) Recheck(ctx context.Context) error { return d.sockets.recheck(ctx) }

// Live counts what must be zero when everybody has left.
func (d *Desk) Live() int {
	d.sockets.mu.Lock()
	defer d.sockets.mu.Unlock()
	d.Rooms.mu.Lock()
	defer d.Rooms.mu.Unlock()
	s := d.sockets
	return len(s.all) + len(s.users) + len(s.waiting) + len(s.peers) + len(s.docs) + len(d.Rooms.rooms)
}
