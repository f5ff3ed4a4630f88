package crdt_test

import (
	"bufio"
	"context"
	"encoding/binary"
	"flag"
	"io"
	"math/rand/v2"
	"os/exec"
	"slices"
	"testing"
	"time"

	"roomkey/bench/peers"
	"roomkey/crdt"
	"roomkey/internal/volume"
)

var (
	stockRounds = flag.Int("stock-rounds", 800, "random histories with stock Automerge peers")
	stockSeed   = flag.Uint64("stock-seed", 0, "seed of the first history; 0: by the clock")
)

// The operations of sync.mjs.
const (
	stockOpen byte = 1 + iota
	stockEdit
	stockConnect
	stockGenerate
	stockReceive
	stockHeads
	stockSave
	stockLoad
	stockLose
	stockForget
	stockPack
	stockHolds
)

// stockProcess is a Node process with many stock documents.
type stockProcess struct {
	t   testing.TB
	in  *bufio.Writer
	out *bufio.Reader
}

func startStock(t testing.TB) *stockProcess {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("the tests need Node.js: ", err)
	}
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(context.Background(), 10*time.Minute)
	command := peers.Command
	if volume.Raced {
		command = peers.Brief // for a tenth of the histories
	}
	cmd := command(ctx, "sync.mjs")
	in, err := cmd.StdinPipe()
	if err != nil {
		t.Fatal(err)
	}
	out, err := cmd.StdoutPipe()
	if err != nil {
		t.Fatal(err)
	}
	if err := cmd.Start(); err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = in.Close()
		_ = cmd.Wait()
		cancel()
	})
	return &stockProcess{t: t, in: bufio.NewWriter(in), out: bufio.NewReader(out)}
}

func (s *stockProcess) call(op byte, doc, seed uint32, payload ...byte) []byte {
	s.t.Helper()
	head := binary.LittleEndian.AppendUint32(nil, uint32(9+len(payload)))
	head = append(head, op)
	head = binary.LittleEndian.AppendUint32(head, doc)
	head = binary.LittleEndian.AppendUint32(head, seed)
	_, _ = s.in.Write(head)
	_, _ = s.in.Write(payload)
	if err := s.in.Flush(); err != nil {
		s.t.Fatal(err)
	}
	var size [4]byte
	if _, err := io.ReadFull(s.out, size[:]); err != nil {
		s.t.Fatal("the stock peer is gone: ", err)
	}
	answer := make([]byte, binary.LittleEndian.Uint32(size[:]))
	if _, err := io.ReadFull(s.out, answer); err != nil {
		s.t.Fatal("the stock peer is gone: ", err)
	}
	if answer[0] != 0 {
		s.t.Fatalf("the stock peer says: %s", answer[1:])
	}
	return answer[1:]
}

// stockClient is one stock document and its connection to the hub.
type stockClient struct {
	*stockProcess
	doc         uint32
	peer        *crdt.Peer
	hub         *link
	toHub, toIt [][]byte
}

func (c *stockClient) generate() {
	if data := c.call(stockGenerate, c.doc, 0); len(data) > 0 {
		c.toHub = append(c.toHub, data)
	}
}

// dial makes a new connection. forgets says whether the client has lost its sync state.
func (c *stockClient) dial(hub *replica, forgets byte) {
	if c.hub != nil {
		hub.disconnect(c.hub)
	}
	c.toHub, c.toIt = nil, nil
	refuses := func(*crdt.Change) bool { return false }
	if c.hub != nil {
		refuses = c.hub.refuses
	}
	c.hub = hub.connect(c.peer, &c.toIt)
	c.hub.refuses = refuses
	c.call(stockConnect, c.doc, 0, forgets)
	c.generate()
}

func (c *stockClient) step(hub *replica, toHub bool) bool {
	queue := &c.toIt
	if toHub {
		queue = &c.toHub
	}
	if len(*queue) == 0 {
		return false
	}
	data := (*queue)[0]
	*queue = (*queue)[1:]
	if toHub {
		if err := hub.receive(c.hub, data); err != nil {
			c.t.Fatal(err)
		}
	} else {
		c.call(stockReceive, c.doc, 0, data...)
		c.generate()
	}
	return true
}

// stockHistory is one random history: stock clients around a hub of ours.
type stockHistory struct {
	*stockProcess
	random  *rand.Rand
	hub     *replica
	clients []*stockClient
	partial int // the client whose changes are sometimes refused, -1: none
	seq     uint64
}

func decodeChange(chunk []byte) (*crdt.Change, error) { return crdt.ParseChange(chunk, nil) }

func newStockHistory(s *stockProcess, seed uint64) *stockHistory {
	h := &stockHistory{stockProcess: s, random: rand.New(rand.NewPCG(seed, 1)), partial: -1}
	h.hub = h.newHub()
	for i := range 1 + h.random.IntN(3) {
		c := &stockClient{stockProcess: s, doc: uint32(i), peer: crdt.NewPeer()}
		c.call(stockOpen, c.doc, 0)
		c.call(stockEdit, c.doc, h.random.Uint32(), byte(h.random.IntN(3)))
		h.clients = append(h.clients, c)
		c.dial(h.hub, 0)
	}
	if h.random.IntN(6) == 0 {
		h.partial = h.random.IntN(len(h.clients))
		h.clients[h.partial].hub.refuses = func(c *crdt.Change) bool { return c.Hash[0]&3 == 0 }
	}
	return h
}

func (h *stockHistory) newHub() *replica {
	hub := newReplica(decodeChange)
	if h.random.IntN(2) == 0 {
		hub.pack = func(chunks [][]byte) []byte { return h.call(stockPack, 0, 0, slices.Concat(chunks...)...) }
	}
	return hub
}

func (h *stockHistory) act() {
	c := h.clients[h.random.IntN(len(h.clients))]
	switch action := h.random.IntN(40); {
	case action < 12:
		c.step(h.hub, true)
	case action < 24:
		c.step(h.hub, false)
	case action < 32:
		c.call(stockEdit, c.doc, h.random.Uint32(), byte(1+h.random.IntN(3)))
		c.generate()
	case action < 33: // the client works offline for a while
		c.call(stockEdit, c.doc, h.random.Uint32(), byte(h.random.IntN(50)))
		c.generate()
	case action < 35:
		h.authorHere()
	case action < 36:
		c.call(stockSave, c.doc, 0)
	case action < 38: // the connection is lost with the messages in transit
		c.peer.Reset()
		if h.random.IntN(2) == 0 {
			c.peer = crdt.NewPeer()
		}
		c.dial(h.hub, byte(h.random.IntN(2)))
	case action < 39: // the client loses data
		c.call([]byte{stockLoad, stockLose}[h.random.IntN(2)], c.doc, 0)
		c.peer.Reset()
		if h.random.IntN(2) == 0 {
			c.peer = crdt.NewPeer()
		}
		c.dial(h.hub, byte(h.random.IntN(2)))
	default:
		h.restoreHub()
	}
}

// authorHere makes an empty change by the hub itself, like one that merges too many heads.
func (h *stockHistory) authorHere() {
	actor := crdt.Actor(binary.BigEndian.AppendUint64([]byte("the hub."), h.seq))
	c := &crdt.Change{Deps: h.hub.g.Heads(), Actor: actor, Seq: h.hub.g.Last(actor) + 1, StartOp: h.hub.g.MaxOp() + 1}
	if err := crdt.EncodeChange(c); err != nil {
		h.t.Fatal(err)
	}
	h.hub.author(c)
}

// restoreHub resets the hub to an earlier state, as restoring a backup does. All connections are new.
func (h *stockHistory) restoreHub() {
	h.seq++
	old := h.hub
	h.hub = h.newHub()
	for _, hash := range old.g.Hashes()[:h.random.IntN(old.g.Len()+1)] {
		c, err := crdt.ParseChange(old.chunks[hash], nil)
		if err != nil {
			h.t.Fatal(err)
		}
		if err := h.hub.g.Add(crdt.NodeOf(c)); err != nil {
			h.t.Fatal(err)
		}
		h.hub.chunks[hash] = c.Data
	}
	for _, c := range h.clients {
		c.peer = crdt.NewPeer()
		c.dial(h.hub, byte(h.random.IntN(2)))
	}
}

// deliverAll delivers messages until nobody has anything to send, and returns how many messages that took.
func (h *stockHistory) deliverAll(limit int) (delivered int) {
	for busy := true; busy; {
		busy = false
		for _, c := range h.clients {
			for _, toHub := range []bool{true, false} {
				if c.step(h.hub, toHub) {
					busy = true
					delivered++
				}
			}
		}
		if delivered > limit {
			h.t.Fatalf("still talking after %d messages", delivered)
		}
	}
	return delivered
}

func (h *stockHistory) compare() {
	h.t.Helper()
	var want []byte
	for _, head := range h.hub.g.Heads() {
		want = append(want, head[:]...)
	}
	for i, c := range h.clients {
		if i == h.partial {
			if h.call(stockHolds, c.doc, 0, want...)[0] != 1 {
				h.t.Fatalf("client %d, some of whose changes are refused, lacks changes of others", i)
			}
		} else if heads := h.call(stockHeads, c.doc, 0); !slices.Equal(heads, want) {
			h.t.Fatalf("client %d has heads %x, the hub %x", i, heads, want)
		}
	}
}

func TestPeer_ConvergesWithStockAutomerge(t *testing.T) {
	t.Parallel()
	seed := *stockSeed
	if seed == 0 {
		seed = uint64(time.Now().UnixNano())
	}
	t.Logf("the first history has -stock-seed=%d", seed)
	process := startStock(t)
	longest, pushes := 0, 0
	for i := range uint64(volume.Rounds(t, *stockRounds, "histories")) {
		h := newStockHistory(process, seed+i)
		t.Cleanup(func() {
			if t.Failed() && process.t != nil {
				t.Logf("repeat with -stock-rounds=1 -stock-seed=%d", seed+i)
				process.t = nil
			}
		})
		for range 5 + h.random.IntN(50) {
			h.act()
		}
		longest = max(longest, h.deliverAll(400))
		h.compare()
		pushes += h.hub.pushes
	}
	t.Logf("at most %d messages until quiet; %d shared messages", longest, pushes)
}
