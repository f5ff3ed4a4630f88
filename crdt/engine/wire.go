package engine

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"roomkey/crdt"
	"roomkey/crm"
)

// Format of a request, with every count and length as ULEB128:
//
//	operation (1) · flags (1) · document id (16) · [count · (length · chunk)*] · other documents to drop first ·
//	arguments of the operation
//
// The chunks are present if flagLoad is set. Format of an answer:
//
//	status (1) · results of the operation, or the error's text
const (
	opOpen     = iota + 1 // nothing → nothing: the document is loaded
	opApply               // changes · roots → state
	opAuthor              // draft as JSON → change · state · unfinished texts as JSON
	opFields              // heads → state
	opSnapshot            // nothing → chunk · heads
	opPast                // heads → state, without the number of operations; asked of the process of the past alone
	opTidy                // nothing → nothing, and the document is none: memory that nobody needs is given back
)

const (
	flagLoad     = 1 << iota // the document's chunks follow
	flagDrop                 // drop the document first
	flagDropAll              // drop every document first
	flagAlone                // drop every other document first
	flagAllRoots             // return every root field
	flagTight                // hold little besides the document: it is in a process for heavy ones
)

const (
	statusDone      = iota
	statusNotLoaded // the child does not hold the document
	statusRefused   // the change or draft is at fault: its errorText follows
	statusFailed    // the engine or the stored document is at fault
)

var errAnswer = errors.New("the engine's answer is malformed")

// request is a call, in the form that both sides use.
type request struct {
	op      byte
	flags   byte
	doc     crm.ID
	drops   [][]byte // ids
	load    [][]byte
	changes [][]byte
	roots   []string
	heads   []crdt.Hash
	draft   []byte
}

func (r *request) encode() []byte {
	size := 64 + len(r.draft) + 32*len(r.heads)
	for _, list := range [][][]byte{r.load, r.changes} {
		for _, chunk := range list {
			size += len(chunk) + 8
		}
	}
	b := make([]byte, 0, size)
	b = append(b, r.op, r.flags)
	b = append(b, r.doc[:]...)
	if r.flags&flagLoad != 0 {
		b = appendList(b, r.load)
	}
	b = appendList(b, r.drops)
	b = appendList(b, r.changes)
	b = appendList(b, r.roots)
	b = appendHashes(b, r.heads)
	return appendBytes(b, r.draft)
}

func decodeRequest(data []byte) (*request, error) {
	c := &cursor{data: data}
	head := c.take(2)
	r := &request{op: head[0], flags: head[1]}
	copy(r.doc[:], c.take(16))
	if r.flags&flagLoad != 0 {
		r.load = c.list()
	}
	r.drops = c.list()
	r.changes = c.list()
	for _, root := range c.list() {
		r.roots = append(r.roots, string(root))
	}
	r.heads = c.hashes()
	r.draft = c.take(c.count(1))
	if c.failed || len(c.data) > 0 {
		return nil, errors.New("the request is malformed")
	}
	return r, nil
}

func appendState(b []byte, s *crdt.State) []byte {
	b = appendHashes(b, s.Heads)
	b = binary.AppendUvarint(b, uint64(s.Ops))
	b = binary.AppendUvarint(b, uint64(len(s.Fields)))
	for name, value := range s.Fields {
		b = appendBytes(appendBytes(b, name), value)
	}
	return appendList(b, s.Absent)
}

func (c *cursor) state() crdt.State {
	s := crdt.State{Heads: c.hashes(), Ops: int(c.uint())}
	n := c.count(2)
	s.Fields = make(map[string]json.RawMessage, n)
	for range n {
		name := string(c.take(c.count(1)))
		s.Fields[name] = c.take(c.count(1))
	}
	for _, name := range c.list() {
		s.Absent = append(s.Absent, string(name))
	}
	return s
}

func appendBytes[T ~string | ~[]byte](b []byte, data T) []byte {
	return append(binary.AppendUvarint(b, uint64(len(data))), data...)
}

func appendList[T ~string | ~[]byte](b []byte, list []T) []byte {
	b = binary.AppendUvarint(b, uint64(len(list)))
	for _, data := range list {
		b = appendBytes(b, data)
	}
	return b
}

func appendHashes(b []byte, hashes []crdt.Hash) []byte {
	b = binary.AppendUvarint(b, uint64(len(hashes)))
	for _, h := range hashes {
		b = append(b, h[:]...)
	}
	return b
}

func (c *cursor) list() [][]byte {
	n := c.count(1)
	list := make([][]byte, 0, n)
	for range n {
		list = append(list, c.take(c.count(1)))
	}
	return list
}

func (c *cursor) hashes() []crdt.Hash {
	n := c.count(32)
	hashes := make([]crdt.Hash, 0, n)
	for range n {
		hashes = append(hashes, crdt.Hash(c.take(32)))
	}
	return hashes
}

var operations = map[byte]string{opOpen: "open", opApply: "apply", opAuthor: "author", opFields: "fields",
	opSnapshot: "snapshot", opPast: "past"}
