package web

import (
	"bytes"
	"encoding/json"
	"strconv"

	"roomkey/crm"
)

// ambiguous looks for an object within a value that has a member twice, of which readers would differ in what they
// believe, and names that by its JSON Pointer. The value is valid JSON, which bounds its depth. A body of a million
// items is read in a few milliseconds, without an allocation for each.
func ambiguous(value []byte) (pointer string, found bool) {
	return (&twiceReader{rest: value}).value()
}

// twiceReader reads valid JSON from its start.
type twiceReader struct{ rest []byte }

// value reads one value, and stops at a member that is there twice.
func (r *twiceReader) value() (pointer string, found bool) {
	switch r.next() {
	case '{':
		return r.object()
	case '[':
		return r.list()
	case '"':
		r.text()
	default: // a number or a word
		end := bytes.IndexAny(r.rest, ",]} \t\r\n")
		if end < 0 {
			end = len(r.rest)
		}
		r.rest = r.rest[end:]
	}
	return "", false
}

func (r *twiceReader) object() (pointer string, found bool) {
	r.rest = r.rest[1:]
	var seen names
	for r.next() != '}' {
		if r.rest[0] == ',' {
			r.rest = r.rest[1:]
			r.next()
		}
		name := nameOf(r.text())
		if seen.add(name) {
			return "/" + crm.Escape(string(name)), true
		}
		r.next() // the colon
		r.rest = r.rest[1:]
		if within, found := r.value(); found {
			return "/" + crm.Escape(string(name)) + within, true
		}
	}
	r.rest = r.rest[1:]
	return "", false
}

func (r *twiceReader) list() (pointer string, found bool) {
	r.rest = r.rest[1:]
	for i := 0; r.next() != ']'; i++ {
		if r.rest[0] == ',' {
			r.rest = r.rest[1:]
		}
		if within, found := r.value(); found {
			return "/" + strconv.Itoa(i) + within, true
		}
	}
	r.rest = r.rest[1:]
	return "", false
}

// next skips white space and says what follows.
func (r *twiceReader) next() byte {
	for r.rest[0] == ' ' || r.rest[0] == '\t' || r.rest[0] == '\n' || r.rest[0] == '\r' {
		r.rest = r.rest[1:]
	}
	return r.rest[0]
}

// text reads a text and returns it with its quotes.
func (r *twiceReader) text() []byte {
	end := 1
	for {
		end += bytes.IndexByte(r.rest[end:], '"') + 1
		escapes := 0
		for r.rest[end-2-escapes] == '\\' {
			escapes++
		}
		if escapes%2 == 0 {
			break
		}
	}
	text := r.rest[:end]
	r.rest = r.rest[end:]
	return text
}

// nameOf is what a text of JSON says.
func nameOf(text []byte) []byte {
	plain := text[1 : len(text)-1]
	if bytes.IndexByte(plain, '\\') < 0 {
		return plain
	}
	var name string
	_ = json.Unmarshal(text, &name) // it is valid
	return []byte(name)
}

// names are the members of an object: few of them need no memory of their own.
type names struct {
	few   [8][]byte
	count int // of few
	many  map[string]bool
}

// add reports whether a name is there already.
func (n *names) add(name []byte) bool {
	for _, other := range n.few[:n.count] {
		if bytes.Equal(other, name) {
			return true
		}
	}
	switch {
	case n.count < len(n.few):
		n.few[n.count] = name
		n.count++
	case n.many[string(name)]:
		return true
	case n.many == nil:
		n.many = map[string]bool{string(name): true}
	default:
		n.many[string(name)] = true
	}
	return false
}
