package session

import (
	"context"
	"crypto/rand"
	"io"
	"log/slog"
	"time"

	"roomkey/crm"
)

// Config configures Sockets. Storage and Open are required; the zero value of everything else works.
type Config struct {
	Storage Storage
	// Open joins a session to a document. Nothing is sent to the session before its first message has been answered.
	Open    func(who *crm.Principal, doc crm.ID, out Subscriber) Document
	Now     func() time.Time // nil: time.Now
	Random  io.Reader        // nil: crypto/rand
	Log     *slog.Logger     // nil: nothing is logged
	Limits  Limits           // zero fields: the defaults of the protocol
	Metrics Metrics
	// Renew turns the token of an auth message into a principal. Nil refuses every token.
	Renew func(ctx context.Context, token string) (crm.Principal, error)
	// Ended says whether a sign-in was ended, perhaps by another process. It is called when the directory has changed.
	// Nil: no sign-in ever ends.
	Ended func(ctx context.Context, sessionID string) (crm.SessionEnd, error)
	// DirectoryChanged is called at the start of Run and whenever the directory has changed, by one goroutine. Nil:
	// nothing.
	DirectoryChanged func(ctx context.Context) error
}

func (c Config) withDefaults() Config {
	if c.Now == nil {
		c.Now = time.Now
	}
	if c.Random == nil {
		c.Random = rand.Reader
	}
	if c.Log == nil {
		c.Log = slog.New(slog.DiscardHandler)
	}
	if c.Renew == nil {
		c.Renew = func(context.Context, string) (crm.Principal, error) {
			return crm.Principal{}, crm.Errorf(crm.CodeUnauthenticated, "tokens can't be renewed here")
		}
	}
	if c.DirectoryChanged == nil {
		c.DirectoryChanged = func(context.Context) error { return nil }
	}
	c.Limits = c.Limits.withDefaults()
	return c
}

// Document is a live document as a session sees it. Its methods never block on I/O.
type Document interface {
	// Receive takes a sync message over. done is called when the document has finished with it; its error closes the
	// socket.
	Receive(data []byte, request bool, done func(error))
	// Acknowledge takes a sync message in if it only acknowledges what was sent last, and so needs no answer; else it
	// is false, and does nothing. It keeps nothing of data.
	Acknowledge(data []byte) bool
	// Recheck gives the session's user new rights.
	Recheck(user *crm.User)
	// Readable reports whether the session's user was found to be able to read the document, and still is.
	Readable() bool
	// Record is the record, or draft, that the document is found to belong to; zero until then.
	Record() crm.ID
	// Close ends the session's part in the document.
	Close()
}

// Subscriber is a session as a live document sees it. The methods are called from the document's goroutine and never
// block; they may end the session instead when its queue is full. The arguments are shared and must not be changed.
type Subscriber interface {
	Send(doc crm.ID, data []byte) // one sync message; the session puts the envelope around it
	Unavailable(doc crm.ID)       // absent or not readable: both look the same
	Saved(doc crm.ID, hashes []crm.Hash)
	Rejected(doc crm.ID, hashes []crm.Hash, err *crm.Error)
	Repaired(doc crm.ID, hashes []crm.Hash, err *crm.Error)
	// Moved says that doc takes no more changes after heads. Its half of the record goes on in the document to.
	Moved(doc, to crm.ID, heads []crm.Hash)
}

// Storage is read by sessions and rooms, and keeps the server's own names. Its methods may be called from many
// goroutines.
type Storage interface {
	RoomLog
	Directory
	Meta
	Record(ctx context.Context, id crm.ID) (*crm.Record, error)
}

// RoomLog reads the events that were stored.
type RoomLog interface {
	Events(ctx context.Context, name crm.Room, after uint64, limit int) ([]crm.Event, error)
	RoomPosition(ctx context.Context, name crm.Room) (epoch string, offset uint64, err error)
}

// Directory knows the people.
type Directory interface {
	UserByID(ctx context.Context, id crm.ID) (*crm.User, error)
	Users(ctx context.Context, broker crm.ID) ([]*crm.User, error)
	DirectoryVersion(ctx context.Context) (uint64, error)
}

// Meta remembers small facts with the data that they are about. A key that is not set gives nil.
type Meta interface {
	Meta(ctx context.Context, key string) ([]byte, error)
	SetMeta(ctx context.Context, key string, value []byte) error
}

// Metrics are hooks; each may be nil. They are called from many goroutines and must not block.
type Metrics struct {
	Connections func(delta int) // sockets that opened (1) or closed (-1)
	FrameIn     func(kind string, bytes int)
	FrameOut    func(kind string, bytes int)
	SlowReader  func()
	// Waited counts for how long a socket was not read because its peer was over a budget: "frames", "bytes",
	// "answers", or "user" for the answers to all sockets of a user.
	Waited func(budget string, took time.Duration)
}
