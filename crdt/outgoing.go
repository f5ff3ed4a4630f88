package crdt

// Outgoing is a message to one peer. It names the changes to send by hash; the caller reads their chunks from the
// store.
type Outgoing struct {
	Heads, Need []Hash
	Have        []Have
	Changes     []Hash // changes to send, in causal order
	Whole       bool   // Changes is the whole document, or too much for one message: a document chunk may replace them
}

// Encode writes the message with chunks, which are the chunks of Changes in their order. If Whole is set, chunks may be
// a document chunk followed by the chunks of newer changes.
func (o *Outgoing) Encode(changes [][]byte) []byte {
	m := Message{Heads: o.Heads, Need: o.Need, Have: o.Have, Changes: changes}
	return m.Encode()
}

// Echo is the message with which a stock peer answers EncodePush's message: it has the heads of g and asks for later
// changes.
func Echo(g *Graph) *Message {
	return &Message{Heads: g.Heads(), Have: []Have{{LastSync: g.Heads()}}}
}

// EncodePush writes the message that carries changes to every peer that was InSync before they were added to g. The
// same bytes serve all such peers. See Peer.Pushed.
func EncodePush(g *Graph, changes [][]byte) []byte {
	m := Message{Heads: g.Heads(), Have: []Have{{LastSync: g.Heads()}}, Changes: changes}
	return m.Encode()
}
