package crdt

// Outgoing is a message to one peer whose changes are still to be fetched.
type Outgoing struct {
	Heads, Need []Hash
	Have        []Have
	Changes     []Hash // to be sent, in causal order
	Whole       bool   // Changes is the whole document, or too much for one message: a document chunk may stand for them
}

// Encode writes the message with the chunks of Changes, in their order. Where Whole is set, a document chunk and the
// chunks of what is newer may be given instead.
func (o *Outgoing) Encode(changes [][]byte) []byte {
	m := Message{Heads: o.Heads, Need: o.Need, Have: o.Have, Changes: changes}
	return m.Encode()
}

// Echo is what a stock peer answers to EncodePush's message of g once it has taken that in: these are its heads, and it
// wants what comes after them.
func Echo(g *Graph) *Message {
	return &Message{Heads: g.Heads(), Have: []Have{{LastSync: g.Heads()}}}
}

// EncodePush writes the one message that brings every peer which was InSync before changes were added to g up to date.
// See Peer.Pushed.
func EncodePush(g *Graph, changes [][]byte) []byte {
	m := Message{Heads: g.Heads(), Have: []Have{{LastSync: g.Heads()}}, Changes: changes}
	return m.Encode()
}
