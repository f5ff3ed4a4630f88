package crdt

import "bytes"

// DocumentHeads reads the heads of a document chunk: a whole history, as Automerge saves it. The checksum is verified, the
// history itself is not decoded: only an engine that loads it can say that the heads are what it holds. The result is
// sorted and the caller's. Errors: invalid; too_large beyond 512 heads.
//
// The contents begin with the actors (count, then length and bytes of each) and the heads (count, then 32 bytes of each).
func DocumentHeads(data []byte) ([]Hash, error) {
	c, err := oneChunk(data)
	if err != nil {
		return nil, err
	}
	if c.kind != ChunkDocument {
		return nil, malformed("the chunk is not a document")
	}
	if _, right := c.hash(); !right {
		return nil, malformed("the checksum is wrong")
	}
	r := reader{data: c.contents}
	for n := r.uint(); n > 0 && r.err == nil; n-- {
		r.prefixed()
	}
	n := r.uint()
	if n > maxDeps {
		return nil, beyond("the document has more than 512 heads")
	}
	if n*uint64(len(Hash{})) > uint64(len(r.data)) {
		r.fail("it ends too early")
		return nil, r.err
	}
	heads := make([]Hash, n)
	for i := range heads {
		heads[i] = r.hash()
		if i > 0 && bytes.Compare(heads[i-1][:], heads[i][:]) >= 0 {
			r.fail("heads out of order")
		}
	}
	if r.err != nil {
		return nil, r.err
	}
	return heads, nil
}
