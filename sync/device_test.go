package sync_test

import (
	"bytes"
	"crypto/rand"
	"slices"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"roomkey/crdt"
	"roomkey/crm"
	realtime "roomkey/sync"
	"roomkey/sync/live"
)

// device is a client's copy of one document: its own history, and a peer that speaks to the hub through a link.
type device struct {
	t     testing.TB
	user  *crm.User
	doc   crm.ID
	actor crdt.Actor
	graph *crdt.Graph
	ops   *crdt.OpSet
	data  map[crdt.Hash][]byte
	peer  *crdt.Peer
	link  *live.Link

	mu          sync.Mutex // guards the following fields: the link's answers
	line        *line      // nil: offline
	inbox       [][]byte
	frames      int
	saved       map[crm.Hash]bool
	rejected    map[crm.Hash]*crm.Error
	repaired    map[crm.Hash][]*crm.Error
	unavailable int
	moved       []crm.ID   // the documents that the device was told to go on in
	ended       []crm.Hash // what the document has for ever
	woken       chan struct{}
	chunks      int               // document chunks that came
	messages    int               // that were read
	putOff      atomic.Int32      // messages that the hub could not take in at that time
	cameIn      map[crdt.Hash]int // by change: which of them brought it
}

func newDevice(t testing.TB, user *crm.User, doc crm.ID) *device {
	actor := make([]byte, 16)
	prefix := realtime.ActorPrefix(user.ID)
	copy(actor, prefix[:])
	if _, err := rand.Read(actor[8:]); err != nil {
		t.Fatal(err)
	}
	return &device{
		t: t, user: user, doc: doc, actor: crdt.Actor(actor), graph: crdt.NewGraph(), ops: crdt.NewOpSet(),
		data: map[crdt.Hash][]byte{}, cameIn: map[crdt.Hash]int{},
		peer: crdt.NewPeer(), saved: map[crm.Hash]bool{}, rejected: map[crm.Hash]*crm.Error{},
		repaired: map[crm.Hash][]*crm.Error{},
		woken:    make(chan struct{}, 1),
	}
}

// open gives the user a device with the document open.
func (hub *testHub) open(user *crm.User, doc crm.ID) *device {
	d := newDevice(hub.TB, user, doc)
	d.connect(hub)
	return d
}

// connect opens a link and greets.
func (d *device) connect(hub *testHub) {
	d.peer.Reset()
	d.listen(hub.Hub)
	d.hello()
}

// listen opens a link and sends nothing.
func (d *device) listen(hub *realtime.Hub) {
	l := &line{d}
	d.mu.Lock()
	d.line = l
	d.mu.Unlock()
	d.link = hub.Open(principalOf(d.user), d.doc, l)
}

func (d *device) disconnect() {
	d.link.Close()
	d.mu.Lock()
	d.inbox, d.line = nil, nil
	d.mu.Unlock()
}

func (d *device) hello() {
	m := crdt.Message{Heads: d.graph.Heads(), Have: []crdt.Have{{}}}
	if out, ok := d.peer.Generate(d.graph); ok {
		m = crdt.Message{Heads: out.Heads, Need: out.Need, Have: out.Have}
	}
	d.send(&m, d.graph.Len() == 0)
}

func (d *device) send(m *crdt.Message, request bool) {
	d.link.Receive(m.Encode(), request, func(err error) {
		if err != nil && crm.CodeOf(err) != crm.CodeUnavailable { // as when the server is shutting down
			d.t.Errorf("%s: the message is refused: %v", d.user.Name, err)
		}
	})
}

// line is the subscriber of one connection. Messages over an old connection are lost.
type line struct{ d *device }

func (l *line) tell(f func(d *device)) {
	l.d.mu.Lock()
	if l.d.line == l {
		f(l.d)
	}
	l.d.mu.Unlock()
	l.d.wake()
}

func (l *line) Send(_ crm.ID, data []byte) {
	l.tell(func(d *device) {
		d.inbox = append(d.inbox, bytes.Clone(data))
		d.frames++
	})
}

func (l *line) Unavailable(crm.ID) { l.tell(func(d *device) { d.unavailable++ }) }

func (l *line) Saved(_ crm.ID, hashes []crm.Hash) {
	l.tell(func(d *device) {
		for _, h := range hashes {
			d.saved[h] = true
		}
	})
}

func (l *line) Rejected(_ crm.ID, hashes []crm.Hash, err *crm.Error) {
	l.tell(func(d *device) {
		for _, h := range hashes {
			if d.rejected[h] == nil { // it is refused again when it comes again, for another reason
				d.rejected[h] = err
			}
		}
	})
}

func (l *line) Moved(_, to crm.ID, heads []crm.Hash) {
	l.tell(func(d *device) { d.moved, d.ended = append(d.moved, to), heads })
}

func (l *line) Repaired(_ crm.ID, hashes []crm.Hash, err *crm.Error) {
	l.tell(func(d *device) {
		for _, h := range hashes {
			d.repaired[h] = append(d.repaired[h], err)
		}
	})
}

func (d *device) wake() {
	select {
	case d.woken <- struct{}{}:
	default:
	}
}

// read takes in all messages that have come.
func (d *device) read() {
	d.mu.Lock()
	inbox := d.inbox
	d.inbox = nil
	d.mu.Unlock()
	for _, data := range inbox {
		m, err := crdt.ParseMessage(data)
		if err != nil {
			d.t.Fatalf("the hub sent a bad message: %v", err)
		}
		d.messages++
		for _, chunk := range m.Changes {
			if kind, err := crdt.ChunkType(chunk); err == nil && kind == 0 {
				d.chunks++
				continue
			}
			c, err := crdt.ParseChange(chunk, nil)
			if err != nil {
				d.t.Fatalf("the hub sent a bad change: %v", err)
			}
			d.take(c)
			d.cameIn[c.Hash] = d.messages
		}
		d.peer.Receive(d.graph, m)
		d.say()
	}
}

func (d *device) take(c *crdt.Change) {
	if d.graph.Has(c.Hash) || d.chunks > 0 { // it can't decode a whole document, so it can't go on after one
		return
	}
	if err := d.graph.Add(crdt.NodeOf(c)); err != nil {
		had, _ := d.graph.ByActorSeq(c.Actor, c.Seq)
		d.t.Fatalf("%s can't add change %s, number %d of actor %x (own: %v, last: %d, same number: %s): %v",
			d.user.Name, c.Hash, c.Seq, c.Actor,
			c.Actor == d.actor, d.graph.Last(c.Actor), had, err)
	}
	if err := d.ops.Apply(c); err != nil {
		d.t.Fatal(err)
	}
	d.data[c.Hash] = c.Data
}

// say sends the next sync message, if there is one.
func (d *device) say() {
	out, ok := d.peer.Generate(d.graph)
	if !ok || d.link == nil {
		return
	}
	chunks := make([][]byte, len(out.Changes))
	for i, h := range out.Changes {
		chunks[i] = d.data[h]
	}
	d.link.Receive(out.Encode(chunks), false, func(err error) {
		if crm.CodeOf(err) == crm.CodeUnavailable {
			d.putOff.Add(1)
		} else if err != nil { // as when the server is shutting down
			d.t.Errorf("%s: the message is refused: %v", d.user.Name, err)
		}
	})
}

// patience bounds every wait for what has to come: a test that fails says what it waited for. It is long, because other
// tests may keep this machine busy.
const patience = time.Minute

// until reads until cond holds.
func (d *device) until(what string, cond func() bool) {
	d.t.Helper()
	deadline := time.After(patience)
	for {
		d.read()
		d.mu.Lock()
		ok := cond()
		d.mu.Unlock()
		if ok {
			return
		}
		select {
		case <-d.woken:
		case <-deadline:
			d.t.Fatalf("%s waits in vain: %s", d.user.Name, what)
		}
	}
}

func (d *device) untilSaved(h crm.Hash) {
	d.t.Helper()
	d.until("saved", func() bool { return d.saved[h] })
}

func (d *device) untilRejected(h crm.Hash) *crm.Error {
	d.t.Helper()
	var err *crm.Error
	d.until("rejected", func() bool { err = d.rejected[h]; return err != nil })
	return err
}

// untilRepaired waits until a change is saved and its repair is here, and returns what was put right.
func (d *device) untilRepaired(h crm.Hash) []*crm.Error {
	d.t.Helper()
	var faults []*crm.Error
	d.until("repaired", func() bool {
		faults = d.repaired[h]
		return len(faults) > 0 && d.saved[h] && d.graph.Last(crdt.RepairActor(h)) > 0
	})
	return faults
}

func (d *device) untilField(name, want string) {
	d.t.Helper()
	d.until(name+" "+want, func() bool { raw, _ := d.ops.Root(name); return string(raw) == want })
}

// change makes a change of the device's own without sending it.
func (d *device) change(ops ...crdt.Op) *crdt.Change { return d.changeAfter(d.graph.Heads(), ops...) }

func (d *device) changeAfter(deps []crdt.Hash, ops ...crdt.Op) *crdt.Change {
	d.t.Helper()
	c := &crdt.Change{
		Actor: d.actor, Seq: d.graph.Last(d.actor) + 1, StartOp: d.graph.MaxOp() + 1, Deps: slices.Clone(deps),
		Time: time.Now().Unix(), Ops: ops,
	}
	for i := range c.Ops {
		c.Ops[i].ID = crdt.OpID{Counter: c.StartOp + uint64(i), Actor: d.actor}
	}
	if err := crdt.EncodeChange(c); err != nil {
		d.t.Fatal(err)
	}
	d.take(c)
	return c
}

// text is an operation that sets a root field to a scalar text, whatever its value is.
func (d *device) text(name, value string) crdt.Op {
	op := crdt.Op{Key: name, Action: crdt.ActionSet, Value: crdt.Value{Type: crdt.ValueString, Bytes: value}}
	for _, v := range d.ops.Values(crdt.OpID{}, name) {
		op.Pred = append(op.Pred, v.Op)
	}
	slices.SortFunc(op.Pred, func(a, b crdt.OpID) int {
		if a.Less(b) {
			return -1
		}
		return 1
	})
	return op
}

// set edits a root field and sends the edit.
func (d *device) set(name, value string) crm.Hash {
	c := d.change(d.text(name, value))
	d.say()
	return c.Hash
}

// heardFrames is how many sync messages have come; heardSaved whether a change was called saved.
func (d *device) heardFrames() int {
	d.read()
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.frames
}

func (d *device) heardSaved(h crm.Hash) bool {
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.saved[h]
}

// preds are the operations that an overwriting one names.
func (d *device) preds(name string) []crdt.OpID { return d.text(name, "").Pred }

func principalOf(user *crm.User) *crm.Principal {
	return &crm.Principal{User: *user, Socket: user.Name}
}

// makes replaces a root field by a new container.
func (d *device) makes(name string, action crdt.Action) crdt.OpID {
	d.t.Helper()
	return d.change(crdt.Op{Key: name, Action: action, Pred: d.preds(name)}).Ops[0].ID
}

// note makes a list of notes of the device's own with one note in it.
func (d *device) note(body string) crm.Hash {
	d.t.Helper()
	start := d.graph.MaxOp() + 1
	list, item := crdt.OpID{Counter: start, Actor: d.actor}, crdt.OpID{Counter: start + 1, Actor: d.actor}
	set := func(key, value string) crdt.Op {
		return crdt.Op{Obj: item, Key: key, Action: crdt.ActionSet,
			Value: crdt.Value{Type: crdt.ValueString, Bytes: value}}
	}
	return d.change(
		crdt.Op{Key: "notes", Action: crdt.ActionMakeList, Pred: d.preds("notes")},
		crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionMakeMap},
		set("author", d.user.ID.String()), set("body", body), set("id", "note of "+d.user.Name),
	).Hash
}
