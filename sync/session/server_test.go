package session_test

import (
	"context"
	"encoding/json"
	"errors"
	"strconv"
	"sync"
	"testing"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crm"
	"roomkey/sync/session"
)

// memoryStorage is the storage that sockets and rooms read, in memory.
type memoryStorage struct {
	mu       sync.Mutex
	version  uint64
	users    map[crm.ID]crm.User
	records  map[crm.ID]*crm.Record
	events   map[crm.Room][]crm.Event
	epoch    string
	meta     map[string][]byte
	position func() // called by RoomPosition, before it answers
	readLog  func() // called by Events, after it has read
}

func newMemoryStorage() *memoryStorage {
	h := &memoryStorage{
		users: map[crm.ID]crm.User{}, records: map[crm.ID]*crm.Record{}, events: map[crm.Room][]crm.Event{},
		epoch: "e1", meta: map[string][]byte{},
	}
	for _, u := range []crm.User{broker, lead, agent, mate, viewer, stranger, outsider} {
		h.users[u.ID] = u
	}
	return h
}

// escrow adds a record of agent's.
func (h *memoryStorage) escrow(n byte, visibility crm.Visibility) crm.ID {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.records[id(n)] = &crm.Record{ID: id(n), Type: "escrow",
		Row: crm.Row{Owner: agent.ID, Team: harbor, Broker: brokerage, Visibility: visibility}}
	return id(n)
}

// commit stores an event and gives it its offset.
func (h *memoryStorage) commit(e crm.Event) crm.Event {
	h.mu.Lock()
	defer h.mu.Unlock()
	e.Offset, e.At = 1, time.UnixMilli(1)
	if list := h.events[e.Room]; len(list) > 0 {
		e.Offset = list[len(list)-1].Offset + 1
	}
	if e.Data == nil {
		e.Data = json.RawMessage(`{}`)
	}
	h.events[e.Room] = append(h.events[e.Room], e)
	return e
}

func (h *memoryStorage) change(change func()) {
	h.mu.Lock()
	defer h.mu.Unlock()
	change()
	h.version++
}

func (h *memoryStorage) Events(_ context.Context, room crm.Room, after uint64, limit int) ([]crm.Event, error) {
	h.mu.Lock()
	var list []crm.Event
	for _, e := range h.events[room] {
		if e.Offset > after && len(list) < limit {
			list = append(list, e)
		}
	}
	call := h.readLog
	h.mu.Unlock()
	if call != nil {
		call()
	}
	return list, nil
}

func (h *memoryStorage) RoomPosition(_ context.Context, room crm.Room) (string, uint64, error) {
	h.mu.Lock()
	call := h.position
	h.mu.Unlock()
	if call != nil {
		call()
	}
	h.mu.Lock()
	defer h.mu.Unlock()
	offset := uint64(0)
	if list := h.events[room]; len(list) > 0 {
		offset = list[len(list)-1].Offset
	}
	return h.epoch, offset, nil
}

func (h *memoryStorage) Record(_ context.Context, id crm.ID) (*crm.Record, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if r := h.records[id]; r != nil {
		return r, nil
	}
	return nil, crm.ErrNotFound
}

func (h *memoryStorage) Users(_ context.Context, broker crm.ID) ([]*crm.User, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	var list []*crm.User
	for _, u := range h.users {
		if u.Broker == broker {
			list = append(list, &u)
		}
	}
	return list, nil
}

func (h *memoryStorage) UserByID(_ context.Context, id crm.ID) (*crm.User, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	if u, ok := h.users[id]; ok {
		return &u, nil
	}
	return nil, crm.ErrNotFound
}

func (h *memoryStorage) DirectoryVersion(context.Context) (uint64, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.version, nil
}

func (h *memoryStorage) Meta(_ context.Context, key string) ([]byte, error) {
	h.mu.Lock()
	defer h.mu.Unlock()
	return h.meta[key], nil
}

func (h *memoryStorage) SetMeta(_ context.Context, key string, value []byte) error {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.meta[key] = value
	return nil
}

// playedDocuments plays the documents: it keeps the messages that came, and by default finishes them at once.
type playedDocuments struct {
	mu      sync.Mutex
	links   []*playedDocument
	receive func(*playedDocument, []byte, func(error)) // nil: done at once
}

type playedDocument struct {
	playedDocuments *playedDocuments
	doc             crm.ID
	out             session.Subscriber
	mu              sync.Mutex
	user            *crm.User
	got             []string
	blind           bool
	request         bool
	closed          bool
	expected        string // the acknowledgement of what was sent last; "": none is expected
	acknowledged    int
}

func (b *playedDocuments) open(who *crm.Principal, doc crm.ID, out session.Subscriber) session.Document {
	b.mu.Lock()
	defer b.mu.Unlock()
	link := &playedDocument{playedDocuments: b, doc: doc, out: out, user: &who.User}
	b.links = append(b.links, link)
	return link
}

func (l *playedDocument) Receive(data []byte, request bool, done func(error)) {
	l.mu.Lock()
	l.got, l.request = append(l.got, string(data)), request
	l.mu.Unlock()
	if l.playedDocuments.receive != nil {
		l.playedDocuments.receive(l, data, done)
	} else {
		done(nil)
	}
}
func (l *playedDocument) Acknowledge(data []byte) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	if l.expected == "" || l.expected != string(data) {
		return false
	}
	l.acknowledged++
	return true
}
func (l *playedDocument) Recheck(user *crm.User) { l.mu.Lock(); defer l.mu.Unlock(); l.user = user }
func (l *playedDocument) Close()                 { l.mu.Lock(); defer l.mu.Unlock(); l.closed = true }
func (l *playedDocument) Readable() bool         { l.mu.Lock(); defer l.mu.Unlock(); return !l.blind }

// testServer is a test's server and its clients, all within one bubble of time.
type testServer struct {
	*session.Sockets
	*memoryStorage
	*playedDocuments
	t     *testing.T
	ctx   context.Context
	names int
}

func newServer(t *testing.T, change func(*session.Config)) *testServer {
	d := &testServer{memoryStorage: newMemoryStorage(), playedDocuments: &playedDocuments{}, t: t, ctx: t.Context()}
	config := session.Config{Storage: d.memoryStorage, Open: d.open}
	if change != nil {
		change(&config)
	}
	d.Sockets = session.New(config)
	ctx, stop := context.WithCancel(context.Background())
	over := make(chan struct{})
	go func() { defer close(over); d.Run(ctx) }()
	t.Cleanup(func() {
		d.Drain(context.Background())
		stop()
		<-over
		if n := d.Live(); n != 0 {
			t.Errorf("%d things are left when everybody has gone", n)
		}
	})
	return d
}

// client is the far end of a socket.
type client struct {
	*session.Pair
	t      *testing.T
	name   string
	over   chan error  // what Serve gave
	frames chan object // what came, unless it is a stalled one
	how    *session.CloseError
}

// connect opens a socket whose client reads every frame.
func (d *testServer) connect(who crm.Principal) *client {
	c := d.stall(who)
	go c.pump()
	return c
}

// stall opens a socket whose client reads only when the test does.
func (d *testServer) stall(who crm.Principal) *client {
	near, far := session.NewPair(64)
	c := &client{Pair: far, t: d.t, over: make(chan error, 1), frames: make(chan object, 1<<14)}
	go func() { c.over <- d.Serve(d.ctx, near, who) }()
	return c
}

func (c *client) pump() {
	defer close(c.frames)
	for {
		data, err := c.ReadFrame(64 << 20)
		if err != nil {
			errors.As(err, &c.how)
			return
		}
		var frame object
		if err := cbor.Unmarshal(data, &frame); err != nil {
			c.t.Error("the server sent what is no CBOR map:", err)
			return
		}
		c.frames <- frame
	}
}

func (d *testServer) enter(user crm.User) *client {
	d.names++
	return d.enterAs(user, "peer-"+strconv.Itoa(d.names))
}

func (d *testServer) enterAs(user crm.User, name string) *client {
	d.t.Helper()
	c := d.connect(crm.Principal{User: user, SessionID: "session-" + user.Name})
	c.join(name)
	c.expect("peer")
	return c
}

type object = map[string]any

func (c *client) join(name string) {
	c.name = name
	c.send(object{"type": "join", "senderId": name, "supportedProtocolVersions": []string{"1"}})
}

func (c *client) send(frame object) {
	c.t.Helper()
	_ = c.WriteFrame(c.encode(frame), nil) // a socket that the server has closed already takes nothing
}

func (c *client) encode(frame object) []byte {
	c.t.Helper()
	data, err := cbor.Marshal(frame)
	if err != nil {
		c.t.Fatal(err)
	}
	return data
}

func (c *client) sync(doc crm.ID, data string) {
	c.t.Helper()
	c.send(c.message(doc, data))
}

func (c *client) message(doc crm.ID, data string) object {
	return object{"type": "sync", "senderId": c.name, "targetId": "x", "documentId": crm.DocumentID(doc),
		"data": []byte(data)}
}

// expect takes the next frame, which must be of this type.
func (c *client) expect(kind string) object {
	c.t.Helper()
	select {
	case frame, ok := <-c.frames:
		if !ok {
			c.t.Fatalf("%s: instead of %s: %v", c.name, kind, c.how)
		}
		if frame["type"] != kind {
			c.t.Fatalf("%s: instead of %s: %v", c.name, kind, frame)
		}
		return frame
	case <-time.After(5 * time.Second):
		c.t.Fatalf("%s: no %s came", c.name, kind)
	}
	return nil
}

// expectClose reads until the socket is closed, which must be with this code.
func (c *client) expectClose(code int) *session.CloseError {
	c.t.Helper()
	for range c.frames {
	}
	if c.how == nil || c.how.Code != code {
		c.t.Fatalf("%s: closed with %v, not %d", c.name, c.how, code)
	}
	<-c.over
	return c.how
}

// expectNothing asserts that nothing comes within a while.
func (c *client) expectNothing() {
	c.t.Helper()
	select {
	case frame, ok := <-c.frames:
		c.t.Fatalf("%s got %v (%v, %v)", c.name, frame, ok, c.how)
	case <-time.After(2 * time.Second):
	}
}

func (c *client) joinRoom(room crm.Room) object {
	c.t.Helper()
	c.send(object{"type": "room:join", "room": string(room)})
	return c.expect("room:joined")
}
