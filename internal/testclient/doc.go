package testclient

import (
	"context"
	crand "crypto/rand"
	"encoding/json"
	"fmt"
	"slices"
	"time"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
)

// Memory is what a device keeps of a document when its connection is gone.
type Memory struct {
	graph   *crdt.Graph
	content *crdt.OpSet
	data    map[crm.Hash][]byte
	order   []crm.Hash
	waiting []*crdt.Change
}

// Doc is one document of a client. Its fields are guarded by the client's lock; methods take it.
type Doc struct {
	ID    crm.ID
	c     *Client
	actor crdt.Actor
	peer  *crdt.Peer
	m     *Memory

	heads       []crm.Hash // of a light document: as the server told
	unavailable bool
	saved       map[crm.Hash]bool
	rejected    map[crm.Hash]Frame
	moved       string // the document that continues it; "" until told
	syncs       int    // sync messages received
}

// NewMemory is a document that nothing is known of.
func NewMemory() *Memory {
	return &Memory{graph: crdt.NewGraph(), content: crdt.NewOpSet(), data: make(map[crm.Hash][]byte)}
}

// Open begins to sync a document.
func (c *Client) Open(id crm.ID) *Doc {
	c.mu.Lock()
	defer c.mu.Unlock()
	if d := c.docs[id]; d != nil {
		return d
	}
	d := &Doc{ID: id, c: c, peer: crdt.NewPeer(), saved: make(map[crm.Hash]bool), rejected: make(map[crm.Hash]Frame),
		m: c.opts.Keep[id]}
	if c.opts.Actor != nil {
		d.actor = c.opts.Actor()
	} else {
		raw := make([]byte, 16)
		_, _ = crand.Read(raw)
		d.actor = crdt.Actor(raw)
	}
	if d.m == nil {
		d.m = NewMemory()
		if c.opts.Keep != nil {
			c.opts.Keep[id] = d.m
		}
	}
	c.docs[id] = d
	d.generate()
	return d
}

// take hands a frame to the document that it is about. The caller is the reader.
func (c *Client) take(frame *Frame) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	defer c.wake()
	if frame.DocumentID == "" {
		return nil
	}
	id, err := crm.ParseDocumentID(frame.DocumentID)
	if err != nil {
		return err
	}
	d := c.docs[id]
	if d == nil {
		return nil
	}
	switch frame.Type {
	case "doc-unavailable":
		d.unavailable = true
	case "saved":
		for _, hash := range frame.Hashes {
			d.saved[crm.Hash(hash)] = true
		}
	case "rejected":
		for _, hash := range frame.Hashes {
			d.rejected[crm.Hash(hash)] = *frame
		}
	case "moved":
		d.moved = frame.To
	case "sync":
		return d.receive(frame)
	}
	return nil
}

func (d *Doc) receive(frame *Frame) error {
	var data []byte
	if err := cbor.Unmarshal(frame.Data, &data); err != nil {
		return err
	}
	message, err := crdt.ParseMessage(data)
	if err != nil {
		return fmt.Errorf("the server's sync message: %w", err)
	}
	d.unavailable = false
	d.syncs++
	if d.c.opts.Light {
		return d.glance(message)
	}
	var came []crm.Hash
	for _, raw := range message.Changes {
		chunks, err := crdt.SplitChunks(raw)
		if err != nil {
			return err
		}
		for _, chunk := range chunks {
			if kind, err := crdt.ChunkType(chunk); err == nil && kind == crdt.ChunkDocument {
				return d.askSingly()
			}
			change, err := crdt.ParseChange(chunk, nil)
			if err != nil {
				return fmt.Errorf("the server's change: %w", err)
			}
			d.m.waiting = append(d.m.waiting, change)
			came = append(came, change.Hash)
		}
	}
	if err := d.m.applyReady(); err != nil {
		return err
	}
	d.peer.Receive(d.m.graph, message)
	for _, hash := range came {
		if d.m.graph.Has(hash) {
			d.peer.Holds(d.m.graph, hash)
		}
	}
	d.generate()
	if d.c.opts.OnSync != nil {
		d.c.opts.OnSync(d.ID)
	}
	return nil
}

// askSingly has the server send every change by itself, since nothing here reads a snapshot of a whole document: it
// says that we hold something unknown and describe nothing. The server sends snapshots only to those who hold nothing.
func (d *Doc) askSingly() error {
	d.peer, d.m.waiting = crdt.NewPeer(), nil
	var unknown crm.Hash
	_, _ = crand.Read(unknown[:])
	message := crdt.Message{Heads: []crm.Hash{unknown}, Have: []crdt.Have{{}}}
	return d.send("sync", message.Encode())
}

// applyReady applies what waits and has all its dependencies.
func (m *Memory) applyReady() error {
	for {
		left := m.waiting[:0:0]
		for _, change := range m.waiting {
			switch {
			case m.graph.Has(change.Hash):
			case len(m.graph.Missing(change.Deps)) > 0:
				left = append(left, change)
			default:
				if err := m.add(change); err != nil {
					return err
				}
			}
		}
		progress := len(left) < len(m.waiting)
		m.waiting = left
		if !progress || len(left) == 0 {
			return nil
		}
	}
}

func (m *Memory) add(change *crdt.Change) error {
	if err := m.graph.Add(crdt.NodeOf(change)); err != nil {
		return err
	}
	m.data[change.Hash] = change.Data
	m.order = append(m.order, change.Hash)
	return m.content.Apply(change)
}

// generate sends what the sync state asks for, if anything. The caller holds the lock.
func (d *Doc) generate() {
	out, ok := d.peer.Generate(d.m.graph)
	if !ok {
		return
	}
	changes := make([][]byte, len(out.Changes))
	for i, hash := range out.Changes {
		changes[i] = d.m.data[hash]
	}
	kind := "sync"
	if d.m.graph.Len() == 0 && d.syncs == 0 {
		kind = "request"
	}
	_ = d.send(kind, out.Encode(changes)) // a lost connection shows in the reader
}

func (d *Doc) send(kind string, data []byte) error { return d.c.sendSync(kind, d.ID, data) }

// Heads are the document's heads here.
func (d *Doc) Heads() []crm.Hash {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.headsLocked()
}

func (d *Doc) headsLocked() []crm.Hash {
	if d.c.opts.Light {
		return d.heads
	}
	return slices.Clone(d.m.graph.Heads())
}

// Fields are the document's root fields here.
func (d *Doc) Fields() map[string]json.RawMessage {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.m.content.Fields()
}

// Unavailable reports whether the server said that it has no such document for us.
func (d *Doc) Unavailable() bool {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	return d.unavailable
}

// IsUnavailable is Unavailable for use within the client's Wait, which holds the lock.
func (d *Doc) IsUnavailable() bool { return d.unavailable }

// Wait blocks until ok, which sees the heads and root fields after each message.
func (d *Doc) Wait(ctx context.Context, ok func(heads []crm.Hash, fields map[string]json.RawMessage) bool) error {
	return d.c.Wait(ctx, func() bool { return ok(d.headsLocked(), d.m.content.Fields()) })
}

// WaitSaved blocks until the server has said that the change is on disk; an error where it was refused.
func (d *Doc) WaitSaved(ctx context.Context, hash crm.Hash) error {
	var refused *Frame
	err := d.c.Wait(ctx, func() bool {
		if frame, ok := d.rejected[hash]; ok {
			refused = &frame
			return true
		}
		return d.saved[hash]
	})
	if refused != nil {
		return &crm.Error{Code: crm.Code(refused.Code), Field: refused.Field, Message: refused.Message}
	}
	return err
}

// WaitMoved waits until the server has told which document continues this one.
func (d *Doc) WaitMoved(ctx context.Context) (to string, err error) {
	err = d.c.Wait(ctx, func() bool { to = d.moved; return to != "" })
	return to, err
}

// Set writes one scalar root field and sends it: text, bool, int or float64; nil deletes it.
func (d *Doc) Set(key string, value any) (crm.Hash, error) {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	op := crdt.Op{Key: key, Action: crdt.ActionSet, Value: primitive(value), Pred: d.survivors(key)}
	if value == nil {
		op.Action = crdt.ActionDelete
	}
	return d.commit([]crdt.Op{op})
}

// survivors are the operations that a new value of a root field overwrites.
func (d *Doc) survivors(key string) []crdt.OpID {
	var ids []crdt.OpID
	for _, value := range d.m.content.Values(crdt.OpID{}, key) {
		ids = append(ids, value.Op)
	}
	slices.SortFunc(ids, func(a, b crdt.OpID) int {
		if a.Less(b) {
			return -1
		}
		return 1
	})
	return ids
}

// Add takes a change from elsewhere, a fixed first change for example, as this device's own.
func (d *Doc) Add(change *crdt.Change) error {
	d.c.mu.Lock()
	defer d.c.mu.Unlock()
	if err := d.m.add(change); err != nil {
		return err
	}
	d.generate()
	return nil
}

func (d *Doc) commit(ops []crdt.Op) (crm.Hash, error) {
	change, err := d.make(ops)
	if err != nil {
		return crm.Hash{}, err
	}
	d.generate()
	return change.Hash, nil
}

// make adds a change of ops, whose IDs it numbers. The caller holds the lock.
func (d *Doc) make(ops []crdt.Op) (*crdt.Change, error) {
	g := d.m.graph
	change := &crdt.Change{Deps: slices.Clone(g.Heads()), Actor: d.actor, Seq: g.Last(d.actor) + 1,
		StartOp: g.MaxOp() + 1, Time: time.Now().Unix(), Ops: ops}
	for i := range ops {
		ops[i].ID = crdt.OpID{Counter: change.StartOp + uint64(i), Actor: d.actor}
	}
	if err := crdt.EncodeChange(change); err != nil {
		return nil, err
	}
	return change, d.m.add(change)
}

func primitive(value any) crdt.Value {
	switch v := value.(type) {
	case string:
		return crdt.Value{Type: crdt.ValueString, Bytes: v}
	case int:
		return crdt.Value{Type: crdt.ValueInt, Int: int64(v)}
	case float64:
		return crdt.Value{Type: crdt.ValueFloat, Float: v}
	case bool:
		if v {
			return crdt.Value{Type: crdt.ValueTrue}
		}
		return crdt.Value{Type: crdt.ValueFalse}
	}
	return crdt.Value{Type: crdt.ValueNull}
}
