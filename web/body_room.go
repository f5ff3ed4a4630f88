package web

import (
	"context"
	"sync"
	"time"

	"github.com/valyala/fasthttp"

	"roomkey/crm"
)

// Bytes of large bodies that lie in memory at once, between their first byte and the end of their request.
const (
	bodiesPerUser = 24 << 20
	bodiesAtOnce  = 160 << 20 // of everybody
	// bodiesReserved is for users who hold nothing while bodiesAtOnce is taken: one body of at most maxBody each.
	bodiesReserved = 32 << 20
	// bodiesWaiting is how many more of a user's requests may wait for room before their bodies are read.
	bodiesWaiting = 32
)

// bodyRoom makes requests with a large body wait before the body is read, as long as others of the same user lie in
// memory: whoever opens many connections would fill it otherwise. Requests are known by their header, which fasthttp
// uses again only for the connection's next request. Safe for concurrent use.
type bodyRoom struct {
	now func() time.Time

	mu    sync.Mutex // guards the rest
	held  map[*fasthttp.RequestHeader]heldBody
	users map[crm.ID]userBodies
	all   int           // bytes, but for the reserve's
	spare int           // bytes that are taken of the reserve
	freed chan struct{} // closed when room was given back
}

// heldBody is the room that one request has.
type heldBody struct {
	user    crm.ID
	bytes   int
	spare   bool      // of the reserve
	refused bool      // it has none, since it would have had to wait for too long
	until   time.Time // when the body must have been read; zero: it was
}

type userBodies struct{ bytes, waiting int }

func newBodyRoom(now func() time.Time) *bodyRoom {
	return &bodyRoom{now: now, held: make(map[*fasthttp.RequestHeader]heldBody), users: make(map[crm.ID]userBodies),
		freed: make(chan struct{})}
}

// enter waits until there is room for a body of so many bytes, or reports that there is none in time. leave must follow
// in both cases; where the connection ends before, its next request or time does it.
func (b *bodyRoom) enter(ctx context.Context, header *fasthttp.RequestHeader, user crm.ID, bytes int) bool {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.free(header)
	if b.users[user].waiting >= bodiesWaiting {
		b.held[header] = heldBody{user: user, refused: true, until: b.now().Add(requestTime)}
		return false
	}
	for !b.take(header, user, bytes) {
		freed := b.freed
		b.count(user, 0, 1)
		b.mu.Unlock()
		select {
		case <-freed:
		case <-ctx.Done():
		}
		b.mu.Lock()
		b.count(user, 0, -1)
		if ctx.Err() != nil && !b.take(header, user, bytes) {
			b.held[header] = heldBody{user: user, refused: true, until: b.now().Add(requestTime)}
			return false
		}
	}
	return true
}

// take gives room to a request, if there is some. Where others hold all of it, the reserve has room for one small body
// of each user: a few who send slowly must not keep everybody else from working.
func (b *bodyRoom) take(header *fasthttp.RequestHeader, user crm.ID, bytes int) bool {
	if _, has := b.held[header]; has {
		return true
	}
	now := b.now()
	for other, of := range b.held { // what was cut off while it was read
		if !of.until.IsZero() && now.After(of.until) {
			b.free(other)
		}
	}
	used := b.users[user].bytes
	if used > 0 && used+bytes > bodiesPerUser {
		return false
	}
	full := b.all > 0 && b.all+bytes > bodiesAtOnce
	if full && (used > 0 || bytes > maxBody || b.spare+bytes > bodiesReserved) {
		return false
	}
	b.held[header] = heldBody{user: user, bytes: bytes, spare: full, until: now.Add(requestTime + time.Second)}
	*b.counter(full) += bytes
	b.count(user, bytes, 0)
	return true
}

// arrived notes that a request's body was read: its room is its own until leave.
func (b *bodyRoom) arrived(header *fasthttp.RequestHeader) {
	b.mu.Lock()
	defer b.mu.Unlock()
	if of, has := b.held[header]; has {
		of.until = time.Time{}
		b.held[header] = of
	}
}

// leave gives a request's room back, and reports whether it was refused some.
func (b *bodyRoom) leave(header *fasthttp.RequestHeader) (refused bool) {
	b.mu.Lock()
	defer b.mu.Unlock()
	refused = b.held[header].refused
	b.free(header)
	return refused
}

func (b *bodyRoom) free(header *fasthttp.RequestHeader) {
	of, has := b.held[header]
	if !has {
		return
	}
	delete(b.held, header)
	*b.counter(of.spare) -= of.bytes
	b.count(of.user, -of.bytes, 0)
	close(b.freed)
	b.freed = make(chan struct{})
}

// counter counts the bytes of the reserve, or all others.
func (b *bodyRoom) counter(spare bool) *int {
	if spare {
		return &b.spare
	}
	return &b.all
}

func (b *bodyRoom) count(user crm.ID, bytes, waiting int) {
	of := b.users[user]
	of.bytes, of.waiting = of.bytes+bytes, of.waiting+waiting
	if b.users[user] = of; of == (userBodies{}) {
		delete(b.users, user)
	}
}

// errNoRoom answers a request whose body would have had to wait for too long.
var errNoRoom = &limited{after: turnTime,
	err: crm.Errorf(crm.CodeRateLimited, "you are sending too much at once; try again")}
