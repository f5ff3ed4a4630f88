package sync

import (
	"context"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/editing"
	"roomkey/sync/live"
	"roomkey/sync/live/projection"
	"roomkey/sync/session"
	"roomkey/sync/wire"
)

// Names of package session that other packages use.
type (
	// Receiver takes in what comes over a socket.
	Receiver = session.Receiver
	// Limits are the budgets of one connection.
	Limits = session.Limits
)

// Errors of a socket's Read: the message is too long, it is not binary, or it is no WebSocket frame.
var (
	ErrFrameTooLarge  = session.ErrFrameTooLarge
	ErrFrameNotBinary = session.ErrFrameNotBinary
	ErrFrameBroken    = session.ErrFrameBroken
)

// Names of packages editing and live that other packages use.
type (
	// NewRecord is the content of a record to be made.
	NewRecord = editing.NewRecord
	// Patch is a JSON Merge Patch of a record's fields.
	Patch = editing.Patch
	// Transfer names changes of a record's row.
	Transfer = editing.Transfer
	// BulkResult is the result for one of many records.
	BulkResult = editing.BulkResult
	// Origin says that a task writes, on behalf of a user.
	Origin = live.Origin
	// Applied tells what an edit changed.
	Applied = editing.Applied
)

// ActorPrefix returns the first bytes of every actor that Roomkey issues to a user's devices, or by which the server
// writes for that user.
func ActorPrefix(user crm.ID) [8]byte { return live.ActorPrefix(user) }

// Rebuild computes a record's projection again from all changes of its documents, each in causal order; private may be
// empty. Owner, flags and times, which no document holds, come from rec; Rebuild does not modify it. users maps actors
// to users.
func Rebuild(rec crm.Record, shared, private []*crdt.Change, users map[crdt.Actor]crm.ID) (*crm.Record, error) {
	return projection.Rebuild(rec, shared, private, users)
}

// CloseCode chooses the code and reason for a socket that is closed before it is served. web calls it for a wrong
// credential, because stock clients die of a refused upgrade.
func CloseCode(err error) (code int, reason string) {
	end := wire.CloseFor(err)
	return end.Code, end.Reason
}

// Admit lets a socket in. The session's Run, which must follow, speaks for it until it ends; it is apart, because it
// leaves a small stack only if it is called on one. After an error the socket is closed.
func (h *Hub) Admit(ctx context.Context, conn session.Conn, who crm.Principal) (*session.Session, error) {
	return h.sockets.Admit(ctx, conn, who)
}

// MayJoin says whether a user may be in a room. Errors: invalid for what is no room's name, forbidden, and the
// storage's.
func (h *Hub) MayJoin(ctx context.Context, user *crm.User, name crm.Room) error {
	return h.rooms.MayJoin(ctx, user, name)
}

// Publish tells rooms of events that the hub did not store itself. It is called in commit order, from the goroutine
// that calls back for Storage.Submit, and does not block.
func (h *Hub) Publish(receipt crm.Receipt) { h.rooms.Publish(receipt.Events, receipt.Epochs) }

// Import takes in what other regions have accepted of one record. See live.Registry.Import.
func (h *Hub) Import(ctx context.Context, record crm.ID, items []crm.LogItem) (in []bool, err error) {
	return h.records.Import(ctx, record, items)
}

// ShowElsewhere shows a device of another region in its room here. Calls for one region come one after the other.
func (h *Hub) ShowElsewhere(region string, p crm.Presence) { h.rooms.ShowElsewhere(region, p) }

// ShareShown has tell told of what rooms are told of devices here, from now on. It must not block.
func (h *Hub) ShareShown(tell func(crm.Presence)) { h.rooms.ShareShown(tell) }

// PassEphemeral passes a message of a device in another region to those here who have its document open.
func (h *Hub) PassEphemeral(m crm.Ephemeral) { h.sockets.PassEphemeral(m) }

// ShareEphemeral has tell told of such messages of devices here, from now on. It must not block.
func (h *Hub) ShareEphemeral(tell func(crm.Ephemeral)) { h.sockets.ShareEphemeral(tell) }

// Recheck looks up again who everybody is, closes the sockets of disabled users (4501), of ended and revoked sign-ins,
// and takes rooms and documents from users who lost the right to them. Run does so within a second of a change of the
// directory, also by another process; call it after a change that must not wait. Errors: the storage's; then some
// sessions were not looked at.
func (h *Hub) Recheck(ctx context.Context) error {
	h.records.DirectoryChanged()
	return h.sockets.Recheck(ctx)
}

// Connections lists the sockets of a brokerage's users, the newest first.
func (h *Hub) Connections(broker crm.ID) []session.Connection { return h.sockets.Connections(broker) }

// Forget drops a record that was erased from memory, before anything else is asked of it. Run does so within a second,
// also where another process has erased it, and tells everybody who could read it.
func (h *Hub) Forget(id crm.ID) { h.records.Forget(id) }

// EndSession closes the sockets that came by a sign-in or token which has ended so: 3500, or 4502 where it was revoked.
func (h *Hub) EndSession(sessionID string, end crm.SessionEnd) { h.sockets.EndSession(sessionID, end) }

// Dismiss closes the sockets one after the other over a time (3001), and admits no more. It returns when all were told,
// or ctx ends.
func (h *Hub) Dismiss(ctx context.Context, over time.Duration) { h.sockets.Dismiss(ctx, over) }

// openFor joins a session to a document.
func (h *Hub) openFor(who *crm.Principal, doc crm.ID, out session.Subscriber) session.Document {
	return h.records.Open(who, doc, out)
}
