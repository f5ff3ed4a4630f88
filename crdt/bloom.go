package crdt

import (
	"encoding/binary"
	"math/bits"
)

// The filter's format allows any parameters. These bound the parameters of a filter that a peer sends.
const (
	maxBloomBits   = 32 // per entry
	maxBloomProbes = 16
)

// Our filters are finer than Automerge's, which use 10 bits and 7 probes (1 % of false positives). A false positive
// costs a round trip, and every change made after the missing one must wait for it. With these values it happens once
// in three million.
const (
	ourBloomBits    = 32
	ourBloomProbes  = 16
	minBloomEntries = 64 // in a shorter filter the probes fall on too few bits to be independent
)

// Bloom is a compact set of changes. It may wrongly report that it contains a change, but it never misses one. The zero
// Bloom is empty. A Bloom is never modified, so goroutines may share one.
//
// Format: entries, bits per entry and probes (each ULEB128), then the bits. An empty filter has no bytes. It is the
// format of Automerge's sync protocol.
type Bloom struct {
	entries      uint32
	bitsPerEntry uint8
	probes       uint8
	bits         []byte
}

// NewBloom returns a filter that contains hashes.
func NewBloom(hashes []Hash) Bloom {
	if len(hashes) == 0 {
		return Bloom{}
	}
	b := Bloom{entries: uint32(max(len(hashes), minBloomEntries)), bitsPerEntry: ourBloomBits, probes: ourBloomProbes}
	b.bits = make([]byte, bloomBytes(uint64(b.entries), ourBloomBits))
	for _, h := range hashes {
		p := b.probe(h)
		for range b.probes {
			b.bits[p.x>>3] |= 1 << (p.x & 7)
			p.next()
		}
	}
	return b
}

// IsZero reports whether the filter is empty.
func (b Bloom) IsZero() bool { return b.entries == 0 }

// Contains reports whether the filter contains h. It is sometimes wrong when it returns true, never when it returns
// false.
func (b Bloom) Contains(h Hash) bool {
	if b.entries == 0 {
		return false
	}
	p := b.probe(h)
	for range b.probes {
		if b.bits[p.x>>3]&(1<<(p.x&7)) == 0 {
			return false
		}
		p.next()
	}
	return true
}

// prober yields the bits of one hash by enhanced double hashing. It computes in 64 bits where Automerge computes in 32.
// The results are equal, because each sum stays below twice the modulus, which is below 2^31.
type prober struct{ x, y, z, modulus uint64 }

func (b *Bloom) probe(h Hash) prober {
	m := 8 * uint64(len(b.bits))
	return prober{
		x:       uint64(binary.LittleEndian.Uint32(h[0:])) % m,
		y:       uint64(binary.LittleEndian.Uint32(h[4:])) % m,
		z:       uint64(binary.LittleEndian.Uint32(h[8:])) % m,
		modulus: m,
	}
}

func (p *prober) next() {
	p.x = (p.x + p.y) % p.modulus
	p.y = (p.y + p.z) % p.modulus
}

func bloomBytes(entries, bitsPerEntry uint64) uint64 { return (entries*bitsPerEntry + 7) / 8 }

func (b Bloom) size() int {
	if b.entries == 0 {
		return 0
	}
	return ulebSize(uint64(b.entries)) + ulebSize(uint64(b.bitsPerEntry)) + ulebSize(uint64(b.probes)) + len(b.bits)
}

func (b Bloom) append(data []byte) []byte {
	if b.entries == 0 {
		return data
	}
	data = appendUint(data, uint64(b.entries))
	data = appendUint(data, uint64(b.bitsPerEntry))
	data = appendUint(data, uint64(b.probes))
	return append(data, b.bits...)
}

// ulebSize returns how many bytes the ULEB128 encoding of n takes.
func ulebSize(n uint64) int { return (bits.Len64(n|1) + 6) / 7 }
