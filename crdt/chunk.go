package crdt

import (
	"crypto/sha256"
	"encoding/binary"
)

// The types of chunks. A chunk is
//
//	85 6f 4a 83 · checksum (4 bytes) · type (1 byte) · length (ULEB128) · contents
//
// A chunk's hash is the SHA-256 of everything after the checksum; its first four bytes are the checksum. The hash of a
// deflated change is the hash of the change that it inflates to. The format is Automerge's binary document format.
const (
	ChunkDocument byte = 0
	ChunkChange   byte = 1
	ChunkDeflated byte = 2 // a change whose contents are raw DEFLATE
)

const (
	chunkMagic      = "\x85\x6f\x4a\x83"
	chunkHashedFrom = len(chunkMagic) + 4 // the hash does not cover the bytes before this offset
	chunkHeaderMax  = chunkHashedFrom + 1 + binary.MaxVarintLen64
)

// chunk is one chunk, split into its parts. contents and whole alias the input.
type chunk struct {
	kind     byte
	checksum [4]byte
	contents []byte
	whole    []byte
}

// chunk reads the frame of one chunk. It checks neither the checksum nor the contents.
func (r *reader) chunk() chunk {
	start := r.data
	if string(r.take(uint64(len(chunkMagic)))) != chunkMagic {
		r.fail("a chunk does not begin with 856f4a83")
	}
	var c chunk
	copy(c.checksum[:], r.take(4))
	if c.kind = r.byte(); c.kind > ChunkDeflated {
		r.fail("a chunk has an unknown type")
	}
	c.contents = r.prefixed()
	if r.err == nil {
		c.whole = start[: len(start)-len(r.data) : len(start)-len(r.data)]
	}
	return c
}

// hash returns the chunk's own hash and whether the checksum is right. Neither is meaningful for a deflated change.
func (c *chunk) hash() (Hash, bool) {
	sum := sha256.Sum256(c.whole[chunkHashedFrom:])
	return sum, [4]byte(sum[:4]) == c.checksum
}

// oneChunk reads data that must be exactly one chunk.
func oneChunk(data []byte) (chunk, error) {
	r := reader{data: data}
	c := r.chunk()
	if r.err == nil && !r.empty() {
		r.fail("bytes follow the chunk")
	}
	return c, r.err
}

// appendChunkHeader appends the header of a chunk to out. It leaves the checksum zero for sealChunk.
func appendChunkHeader(out []byte, kind byte, length int) []byte {
	out = append(out, chunkMagic+"\x00\x00\x00\x00"...)
	return appendUint(append(out, kind), uint64(length))
}

// sealChunk computes the hash of a whole chunk and writes the checksum into the chunk.
func sealChunk(whole []byte) Hash {
	sum := sha256.Sum256(whole[chunkHashedFrom:])
	copy(whole[len(chunkMagic):], sum[:4])
	return sum
}

// SplitChunks splits a concatenation of chunks, the form in which Automerge saves documents. The returned chunks alias
// data; SplitChunks neither verifies nor decodes them. Empty data has no chunks. Errors: invalid.
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

// ChunkType returns the type of data, which must be exactly one chunk. It looks at the frame only. Errors: invalid.
func ChunkType(data []byte) (byte, error) {
	c, err := oneChunk(data)
	return c.kind, err
}
