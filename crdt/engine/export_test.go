package engine

import "roomkey/crdt"

// LoadHere loads a document in the calling process.
func LoadHere(chunks [][]byte) error {
	_, err := load(chunks)
	return err
}

// Header is what the engine reads of a change without decoding it.
func Header(chunk []byte) (hash crdt.Hash, deps []crdt.Hash, ops int, err error) {
	h, err := readHeader(chunk)
	return h.hash, h.deps, h.ops, err
}
