package engine

import "roomkey/crdt"

// LoadHere loads a document in the calling process.
func LoadHere(chunks [][]byte) error {
	_, err := load(chunks)
	return err
}

// Header returns the data of a change that the engine reads without decoding it.
func Header(chunk []byte) (hash crdt.Hash, deps []crdt.Hash, ops int, err error) {
	h, err := readHeader(chunk)
	return h.hash, h.deps, h.ops, err
}

// Unknown returns the places of the changes that a document with these heads lacks. has is asked if that is not clear.
func Unknown(chunks [][]byte, heads []crdt.Hash, has func(crdt.Hash) bool) ([]int, error) {
	headers, err := readHeaders(chunks)
	return unknown(headers, heads, has), err
}
