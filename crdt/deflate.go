package crdt

import (
	"bytes"
	"compress/flate"
	"io"
	"sync"
)

// deflateMinBytes is the largest size of a change that Automerge does not deflate.
const deflateMinBytes = 256

// inflater is a DEFLATE reader with a buffer that is large enough for most changes. Inflaters are reused, because one
// takes about 100 KB.
type inflater struct {
	from   bytes.Reader
	flate  io.ReadCloser
	buffer [64 << 10]byte
}

var inflaters = sync.Pool{New: func() any {
	f := new(inflater)
	f.flate = flate.NewReader(&f.from)
	return f
}}

// inflate turns a deflated change into a chunk of type 1 in newly allocated memory and keeps the checksum as it is. It
// never holds more than the budget allows. If the change does not fit into the buffer, inflate measures it first and
// then inflates it again into memory of exactly that size.
func inflate(c chunk, b *Budget) ([]byte, error) {
	f := inflaters.Get().(*inflater)
	defer inflaters.Put(f)
	size, err := f.measure(c.contents, min(b.Inflated, maxChangeBytes))
	if err != nil {
		return nil, err
	}
	if err := b.inflate(size); err != nil {
		return nil, err
	}
	whole := make([]byte, 0, int64(chunkHeaderMax)+size)
	whole = appendChunkHeader(whole, ChunkChange, int(size))
	copy(whole[len(chunkMagic):], c.checksum[:])
	if size <= int64(len(f.buffer)) {
		return append(whole, f.buffer[:size]...), nil
	}
	header := len(whole)
	whole = whole[:header+int(size)]
	f.reset(c.contents)
	if _, err := io.ReadFull(f.flate, whole[header:]); err != nil {
		return nil, malformed("a deflated change does not inflate")
	}
	return whole, nil
}

// measure returns the inflated size of data, or a number above limit if the size is above it. If the size is at most
// the buffer's, the buffer holds the result afterwards. Otherwise the buffer's contents are meaningless.
func (f *inflater) measure(data []byte, limit int64) (int64, error) {
	f.reset(data)
	var size int64
	for {
		at := int64(0)
		if size < int64(len(f.buffer)) {
			at = size
		}
		n, err := f.flate.Read(f.buffer[at:])
		size += int64(n)
		switch {
		case size > limit:
			return size, nil
		case err == nil:
		case err != io.EOF:
			return 0, malformed("a deflated change does not inflate")
		case f.from.Len() > 0:
			return 0, malformed("bytes follow a deflated change")
		default:
			return size, nil
		}
	}
}

func (f *inflater) reset(data []byte) {
	f.from.Reset(data)
	_ = f.flate.(flate.Resetter).Reset(&f.from, nil)
}

var deflaters = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, flate.DefaultCompression) // the level is valid, so there is no error
	return w
}}

// Deflate turns a change chunk (type 1) into a deflated one (type 2) if that is smaller, and otherwise returns data
// itself. Both have the same hash. Like Automerge, it does not deflate changes of up to 256 bytes. It returns any other
// chunk unchanged.
func Deflate(data []byte) []byte {
	c, err := oneChunk(data)
	if err != nil || c.kind != ChunkChange || len(data) <= deflateMinBytes {
		return data
	}
	var small bytes.Buffer
	w := deflaters.Get().(*flate.Writer)
	defer deflaters.Put(w)
	w.Reset(&small)
	_, _ = w.Write(c.contents) // a bytes.Buffer accepts all data
	_ = w.Close()
	out := appendChunkHeader(make([]byte, 0, chunkHeaderMax+small.Len()), ChunkDeflated, small.Len())
	copy(out[len(chunkMagic):], c.checksum[:])
	out = append(out, small.Bytes()...)
	if len(out) >= len(data) {
		return data
	}
	return out
}
