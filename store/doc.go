// Package store keeps everything durable in one SQLite file. A Store is made of parts, each of which owns its tables
// and offers its own methods; the Store embeds them all.
//
//	Committer           a crm.Write: changes, projection, events and audit lines in one transaction
//	DocumentLog         documents as logs of changes, with snapshots, drafts and actors
//	Projections         what is read of records without their documents: lists, search, catalogs
//	RoomLog             the events of rooms, with offsets without gaps
//	RowLedger           the writes of rows that all regions make, in one order
//	Directory           brokerages, teams, users
//	PendingInvitations  invitations that nobody has accepted yet
//	Credentials         sessions and personal tokens
//	TaskQueue           tasks, their steps and proposals
//	PluginRegistry      installed plugins, their packages and secrets
//	AuditTrail          who did what, as a chain of hashes
//	Inbox               notifications
//	Requests            idempotent answers and undo tokens
//	Metadata            facts about the database
//	Privacy             erasure for ever
//	Maintenance         expiry, check, backup
//
// All writes go through one goroutine. It gathers the jobs that wait, commits them in one transaction with one fsync (a
// group commit), and only then calls back. It remembers what it has written, so that most writes need no reads. Reads
// use a small pool of their own and never wait for writes. Damaged data is answered with crm.CodeUnavailable, never
// with a part of the truth.
//
// The package refuses to look into documents: their bytes are opaque to it. It has no access rule of its own: lists and
// catalogs ask crm.User.May. No other package contains SQL.
package store
