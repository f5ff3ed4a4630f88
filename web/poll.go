package web

import (
	"context"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"io"
	"log/slog"
	"net/http"
	"runtime/debug"
	"slices"
	"sync"
	"time"

	"github.com/gofiber/fiber/v2"

	"roomkey/crm"
	realtime "roomkey/sync"
)

// headerPoll names the poll that a request belongs to.
const headerPoll = "Sync-Poll"

// pollSendPath takes frames; more than any other request outside /api.
const (
	pollSendPath = "/sync/poll/send"
	maxPollBody  = 17 << 20 // the largest frame and some more
)

// pollDoor lets clients in that no WebSocket gets through to: they open a poll, send frames in requests, and wait for
// frames in another (R80). It uses access tokens and personal tokens, no cookies, so that no other page can use it.
type pollDoor struct {
	life    *lifetime
	auth    *Auth
	hub     *realtime.Hub
	work    *work
	metrics *Metrics
	random  io.Reader
	now     func() time.Time
	log     *slog.Logger

	mu     sync.Mutex // guards what follows
	polls  map[string]*poll
	closed map[crm.ID][]string // a user's polls that are closed and remembered, the oldest first
}

// poll is one client's connection, and the sign-in or the token that it is for.
type poll struct {
	*pollConn
	session string
}

// opened answers a request for a poll.
type opened struct {
	ID string `json:"id"`
}

// pollClosed tells a client that its poll is over, as a socket's close frame does.
type pollClosed struct {
	Code   int    `json:"code"`
	Reason string `json:"reason"`
}

// open begins a poll: POST /sync/poll.
func (d *pollDoor) open(f *fiber.Ctx) error {
	who, err := d.identify(f)
	if err != nil {
		return d.refuse(f, who, err)
	}
	if !d.life.sockets.enter() {
		return errDraining
	}
	name := make([]byte, 16)
	if _, err := io.ReadFull(d.random, name); err != nil {
		d.life.sockets.leave()
		return crm.Errorf(crm.CodeInternal, "no random name for a poll: %v", err)
	}
	id := hex.EncodeToString(name)
	c := newPollConn(d.now)
	d.metrics.connections.Inc()
	session, err := d.hub.Admit(d.life.online, c, who)
	if err != nil { // the hub has closed it, with the code that the client gets
		d.leave()
		return d.answerClosed(f, c)
	}
	d.mu.Lock()
	d.polls[id] = &poll{pollConn: c, session: who.SessionID}
	d.mu.Unlock()
	go d.serve(id, who.User.ID, c, session.Run)
	return f.JSON(opened{ID: id})
}

// serve runs a poll's session until it ends. Shutdown waits for it.
func (d *pollDoor) serve(id string, user crm.ID, c *pollConn, run func(context.Context) error) {
	defer d.leave()
	defer d.remember(id, user)
	defer func() {
		if thrown := recover(); thrown != nil {
			d.log.Error("panic", "path", "/sync/poll", "panic", panicText(thrown), "stack", string(debug.Stack()))
		}
		_ = c.Close(realtime.CloseCode(crm.Errorf(crm.CodeInternal, "")))
	}()
	if err := run(d.life.online); err != nil {
		d.log.Debug("poll ended", "err", err)
	}
}

// remember keeps a closed poll for a while, so that its client hears why; of one user the last few.
func (d *pollDoor) remember(id string, user crm.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	d.closed[user] = append(d.closed[user], id)
	if of := d.closed[user]; len(of) > pollsKept {
		delete(d.polls, of[0])
		d.closed[user] = of[1:]
	}
	time.AfterFunc(pollLater, func() { d.forget(id, user) })
}

func (d *pollDoor) forget(id string, user crm.ID) {
	d.mu.Lock()
	defer d.mu.Unlock()
	delete(d.polls, id)
	of := slices.DeleteFunc(d.closed[user], func(other string) bool { return other == id })
	if d.closed[user] = of; len(of) == 0 {
		delete(d.closed, user)
	}
}

func (d *pollDoor) leave() {
	d.metrics.connections.Dec()
	d.life.sockets.leave()
}

// send takes in frames, each after its length in four bytes: POST /sync/poll/send.
func (d *pollDoor) send(f *fiber.Ctx) error {
	p, err := d.find(f)
	if p == nil {
		return err
	}
	defer p.ask()()
	late := time.NewTimer(pollWait)
	defer late.Stop()
	for body := f.Body(); len(body) > 0; {
		if len(body) < 4 || uint64(len(body)-4) < uint64(binary.BigEndian.Uint32(body)) {
			return crm.Errorf(crm.CodeInvalid, "each frame must follow its length in four bytes")
		}
		size := int(binary.BigEndian.Uint32(body))
		frame := append([]byte(nil), body[4:4+size]...) // Fiber's memory is the next request's
		body = body[4+size:]
		select {
		case p.in <- frame:
		case <-p.closed:
			return d.answerClosed(f, p.pollConn)
		case <-late.C:
			return crm.Errorf(crm.CodeUnavailable, "the frames were not taken in time")
		}
	}
	return f.SendStatus(http.StatusNoContent)
}

// receive waits for frames and gives them as send takes them: POST /sync/poll/receive. 204 if none came.
func (d *pollDoor) receive(f *fiber.Ctx) error {
	p, err := d.find(f)
	if p == nil {
		return err
	}
	if !p.receiving.TryLock() {
		return crm.Errorf(crm.CodeConflict, "another request waits for this poll's frames")
	}
	defer p.receiving.Unlock()
	defer p.ask()()
	late := time.NewTimer(pollWait)
	defer late.Stop()
	for {
		if frames := p.take(); len(frames) > 0 {
			f.Set(fiber.HeaderContentType, fiber.MIMEOctetStream)
			return f.Send(frames)
		}
		if p.isClosed() {
			return d.answerClosed(f, p.pollConn)
		}
		select {
		case <-p.wake:
		case <-p.closed:
		case <-late.C:
			return f.SendStatus(http.StatusNoContent)
		}
	}
}

// close ends a poll: POST /sync/poll/close.
func (d *pollDoor) close(f *fiber.Ctx) error {
	p, err := d.find(f)
	if p == nil {
		return err
	}
	p.goneOnce.Do(func() { close(p.gone) })
	return f.SendStatus(http.StatusNoContent)
}

// answerClosed answers with the close code.
func (d *pollDoor) answerClosed(f *fiber.Ctx, c *pollConn) error {
	code, reason := c.ending()
	return f.Status(http.StatusGone).JSON(pollClosed{Code: code, Reason: reason})
}

// refuse answers a client that is not let in. The devices of a disabled account and of a revoked session are told to
// wipe what they hold, by the close codes for that.
func (d *pollDoor) refuse(f *fiber.Ctx, who crm.Principal, err error) error {
	if isRevoked(err) {
		code, reason := realtime.CloseCode(err)
		return f.Status(http.StatusGone).JSON(pollClosed{Code: code, Reason: reason})
	}
	if !errors.Is(err, errDisabled) {
		return err
	}
	c := newPollConn(d.now)
	if _, err := d.hub.Admit(d.life.online, c, who); err == nil {
		return errUnauthenticated // never: the hub admits no such account
	}
	return d.answerClosed(f, c)
}

// find gives the poll that a request names, if it is the caller's, by the same sign-in or token. Without one it has
// answered, or the error is unauthenticated, rate_limited or not_found.
func (d *pollDoor) find(f *fiber.Ctx) (*poll, error) {
	who, err := d.identify(f)
	if err != nil {
		return nil, d.refuse(f, who, err)
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	p := d.polls[f.Get(headerPoll)]
	if p == nil || p.session != who.SessionID {
		return nil, crm.Errorf(crm.CodeNotFound, "there is no such poll")
	}
	return p, nil
}

// identify says who asks, when it is their turn: as with any request, who asks in a loop pays for it.
func (d *pollDoor) identify(f *fiber.Ctx) (crm.Principal, error) {
	token := bearer(f.Get(fiber.HeaderAuthorization))
	if token == "" {
		return crm.Principal{}, errUnauthenticated
	}
	ctx, cancel := context.WithTimeout(d.life.base, identifyTime)
	defer cancel()
	who, err := d.auth.Identify(ctx, token)
	if err != nil || d.life.draining.Load() { // then polls are asked for one last time
		return who, err
	}
	end, err := d.work.begin(ctx, readWork, &who.User)
	if err != nil {
		return who, holdBack(ctx, err)
	}
	end(0)
	return who, nil
}
