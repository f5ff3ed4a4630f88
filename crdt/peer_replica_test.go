package crdt_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"slices"
	"time"

	"roomkey/crdt"
)

// replica is a document as its owner holds it: a graph, the chunks, and a peer for every connection. It does what the
// documentation of crdt.Peer asks of the owner.
type replica struct {
	g      *crdt.Graph
	chunks map[crdt.Hash][]byte
	decode func([]byte) (*crdt.Change, error)
	pack   func([][]byte) []byte // makes a document chunk of chunks; nil: none is made
	links  []*link
	plain  bool // never sends the shared message
	pushes int
}

// link is one end of a connection. What it sends is appended to sent.
type link struct {
	peer    *crdt.Peer
	sent    *[][]byte
	refuses func(*crdt.Change) bool
}

func newReplica(decode func([]byte) (*crdt.Change, error)) *replica {
	return &replica{g: crdt.NewGraph(), chunks: map[crdt.Hash][]byte{}, decode: decode}
}

func (r *replica) connect(peer *crdt.Peer, sent *[][]byte) *link {
	l := &link{peer: peer, sent: sent}
	r.links = append(r.links, l)
	return l
}

func (r *replica) disconnect(l *link) {
	r.links = slices.DeleteFunc(r.links, func(other *link) bool { return other == l })
}

// receive handles one message and answers it. before are earlier messages that have given way to it; their changes are
// handled first.
func (r *replica) receive(l *link, data []byte, before ...[]byte) error {
	var m *crdt.Message
	var added []crdt.Hash
	inSync := r.inSync()
	for _, data := range append(before, data) {
		var err error
		if m, err = crdt.ParseMessage(data); err != nil {
			return err
		}
		for _, chunk := range m.Changes {
			c, err := r.decode(chunk)
			if err != nil {
				return err
			}
			added = append(added, r.take(l, c)...)
		}
	}
	l.peer.Receive(r.g, m)
	r.fanOut(l, inSync, added)
	return nil
}

// take adds a change of l's peer to the document, and the changes that waited for it.
func (r *replica) take(l *link, c *crdt.Change) (added []crdt.Hash) {
	if r.g.Has(c.Hash) || l.peer.Refused(c.Hash) {
		return nil
	}
	if l.peer.Refused(c.Deps...) || l.refuses != nil && l.refuses(c) {
		l.peer.Refuse(r.g, crdt.NodeOf(c))
		return nil
	}
	if len(r.g.Missing(c.Deps)) > 0 {
		_ = l.peer.Waiting.Add(c, time.Unix(0, 0))
		return nil
	}
	if err := r.g.Add(crdt.NodeOf(c)); err != nil {
		panic(fmt.Sprintf("honest change refused: %v", err))
	}
	r.chunks[c.Hash] = c.Data
	l.peer.Holds(r.g, c.Hash)
	added = append(added, c.Hash)
	for _, ready := range l.peer.Waiting.Ready(r.g) {
		added = append(added, r.take(l, ready)...)
	}
	return added
}

func (r *replica) inSync() map[*link]bool {
	inSync := map[*link]bool{}
	for _, l := range r.links {
		inSync[l] = !r.plain && l.peer.InSync(r.g)
	}
	return inSync
}

// fanOut answers the author and sends the added changes to the other peers; those that were in sync get one shared
// message.
func (r *replica) fanOut(author *link, inSync map[*link]bool, added []crdt.Hash) {
	var push []byte
	for _, l := range r.links {
		switch {
		case l == author || len(added) > 0 && !inSync[l]:
			r.generate(l)
		case len(added) > 0:
			if push == nil {
				push = crdt.EncodePush(r.g, r.fetch(added))
			}
			l.peer.Pushed(r.g, added)
			*l.sent = append(*l.sent, push)
			r.pushes++
		}
	}
}

func (r *replica) generate(l *link) {
	out, ok := l.peer.Generate(r.g)
	if !ok {
		return
	}
	chunks := r.fetch(out.Changes)
	if out.Whole && r.pack != nil {
		chunks = [][]byte{r.pack(chunks)}
	}
	*l.sent = append(*l.sent, out.Encode(chunks))
}

func (r *replica) fetch(hashes []crdt.Hash) [][]byte {
	chunks := make([][]byte, len(hashes))
	for i, h := range hashes {
		if chunks[i] = r.chunks[h]; chunks[i] == nil {
			panic("a change was to be sent that is not there")
		}
	}
	return chunks
}

// author adds a change by the replica itself.
func (r *replica) author(c *crdt.Change) {
	inSync := r.inSync()
	if err := r.g.Add(crdt.NodeOf(c)); err != nil {
		panic(err)
	}
	r.chunks[c.Hash] = c.Data
	r.fanOut(nil, inSync, []crdt.Hash{c.Hash})
}

// toyChange returns a change in a format of these tests: it has a real hash but no contents.
func toyChange(g *crdt.Graph, actor crdt.Actor) *crdt.Change {
	c := &crdt.Change{Deps: g.Heads(), Actor: actor, Seq: g.Last(actor) + 1, StartOp: g.MaxOp() + 1}
	c.Data = append(c.Data, byte(len(actor)))
	c.Data = append(c.Data, actor...)
	c.Data = binary.BigEndian.AppendUint64(c.Data, c.Seq)
	c.Data = binary.BigEndian.AppendUint64(c.Data, c.StartOp)
	for _, dep := range c.Deps {
		c.Data = append(c.Data, dep[:]...)
	}
	c.Hash = sha256.Sum256(c.Data)
	return c
}

func decodeToy(data []byte) (*crdt.Change, error) {
	c := &crdt.Change{Hash: sha256.Sum256(data), Data: data}
	n := 1 + int(data[0])
	c.Actor = crdt.Actor(data[1:n])
	c.Seq = binary.BigEndian.Uint64(data[n:])
	c.StartOp = binary.BigEndian.Uint64(data[n+8:])
	for rest := data[n+16:]; len(rest) > 0; rest = rest[32:] {
		c.Deps = append(c.Deps, crdt.Hash(rest[:32]))
	}
	return c, nil
}
