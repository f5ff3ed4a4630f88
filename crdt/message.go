package crdt

import (
	"math"
	"strconv"

	"roomkey/crm"
)

// Limits of one sync message.
const (
	maxMessageHashes = 512 // heads, need, and each lastSync
	maxMessageHaves  = 4
	// maxMessageChanges is more than a frame can hold of changes that follow each other. A stock client sends all
	// changes of a long offline spell in one message, and can't split it.
	maxMessageChanges = 240_000
)

// messageV1 is the first byte of a sync message. Newer versions of Automerge also use 0x43, but only for peers whose
// messages end in a list of capabilities. Our messages never do.
const messageV1 = 0x42

// Message is one message of Automerge's sync protocol, version 1:
//
//	0x42 · heads · need · have[] · changes[]
//	have:   lastSync · length · bloom
//	hashes: count · 32 bytes each, sorted
//	change: length · chunk
//
// Counts and lengths are ULEB128. A parsed message aliases the bytes that it was parsed from.
type Message struct {
	Heads   []Hash   // the sender's heads
	Need    []Hash   // changes that the sender requests by hash
	Have    []Have   // what the sender has; an implicit request for everything else
	Changes [][]byte // chunks, undecoded
}

// Have describes a document: all changes up to LastSync, and later ones by a filter. The zero Have asks for everything.
type Have struct {
	LastSync []Hash
	Bloom    Bloom
}

// ParseMessage reads a sync message but does not decode its chunks. Like Automerge it ignores bytes after the message:
// newer peers put their capabilities there. Errors: invalid for malformed bytes and other versions, too_large for a
// message beyond the limits. ParseMessage allocates nothing for a count that is larger than the data allows.
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

// GivesWayTo reports whether m needs no answer of its own if the same peer has already sent next: the receiver may then
// handle next alone, with the changes of both messages. A peer that requests changes, or says that it has lost changes,
// must be answered before its next message is handled.
func (m *Message) GivesWayTo(next *Message) bool {
	return len(m.Changes) > 0 && len(m.Need) == 0 && len(m.Heads) > 0 && !asksForAll(m) &&
		(len(next.Have) > 0 || len(m.Have) == 0)
}

// Encode returns the message's bytes, in one allocation. It never writes a list of capabilities.
func (m *Message) Encode() []byte {
	size := 1 + hashesSize(m.Heads) + hashesSize(m.Need) + ulebSize(uint64(len(m.Have))) +
		ulebSize(uint64(len(m.Changes)))
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

// messageReader reads the parts that only sync messages have.
type messageReader struct{ reader }

// count reads the number of the items that follow, each of which takes at least size bytes.
func (r *messageReader) count(what string, limit, size uint64) int {
	n := r.uint()
	switch {
	case r.err != nil:
		return 0
	case n > limit:
		r.err, r.data = tooLarge("the sync message holds more than "+strconv.FormatUint(limit, 10)+" "+what), nil
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

// bloom reads a length and a filter, and keeps the filter's bytes. It refuses parameters that would divide by zero,
// cost too much time or read past the end of the data.
func (r *messageReader) bloom() Bloom {
	f := reader{data: r.prefixed()}
	if f.empty() {
		return Bloom{}
	}
	entries, bitsPerEntry, probes := f.uint(), f.uint(), f.uint()
	switch {
	case f.err != nil:
		r.fail("a filter is cut short")
	case bitsPerEntry < 1 || bitsPerEntry > maxBloomBits:
		r.fail("a filter has 1 to " + strconv.Itoa(maxBloomBits) + " bits per entry")
	case probes < 1 || probes > maxBloomProbes:
		r.fail("a filter has 1 to " + strconv.Itoa(maxBloomProbes) + " probes")
	case entries > math.MaxUint32 || uint64(len(f.data)) != bloomBytes(entries, bitsPerEntry):
		r.fail("a filter is not as long as it declares")
	}
	if r.err != nil {
		return Bloom{}
	}
	return Bloom{entries: uint32(entries), bitsPerEntry: uint8(bitsPerEntry), probes: uint8(probes), bits: f.data}
}

// asksForAll recognises a message of an Automerge peer that doesn't know our lastSync: its Have is empty.
func asksForAll(m *Message) bool {
	return len(m.Have) > 0 && len(m.Have[0].LastSync) == 0 && m.Have[0].Bloom.IsZero()
}
