package crdt

import (
	"crypto/sha256"
	"encoding/binary"
)

// The types of chunks. A chunk is
//
//	85 6f 4a 83 · checksum (4 bytes) · type (1 byte) · length (ULEB128) · contents
//
// and its hash is the SHA-256 of everything behind the checksum, whose first four bytes are the checksum. The hash of a
// deflated change is that of the change which it inflates to.
const (
	ChunkDocument byte = 0
	ChunkChange   byte = 1
	ChunkDeflated byte = 2 // a change whose contents are raw DEFLATE
)

const (
	chunkMagic      = "\x85\x6f\x4a\x83"
	chunkHashedFrom = len(chunkMagic) + 4 // what stands before is not hashed
	chunkHeaderMax  = chunkHashedFrom + 1 + binary.MaxVarintLen64
)

// chunk is one chunk taken apart; contents and whole alias the input.
type chunk struct {
	kind     byte
	checksum [4]byte
	contents []byte
	whole    []byte
}

// chunk reads one chunk. It looks at the frame only: neither checksum nor contents are checked.
func (r *reader) chunk() chunk {
	start := r.data
	if string(r.take(uint64(len(chunkMagic)))) != chunkMagic {
		r.fail("a chunk does not begin with 856f4a83")
	}
	var c chunk
	copy(c.checksum[:], r.take(4))
	if c.kind = r.byte(); c.kind > ChunkDeflated {
		r.fail("a chunk of an unknown type")
	}
	c.contents = r.prefixed()
	if r.err == nil {
		c.whole = start[: len(start)-len(r.data) : len(start)-len(r.data)]
	}
	return c
}

// hash is the chunk's own hash, and whether the checksum is right. Both mean nothing for a deflated change.
func (c *chunk) hash() (Hash, bool) {
	sum := sha256.Sum256(c.whole[chunkHashedFrom:])
	return sum, [4]byte(sum[:4]) == c.checksum
}

// oneChunk reads data that must be one chunk and nothing else.
func oneChunk(data []byte) (chunk, error) {
	r := reader{data: data}
	c := r.chunk()
	if r.err == nil && !r.empty() {
		r.fail("bytes after the chunk")
	}
	return c, r.err
}

// appendChunkHeader writes all of a chunk but its contents; the checksum is left zero for sealChunk.
func appendChunkHeader(out []byte, kind byte, length int) []byte {
	out = append(out, chunkMagic+"\x00\x00\x00\x00"...)
	return appendUint(append(out, kind), uint64(length))
}

// sealChunk computes the hash of a whole chunk and writes the checksum into it.
func sealChunk(whole []byte) Hash {
	sum := sha256.Sum256(whole[chunkHashedFrom:])
	copy(whole[len(chunkMagic):], sum[:4])
	return sum
}

// SplitChunks cuts a concatenation of chunks, as Automerge saves and stores them. The chunks alias data and are neither
// verified nor decoded. No data is no chunks. Errors: invalid.
func SplitChunks(data []byte) ([][]byte, error) {
	var chunks [][]byte
	r := reader{data: data}
	for !r.empty() {
		if c := r.chunk(); r.err == nil {
			chunks = append(chunks, c.whole)
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	return chunks, nil
}

// ChunkType is the type of a single chunk, by its frame. Errors: invalid.
func ChunkType(data []byte) (byte, error) {
	c, err := oneChunk(data)
	return c.kind, err
}
