package crdt

import "bytes"

// DocumentHeads reads the heads of a document chunk, the form in which Automerge saves a whole history. It verifies the
// checksum but does not decode the history: only an engine that loads the chunk can tell whether these are its real
// heads. The result is sorted and belongs to the caller. Errors: invalid; too_large beyond 512 heads.
//
// The contents begin with the actors (a count, then the length and bytes of each) and the heads (a count, then 32 bytes
// each).
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
		return nil, tooLarge("the document has more than 512 heads")
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
