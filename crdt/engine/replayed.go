package engine

import (
	"errors"
	"fmt"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// replayed is a document in the process of the past, as it was at the heads that were asked for last. Automerge makes
// an old state by applying all changes to an empty document, which takes as long as loading it. An OpSet does the same
// in a third of the time and a quarter of the memory, and goes on to later heads without beginning again: whoever looks
// through a history asks for one state after the other.
type replayed struct {
	id      crm.ID
	chunks  [][]byte // changes, each after those that it depends on
	deps    [][]int  // by change: what it depends on
	numbers map[crdt.Hash]int
	ops     *crdt.OpSet
	applied []bool // by change: whether ops has it
}

// replay reads what a document consists of, and applies nothing yet.
func replay(id crm.ID, chunks [][]byte) (*replayed, error) {
	chunks, err := singly(chunks)
	if err != nil {
		return nil, err
	}
	p := &replayed{id: id, numbers: make(map[crdt.Hash]int, len(chunks))}
	for _, chunk := range chunks {
		h, err := readHeader(chunk)
		if err != nil {
			return nil, err
		}
		if _, twice := p.numbers[h.hash]; twice {
			continue
		}
		deps := make([]int, len(h.deps))
		for i, dep := range h.deps {
			number, ok := p.numbers[dep]
			if !ok {
				return nil, fmt.Errorf("change %s comes before what it depends on", h.hash)
			}
			deps[i] = number
		}
		p.numbers[h.hash] = len(p.chunks)
		p.chunks, p.deps = append(p.chunks, chunk), append(p.deps, deps)
	}
	p.restart()
	return p, nil
}

// singly returns a document's changes one by one, also those of a snapshot.
func singly(chunks [][]byte) ([][]byte, error) {
	if len(chunks) == 0 || len(chunks[0]) < 10 || chunks[0][8] != chunkDocument {
		return chunks, nil
	}
	d, err := load(chunks[:1])
	if err != nil {
		return nil, err
	}
	changes, err := d.doc.Changes()
	if err != nil {
		return nil, err
	}
	single := make([][]byte, len(changes), len(changes)+len(chunks))
	for i, change := range changes {
		single[i] = change.Save()
	}
	return append(single, chunks[1:]...), nil
}

func (p *replayed) restart() { p.ops, p.applied = crdt.NewOpSet(), make([]bool, len(p.chunks)) }

// at returns the state at heads. A refusal of code not found says that the document lacks one of them.
func (p *replayed) at(heads []crdt.Hash) (*crdt.State, error) {
	wanted, err := p.closure(heads)
	if err != nil {
		return nil, err
	}
	for number, has := range p.applied {
		if has && !wanted[number] {
			p.restart()
			break
		}
	}
	for number, chunk := range p.chunks {
		if !wanted[number] || p.applied[number] {
			continue
		}
		change, err := crdt.ParseChange(chunk, nil)
		if err == nil {
			err = p.ops.Apply(change)
		}
		if err != nil {
			return nil, err
		}
		p.applied[number] = true
	}
	return &crdt.State{Heads: heads, Fields: p.ops.Fields()}, nil
}

// closure returns which changes the state at heads has.
func (p *replayed) closure(heads []crdt.Hash) (wanted []bool, err error) {
	wanted = make([]bool, len(p.chunks))
	for _, h := range heads {
		number, ok := p.numbers[h]
		if !ok {
			return nil, refuse(crm.CodeNotFound, "heads", errors.New("there is no such version"))
		}
		wanted[number] = true
	}
	for number := len(wanted) - 1; number >= 0; number-- { // what a change depends on comes before it
		if wanted[number] {
			for _, dep := range p.deps[number] {
				wanted[dep] = true
			}
		}
	}
	return wanted, nil
}

// pastCall answers opPast. The worker keeps the last document.
func (w *worker) pastCall(r *request) ([]byte, error) {
	drop := r.flags&(flagDrop|flagDropAll) != 0 || slices.ContainsFunc(r.drops, func(id []byte) bool {
		return w.past != nil && w.past.id == crm.ID(id)
	})
	if drop || w.past == nil || w.past.id != r.doc {
		w.past = nil
		if r.flags&flagLoad == 0 {
			return nil, errNotLoaded
		}
		var err error
		if w.past, err = replay(r.doc, r.load); err != nil {
			return nil, fmt.Errorf("loading the document: %w", err)
		}
	}
	state, err := w.past.at(r.heads)
	if err != nil {
		return nil, err
	}
	return appendState([]byte{statusDone}, state), nil
}
