package crdt

import (
	"strconv"

	"roomkey/crm"
)

// What one sync message may hold.
const (
	maxMessageHashes  = 512 // heads, need, and each lastSync
	maxMessageHaves   = 4
	maxMessageChanges = 50_000
)

// messageV1 is the first byte of a sync message. Newer Automerge also has 0x43, which it sends only to peers whose
// messages end in a list of capabilities; ours never do.
const messageV1 = 0x42

// Message is one message of Automerge's sync protocol, version 1.
//
//	0x42 · heads · need · have[] · changes[]
//	have:   lastSync · length · bloom
//	hashes: count · 32 bytes each, sorted
//	change: length · chunk
//
// Counts and lengths are ULEB128. A parsed message keeps the bytes that it was parsed from.
type Message struct {
	Heads   []Hash   // the sender's
	Need    []Hash   // changes that the sender asks for by name
	Have    []Have   // what the sender has; an implicit request for everything else
	Changes [][]byte // chunks, undecoded
}

// Have describes a document: all changes up to LastSync, and beyond them those of the filter. The zero Have asks for
// everything.
type Have struct {
	LastSync []Hash
	Bloom    Bloom
}

// ParseMessage reads a sync message; the chunks stay undecoded. What follows a complete message is ignored, as Automerge
// does: newer peers put their capabilities there. Errors: invalid for malformed bytes and other versions, too_large for
// what is beyond the caps. Nothing is allocated for a count that the bytes can't hold.
func ParseMessage(data []byte) (*Message, error) {
	if len(data) == 0 || data[0] != messageV1 {
		return nil, crm.Invalid("data", "not a sync message of version 1")
	}
	r := messageReader{reader{data: data[1:]}}
	m := &Message{Heads: r.hashes("heads"), Need: r.hashes("need")}
	if n := r.count("have", maxMessageHaves, 2); n > 0 {
		m.Have = make([]Have, n)
		for i := range m.Have {
			m.Have[i].LastSync = r.hashes("lastSync")
			m.Have[i].Bloom = r.bloom()
		}
	}
	if n := r.count("changes", maxMessageChanges, 1); n > 0 {
		m.Changes = make([][]byte, n)
		for i := range m.Changes {
			m.Changes[i] = r.prefixed()
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	return m, nil
}

// GivesWayTo reports whether nothing of m but its changes needs an answer when the same peer has sent next after it:
// both may be received as next with the changes of both. A peer that asks for something, or says that it has lost
// something, is answered before it is heard again.
func (m *Message) GivesWayTo(next *Message) bool {
	return len(m.Changes) > 0 && len(m.Need) == 0 && len(m.Heads) > 0 && !asksForAll(m) && (len(next.Have) > 0 || len(m.Have) == 0)
}

// Encode writes the message, in one allocation. It never writes the list of capabilities.
func (m *Message) Encode() []byte {
	size := 1 + hashesSize(m.Heads) + hashesSize(m.Need) + ulebSize(uint64(len(m.Have))) + ulebSize(uint64(len(m.Changes)))
	for _, h := range m.Have {
		bloom := h.Bloom.size()
		size += hashesSize(h.LastSync) + ulebSize(uint64(bloom)) + bloom
	}
	for _, c := range m.Changes {
		size += ulebSize(uint64(len(c))) + len(c)
	}
	data := append(make([]byte, 0, size), messageV1)
	data = appendHashes(data, m.Heads)
	data = appendHashes(data, m.Need)
	data = appendUint(data, uint64(len(m.Have)))
	for _, h := range m.Have {
		data = appendHashes(data, h.LastSync)
		data = appendUint(data, uint64(h.Bloom.size()))
		data = h.Bloom.append(data)
	}
	data = appendUint(data, uint64(len(m.Changes)))
	for _, c := range m.Changes {
		data = appendPrefixed(data, c)
	}
	return data
}

func hashesSize(hashes []Hash) int { return ulebSize(uint64(len(hashes))) + len(hashes)*len(Hash{}) }

func appendHashes(data []byte, hashes []Hash) []byte {
	data = appendUint(data, uint64(len(hashes)))
	for _, h := range hashes {
		data = append(data, h[:]...)
	}
	return data
}

// messageReader reads what only sync messages have.
type messageReader struct{ reader }

// count reads how many items follow, each of at least size bytes.
func (r *messageReader) count(what string, limit, size uint64) int {
	n := r.uint()
	switch {
	case r.err != nil:
		return 0
	case n > limit:
		r.err, r.data = beyond("the sync message holds more than "+strconv.FormatUint(limit, 10)+" "+what), nil
		return 0
	case n*size > uint64(len(r.data)):
		r.fail("the sync message is cut short")
		return 0
	}
	return int(n)
}

func (r *messageReader) hashes(what string) []Hash {
	n := r.count(what, maxMessageHashes, uint64(len(Hash{})))
	if n == 0 {
		return nil
	}
	hashes := make([]Hash, n)
	for i := range hashes {
		hashes[i] = r.hash()
	}
	return hashes
}
