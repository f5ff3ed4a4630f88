package replica_test

import (
	"fmt"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/live/replica"
)

// device is one peer of the document. It edits its own copy and speaks the sync protocol as a standard client does.
type device struct {
	t      *testing.T
	user   *crm.User
	actor  crdt.Actor
	denied *crm.Error // the error that refuses all its changes; nil if it may write

	graph *crdt.Graph
	ops   *crdt.OpSet
	data  map[crdt.Hash][]byte
	sync  *crdt.Peer
	out   [][]byte // messages that the server has not received yet, in order

	peer     *replica.Peer      // the server's side of the conversation
	rejected map[crdt.Hash]bool // changes that were refused in this conversation
}

func newDevice(t *testing.T, n byte) *device {
	d := &device{
		t: t, user: &crm.User{ID: crm.ID{15: n}, Role: crm.RoleAgent}, actor: crdt.Actor(fmt.Sprintf("device %08d", n)),
		graph: crdt.NewGraph(), ops: crdt.NewOpSet(), data: map[crdt.Hash][]byte{},
	}
	d.connect()
	return d
}

// connect begins a new conversation. Messages on their way are lost.
func (d *device) connect() {
	d.sync, d.out = crdt.NewPeer(), nil
	d.peer = replica.NewPeer(d)
	d.forget()
}

// forget resets what a new conversation must not know.
func (d *device) forget() {
	d.rejected = map[crdt.Hash]bool{}
}

// edit makes a change of one field by an actor, after all changes that the device has, and sends it.
func (d *device) edit(actor crdt.Actor, field, value string) crdt.Hash {
	c := &crdt.Change{Actor: actor, Seq: d.graph.Last(actor) + 1, StartOp: d.graph.MaxOp() + 1, Deps: d.graph.Heads()}
	op := crdt.Op{
		ID: crdt.OpID{Counter: c.StartOp, Actor: actor}, Key: field, Action: crdt.ActionSet,
		Value: crdt.Value{Type: crdt.ValueString, Bytes: value},
	}
	for _, v := range d.ops.Values(crdt.OpID{}, field) {
		op.Pred = append(op.Pred, v.Op)
	}
	for i := 1; i < len(op.Pred); i++ { // ascending, as the format wants them
		for j := i; j > 0 && op.Pred[j].Less(op.Pred[j-1]); j-- {
			op.Pred[j], op.Pred[j-1] = op.Pred[j-1], op.Pred[j]
		}
	}
	c.Ops = []crdt.Op{op}
	if err := crdt.EncodeChange(c); err != nil {
		d.t.Fatal(err)
	}
	parsed, err := crdt.ParseChange(c.Data, nil)
	if err != nil {
		d.t.Fatal(err)
	}
	d.add(parsed)
	d.say()
	return c.Hash
}

func (d *device) add(c *crdt.Change) {
	d.t.Helper()
	if d.graph.Has(c.Hash) {
		return
	}
	if err := d.graph.Add(crdt.NodeOf(c)); err != nil {
		d.t.Fatalf("%s can't add what it was given: %v", d.actor, err)
	}
	if err := d.ops.Apply(c); err != nil {
		d.t.Fatal(err)
	}
	d.data[c.Hash] = c.Data
}

// say sends the next message, if there is one.
func (d *device) say() {
	out, ok := d.sync.Generate(d.graph)
	if !ok {
		return
	}
	chunks := make([][]byte, len(out.Changes))
	for i, h := range out.Changes {
		chunks[i] = d.data[h]
	}
	d.out = append(d.out, out.Encode(chunks))
}

// hear takes in a message of the server, and answers it.
func (d *device) hear(data []byte) {
	d.t.Helper()
	m, err := crdt.ParseMessage(data)
	if err != nil {
		d.t.Fatalf("the server sent a bad message: %v", err)
	}
	for _, chunk := range m.Changes {
		c, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			d.t.Fatalf("the server sent a bad change: %v", err)
		}
		d.add(c)
	}
	d.sync.Receive(d.graph, m)
	d.say()
}
