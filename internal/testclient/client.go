// Package testclient is a headless client of the socket protocol in Go, for tests and for load: it joins, syncs
// documents by crdt, writes changes of its own, and watches rooms. It works against any server of the protocol, stock
// ones too. It is no part of the server.
//
//	c, err := testclient.Dial(ctx, "ws://127.0.0.1:8080/sync", testclient.Options{Token: token})
//	doc := c.Open(id)
//	err = doc.Wait(ctx, func(d *testclient.Doc) bool { return len(d.Heads()) > 0 })
package testclient

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"net/http"
	"sync"
	"time"

	"github.com/fasthttp/websocket"
	"github.com/fxamacker/cbor/v2"

	"roomkey/crdt"
	"roomkey/crm"
)

// Options say how a client connects. The zero value of each field works.
type Options struct {
	Token     string // as access_token; "" for none
	PeerID    string // "": random
	StorageID string
	Header    http.Header
	Light     bool // documents keep heads and no content: for thousands of watchers
	// after a light document was told of heads; called in the reader with the client's lock held
	OnLight func(LightUpdate)
	OnFrame func(Frame)        // every decoded frame, before the client takes it; called in the reader
	OnSync  func(doc crm.ID)   // after a sync message was taken; called in the reader
	Actor   func() crdt.Actor  // nil: random
	Keep    map[crm.ID]*Memory // what an earlier client knew of documents, by id
}

// Frame is a decoded frame of either layer.
type Frame struct {
	Type       string            `cbor:"type"`
	SenderID   string            `cbor:"senderId"`
	TargetID   string            `cbor:"targetId"`
	DocumentID string            `cbor:"documentId"`
	Data       cbor.RawMessage   `cbor:"data"`
	Room       string            `cbor:"room"`
	Epoch      string            `cbor:"epoch"`
	Offset     uint64            `cbor:"offset"`
	Recovered  bool              `cbor:"recovered"`
	Events     []Frame           `cbor:"events"`
	Members    []cbor.RawMessage `cbor:"members"`
	Name       string            `cbor:"name"`
	At         float64           `cbor:"at"`
	Hashes     [][]byte          `cbor:"hashes"`
	Code       string            `cbor:"code"`
	Message    string            `cbor:"message"`
	Field      string            `cbor:"field"`
	To         string            `cbor:"to"`
	Raw        []byte            `cbor:"-"` // the whole frame
}

// Closed says that the server closed the socket, and with which code.
type Closed struct {
	Code   int
	Reason string
}

func (c *Closed) Error() string { return fmt.Sprintf("closed with %d %s", c.Code, c.Reason) }

// Client is one connection. Its methods may be called from any goroutine.
type Client struct {
	PeerID string
	server string
	conn   *websocket.Conn
	opts   Options
	done   chan struct{} // closed when the reader has ended
	err    error         // why; read after done

	writing sync.Mutex // guards conn's writing half
	mu      sync.Mutex // guards the rest and what documents hold
	docs    map[crm.ID]*Doc
	changed chan struct{} // closed and replaced whenever something came
}

// Dial connects and joins. The connection lives until Close or until the server ends it, not until ctx does.
func Dial(ctx context.Context, url string, opts Options) (*Client, error) {
	if opts.PeerID == "" {
		opts.PeerID = "go-" + random(8)
	}
	if opts.Token != "" {
		url += "?access_token=" + opts.Token
	}
	conn, response, err := websocket.DefaultDialer.DialContext(ctx, url, opts.Header)
	if err != nil {
		if response != nil {
			return nil, fmt.Errorf("dial: %w (%s)", err, response.Status)
		}
		return nil, fmt.Errorf("dial: %w", err)
	}
	c := &Client{PeerID: opts.PeerID, conn: conn, opts: opts, done: make(chan struct{}), docs: make(map[crm.ID]*Doc),
		changed: make(chan struct{})}
	metadata := map[string]any{"isEphemeral": opts.StorageID == ""}
	if opts.StorageID != "" {
		metadata["storageId"] = opts.StorageID
	}
	join := map[string]any{"type": "join", "senderId": c.PeerID, "peerMetadata": metadata,
		"supportedProtocolVersions": []string{"1"}}
	if err := c.Send(join); err != nil {
		return nil, err
	}
	if deadline, ok := ctx.Deadline(); ok {
		_ = conn.SetReadDeadline(deadline)
	}
	frame, err := c.read()
	if err != nil {
		conn.Close()
		return nil, err
	}
	if frame.Type != "peer" {
		conn.Close()
		return nil, fmt.Errorf("greeted by %s: %s", frame.Type, frame.Message)
	}
	_ = conn.SetReadDeadline(time.Time{})
	c.server = frame.SenderID
	go c.run()
	return c, nil
}

// Send writes one frame.
func (c *Client) Send(frame any) error {
	data, err := cbor.Marshal(frame)
	if err != nil {
		return err
	}
	return c.SendRaw(data)
}

// SendRaw writes bytes as one frame, whatever they are.
func (c *Client) SendRaw(data []byte) error {
	c.writing.Lock()
	defer c.writing.Unlock()
	_ = c.conn.SetWriteDeadline(time.Now().Add(30 * time.Second))
	return c.conn.WriteMessage(websocket.BinaryMessage, data)
}

// Server is the server's peer id.
func (c *Client) Server() string { return c.server }

// Join enters a room; with an epoch, from a position.
func (c *Client) Join(room crm.Room, epoch string, offset uint64) error {
	frame := map[string]any{"type": "room:join", "room": string(room)}
	if epoch != "" {
		frame["epoch"], frame["offset"] = epoch, offset
	}
	return c.Send(frame)
}

// Done is closed when the connection has ended; Err says why.
func (c *Client) Done() <-chan struct{} { return c.done }

// Err is why the connection ended: a *Closed where the server sent a close code. Wait for Done first.
func (c *Client) Err() error { return c.err }

// Close ends the connection and waits for the reader.
func (c *Client) Close() {
	_ = c.conn.Close()
	<-c.done
}

func (c *Client) run() {
	defer close(c.done)
	for {
		frame, err := c.read()
		if err != nil {
			c.err = err
			c.mu.Lock()
			c.wake()
			c.mu.Unlock()
			return
		}
		if c.opts.OnFrame != nil {
			c.opts.OnFrame(*frame)
		}
		if err := c.take(frame); err != nil {
			c.err = err
			_ = c.conn.Close()
			c.mu.Lock()
			c.wake()
			c.mu.Unlock()
			return
		}
	}
}

func (c *Client) read() (*Frame, error) {
	_, data, err := c.conn.ReadMessage()
	if err != nil {
		var closed *websocket.CloseError
		if errors.As(err, &closed) {
			return nil, &Closed{closed.Code, closed.Text}
		}
		return nil, err
	}
	frame := &Frame{}
	if err := cbor.Unmarshal(data, frame); err != nil {
		return nil, fmt.Errorf("the server's frame: %w", err)
	}
	frame.Raw = data
	return frame, nil
}

// wake tells everybody who waits that something came. The caller holds mu.
func (c *Client) wake() {
	close(c.changed)
	c.changed = make(chan struct{})
}

// Wait blocks until ok, which is called under the client's lock whenever something came, or until ctx or the connection
// ends.
func (c *Client) Wait(ctx context.Context, ok func() bool) error {
	for {
		c.mu.Lock()
		fine, changed := ok(), c.changed
		c.mu.Unlock()
		if fine {
			return nil
		}
		select {
		case <-changed:
		case <-c.done:
			return c.err
		case <-ctx.Done():
			return ctx.Err()
		}
	}
}

func random(n int) string {
	raw := make([]byte, n)
	_, _ = rand.Read(raw)
	return hex.EncodeToString(raw)
}
