package selfcheck

import (
	"context"
	"fmt"
	"sync"

	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
	"roomkey/sync/session"
	"roomkey/sync/wire"
)

// pairBuffer is how many frames one end of a socket in memory may have before it: more than a check has under way.
const pairBuffer = 64

// client is a peer of the server by a socket in memory.
type client struct {
	name   string
	conn   *session.Pair
	server string        // the server's peer id
	ended  chan struct{} // closed when nothing more is read
	stop   func() bool   // forgets the context
	mu     sync.Mutex    // held while a frame is sent
}

// frame is what a client needs of a frame from the server.
type frame struct {
	Type     string          `cbor:"type"`
	Sender   string          `cbor:"senderId"`
	Document string          `cbor:"documentId"`
	Data     cbor.RawMessage `cbor:"data"`
	Hashes   [][]byte        `cbor:"hashes"`
	Message  string          `cbor:"message"`
}

// dial joins as a peer. hears is called with the client and each frame, by one goroutine. The socket ends with ctx, or
// by close.
func (c *Checker) dial(ctx context.Context, name string, hears func(*client, *frame)) (*client, error) {
	own, theirs := session.NewPair(pairBuffer)
	speaker, err := c.config.Hub.Admit(ctx, theirs, crm.Principal{User: c.user})
	if err != nil {
		return nil, fmt.Errorf("the server admits no socket: %w", err)
	}
	p := &client{name: "self-check-" + name + "-" + crm.NewID(c.config.Random).String(), conn: own,
		ended: make(chan struct{})}
	c.group.Go(func() { _ = speaker.Run(ctx) }) // how it ended shows at the other end
	p.stop = context.AfterFunc(ctx, func() { _ = own.Close(normalClose, "") })
	join := map[string]any{"type": "join", "senderId": p.name, "peerMetadata": map[string]any{"isEphemeral": true},
		"supportedProtocolVersions": []string{wire.ProtocolVersion}}
	var first *frame
	if err = p.send(join); err == nil {
		first, err = p.read()
	}
	if err == nil && first.Type != "peer" {
		err = fmt.Errorf("the server greets by %s: %s", first.Type, first.Message)
	}
	if err != nil {
		_ = own.Close(normalClose, "")
		p.stop()
		return nil, err
	}
	p.server = first.Sender
	c.group.Go(func() {
		defer close(p.ended)
		for {
			f, err := p.read()
			if err != nil {
				return
			}
			hears(p, f)
		}
	})
	return p, nil
}

// normalClose is the code of a peer that leaves.
const normalClose = 1000

// close leaves, and waits until nothing more is heard.
func (p *client) close() {
	p.stop()
	_ = p.conn.Close(normalClose, "")
	<-p.ended
}

func (p *client) read() (*frame, error) {
	data, err := p.conn.ReadFrame(wire.MaxFrameBytes)
	if err != nil {
		return nil, err
	}
	f := &frame{}
	if err := cbor.Unmarshal(data, f); err != nil {
		return nil, fmt.Errorf("a frame of the server can't be read: %w", err)
	}
	return f, nil
}

func (p *client) send(frame map[string]any) error {
	data, err := cbor.Marshal(frame)
	if err != nil {
		return err
	}
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.conn.WriteFrame(nil, data)
}

// sync sends a sync message of a document.
func (p *client) sync(doc crm.ID, m *crdt.Message) error { return p.sync0("sync", doc, m) }

// open asks for a document of which nothing is known here.
func (p *client) open(doc crm.ID) error {
	return p.sync0("request", doc, &crdt.Message{Have: []crdt.Have{{}}})
}

func (p *client) sync0(kind string, doc crm.ID, m *crdt.Message) error {
	return p.send(map[string]any{"type": kind, "senderId": p.name, "targetId": p.server,
		"documentId": crm.DocumentID(doc), "data": m.Encode()})
}

// echo tells the server that its changes have come, as a stock peer does that keeps no more than their heads.
func (p *client) echo(doc crm.ID, heads []crdt.Hash) error {
	return p.sync(doc, &crdt.Message{Heads: heads, Have: []crdt.Have{{LastSync: heads}}})
}

// brought is what a sync message brings.
type brought struct {
	doc     crm.ID
	heads   []crdt.Hash
	changes []*crdt.Change // without those in a snapshot of a whole document
}

// bring reads a sync frame.
func bring(f *frame) (*brought, error) {
	doc, err := crm.ParseDocumentID(f.Document)
	if err != nil {
		return nil, err
	}
	var data []byte
	if err := cbor.Unmarshal(f.Data, &data); err != nil {
		return nil, err
	}
	message, err := crdt.ParseMessage(data)
	if err != nil {
		return nil, err
	}
	b := &brought{doc: doc, heads: message.Heads}
	for _, joined := range message.Changes {
		chunks, err := crdt.SplitChunks(joined)
		if err != nil {
			return nil, err
		}
		for _, chunk := range chunks {
			if kind, err := crdt.ChunkType(chunk); err != nil || kind == crdt.ChunkDocument {
				continue
			}
			change, err := crdt.ParseChange(chunk, nil)
			if err != nil {
				return nil, err
			}
			b.changes = append(b.changes, change)
		}
	}
	return b, nil
}
