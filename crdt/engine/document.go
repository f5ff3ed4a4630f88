package engine

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crm"
)

// document is a document in an engine process.
type document struct {
	doc     *automerge.Doc
	ops     int
	branch  *document   // at older heads, while a draft with a base is written there; nil: there is none
	tips    []crdt.Hash // its heads, sorted; nil: not known
	drafted bool        // a draft was written, which may have left an actor that made no change
}

// load makes a document of chunks in causal order.
func load(chunks [][]byte) (*document, error) {
	mustBeChild()
	if len(chunks) == 0 {
		return &document{doc: automerge.New()}, nil
	}
	headers, err := readHeaders(chunks)
	if err != nil {
		return nil, err
	}
	doc, err := automerge.Load(slices.Concat(chunks...))
	if err != nil {
		return nil, err
	}
	d := &document{doc: doc}
	if err := d.holds(headers); err != nil {
		return nil, err
	}
	return d, d.count(headers)
}

// count sets ops. The operations of a document chunk are counted change by change.
func (d *document) count(headers []header) error {
	for _, h := range headers {
		if h.kind != chunkDocument {
			continue
		}
		changes, err := d.doc.Changes()
		if err != nil {
			return err
		}
		d.ops = 0
		for _, change := range changes {
			h, err := readHeader(change.Save())
			if err != nil {
				return err
			}
			d.ops += h.ops
		}
		return nil
	}
	for _, h := range headers {
		d.ops += h.ops
	}
	return nil
}

// applyCall answers opApply.
func (d *document) applyCall(r *request) ([]byte, error) {
	if err := d.apply(r.changes); err != nil {
		return nil, refuse(crm.CodeInvalid, "", err)
	}
	state, err := d.state(r.roots, r.flags&flagAllRoots != 0)
	if err != nil {
		return nil, err
	}
	return appendState([]byte{statusDone}, state), nil
}

// apply adds changes and ignores those that the document has. After an error the document may hold some of them.
func (d *document) apply(changes [][]byte) error {
	mustBeChild()
	headers, err := readHeaders(changes)
	if err != nil {
		return err
	}
	if slices.ContainsFunc(headers, func(h header) bool { return h.kind == chunkDocument }) {
		return errors.New("a document is not a change")
	}
	var fresh [][]byte
	for _, i := range unknown(headers, d.heads(), d.has) {
		fresh = append(fresh, changes[i])
		d.ops += headers[i].ops
	}
	if len(fresh) == 0 {
		return nil
	}
	d.tips = nil
	// One call for all: automerge-go's Apply copies the list once per change.
	if err := d.doc.LoadIncremental(slices.Concat(fresh...)); err != nil {
		return err
	}
	return d.holds(headers)
}

// unknown returns the places of those changes that a document with these heads does not have. A change that was made
// after all heads is not in the document, and has is asked about the others alone.
func unknown(headers []header, heads []crdt.Hash, has func(crdt.Hash) bool) (places []int) {
	for i, h := range headers {
		last := !slices.ContainsFunc(heads, func(head crdt.Hash) bool { return !slices.Contains(h.deps, head) })
		if !last && has(h.hash) {
			continue
		}
		places = append(places, i)
		heads = append(slices.DeleteFunc(slices.Clone(heads), func(head crdt.Hash) bool {
			return slices.Contains(h.deps, head)
		}), h.hash)
	}
	return places
}

// holds checks that the changes were added. automerge-go reports nothing if it could not read a change completely, and
// it queues a change whose dependencies are missing. If the last changes were added, so were the ones that they depend
// on.
func (d *document) holds(headers []header) error {
	followed := map[crdt.Hash]bool{}
	for _, h := range headers {
		for _, dep := range h.deps {
			followed[dep] = true
		}
	}
	for _, h := range headers {
		if h.kind != chunkDocument && !followed[h.hash] && !slices.Contains(d.heads(), h.hash) && !d.has(h.hash) {
			return fmt.Errorf("change %s was not added", h.hash)
		}
	}
	return nil
}

// has asks automerge-go, which copies the change that it finds.
func (d *document) has(hash crdt.Hash) bool {
	_, err := d.doc.Change(automerge.ChangeHash(hash))
	return err == nil
}

// heads returns the document's heads, sorted. They must not be changed. Whatever changes the document forgets tips.
func (d *document) heads() []crdt.Hash {
	if d.tips != nil {
		return d.tips
	}
	mustBeChild()
	heads := []crdt.Hash{}
	for _, h := range d.doc.Heads() {
		heads = append(heads, crdt.Hash(h))
	}
	sortHashes(heads)
	d.tips = heads
	return heads
}

func readHeaders(chunks [][]byte) ([]header, error) {
	headers := make([]header, len(chunks))
	for i, chunk := range chunks {
		var err error
		if headers[i], err = readHeader(chunk); err != nil {
			return nil, fmt.Errorf("chunk %d of %d: %w", i+1, len(chunks), err)
		}
	}
	return headers, nil
}

// state reads root fields: those named by roots, or all.
func (d *document) state(roots []string, all bool) (*crdt.State, error) {
	s := &crdt.State{Heads: d.heads(), Fields: map[string]json.RawMessage{}, Ops: d.ops}
	root := d.doc.RootMap()
	if all {
		values, err := root.Values()
		if err != nil {
			return nil, err
		}
		for name, value := range values {
			if s.Fields[name], err = appendValue(nil, value); err != nil {
				return nil, err
			}
		}
		return s, nil
	}
	for _, name := range roots {
		value, err := root.Get(name)
		if err != nil {
			return nil, err
		}
		if value.IsVoid() {
			s.Absent = append(s.Absent, name)
			continue
		}
		if s.Fields[name], err = appendValue(nil, value); err != nil {
			return nil, err
		}
	}
	slices.Sort(s.Absent)
	s.Absent = slices.Compact(s.Absent)
	return s, nil
}

func sortHashes(hashes []crdt.Hash) {
	slices.SortFunc(hashes, func(a, b crdt.Hash) int { return slices.Compare(a[:], b[:]) })
}
