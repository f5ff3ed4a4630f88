package engine

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"errors"
	"io"

	"roomkey/crdt"
)

// The kinds of chunks, by their type byte.
const (
	chunkDocument = 0
	chunkChange   = 1
	chunkDeflated = 2
)

// maxInflatedBytes is the largest inflated size of one change. crdt allows strangers less.
const maxInflatedBytes = 64 << 20

var (
	chunkMagic = []byte{0x85, 0x6f, 0x4a, 0x83}
	errChunk   = errors.New("a chunk is malformed")
)

// header is the information about a chunk that needs no decoding of operations.
type header struct {
	kind byte
	hash crdt.Hash   // of a change
	deps []crdt.Hash // of a change
	ops  int         // of a change
}

// readHeader checks the checksum of exactly one chunk and reads the header of a change. It does not defend against
// hostile bytes: crdt has already parsed the changes of strangers.
func readHeader(chunk []byte) (header, error) {
	if len(chunk) < 10 || !bytes.Equal(chunk[:4], chunkMagic) {
		return header{}, errChunk
	}
	h := header{kind: chunk[8]}
	length, n := binary.Uvarint(chunk[9:])
	if n <= 0 || length != uint64(len(chunk)-9-n) {
		return header{}, errChunk
	}
	data, hashed := chunk[9+n:], chunk[8:]
	if h.kind == chunkDeflated {
		inflated, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(data)), maxInflatedBytes+1))
		if err != nil || len(inflated) > maxInflatedBytes {
			return header{}, errChunk
		}
		hashed = binary.AppendUvarint([]byte{chunkChange}, uint64(len(inflated)))
		hashed = append(hashed, inflated...)
		data = inflated
	}
	h.hash = sha256.Sum256(hashed)
	if !bytes.Equal(h.hash[:4], chunk[4:8]) {
		return header{}, errors.New("a chunk's checksum is wrong")
	}
	if h.kind == chunkDocument {
		return header{kind: chunkDocument}, nil
	}
	return h, h.readChange(&cursor{data: data})
}

// readChange reads the dependencies. It counts the operations by their action column, without decoding them.
func (h *header) readChange(c *cursor) error {
	for range c.count(32) {
		h.deps = append(h.deps, crdt.Hash(c.take(32)))
	}
	c.take(c.count(1)) // actor
	c.uint()           // seq
	c.uint()           // start of the operations
	c.signed()         // time
	c.take(c.count(1)) // message
	for range c.count(1) {
		c.take(c.count(1)) // another actor
	}
	h.ops = c.actions()
	if c.failed {
		return errChunk
	}
	return nil
}

// actors returns the number of actors in a document chunk's table. The table names each actor once.
func actors(chunk []byte) int {
	_, n := binary.Uvarint(chunk[9:])
	c := cursor{data: chunk[9+n:]}
	return c.count(1)
}

// cursor reads the parts of a change. After the first error it returns zero values.
type cursor struct {
	data   []byte
	failed bool
}

func (c *cursor) uint() uint64 {
	v, n := binary.Uvarint(c.data)
	if n <= 0 {
		c.failed, c.data = true, nil
		return 0
	}
	c.data = c.data[n:]
	return v
}

// count reads the number of items that follow, each of which takes at least size bytes.
func (c *cursor) count(size int) int {
	v := c.uint()
	if v > uint64(len(c.data)/size) {
		c.failed, c.data = true, nil
		return 0
	}
	return int(v)
}

func (c *cursor) take(n int) []byte {
	if n > len(c.data) {
		c.failed, c.data = true, nil
		return make([]byte, n)
	}
	taken := c.data[:n]
	c.data = c.data[n:]
	return taken
}

// actionColumn is column 4 of type 2, a run-length encoding with one value per operation.
const actionColumn = 4<<4 | 2

func (c *cursor) actions() int {
	type column struct{ spec, length uint64 }
	var columns []column
	for range c.count(2) {
		columns = append(columns, column{c.uint(), c.uint()})
	}
	for _, col := range columns {
		if col.length > uint64(len(c.data)) {
			c.failed = true
			return 0
		}
		data := c.take(int(col.length))
		if col.spec == actionColumn {
			return runs(&cursor{data: data})
		}
	}
	return 0
}

// runs adds up a column's run lengths: n > 0 stands for n copies of the next value, -n for n values, 0 for a count of
// nulls.
func runs(c *cursor) int {
	total := 0
	for len(c.data) > 0 && !c.failed {
		n := c.signed()
		switch {
		case n > 0:
			c.uint()
		case n == 0:
			n = int64(c.uint())
		default:
			n = -n
			for range n {
				c.uint()
				if c.failed {
					break
				}
			}
		}
		if n < 0 || n > 1<<40 {
			return total
		}
		total += int(n)
	}
	return total
}

// signed reads a signed LEB128 number.
func (c *cursor) signed() int64 {
	var v int64
	for i, b := range c.data {
		if i == 10 {
			break
		}
		v |= int64(b&0x7f) << (7 * i)
		if b < 0x80 {
			c.data = c.data[i+1:]
			if b&0x40 != 0 && i < 9 {
				v |= -1 << (7 * (i + 1))
			}
			return v
		}
	}
	c.failed, c.data = true, nil
	return 0
}
