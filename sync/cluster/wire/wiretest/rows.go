package wiretest

import (
	"context"
	"slices"
	"sync"
	"time"

	"roomkey/crm"
)

// rows are the entries of all ledgers, in the one order that a majority of the members gave them. To keep it, entries
// are stored in one place, which each region reaches while it reaches a majority of the members.
type rows struct {
	members []string

	mu      sync.Mutex // guards what follows
	first   uint64     // the sequence before the first entry: 0 until the order is wiped
	entries []entry
	last    map[string]uint64 // the sequence of the last entry, by subject
	grown   chan struct{}     // closed when a reader should look again
}

type entry struct {
	at      time.Time // when it got its place
	subject string
	data    []byte
}

// Append is wire.Rows's. It takes a round trip, and either way may be lost.
func (r *Region) Append(ctx context.Context, subject string, after uint64, entries ...[]byte) (uint64, error) {
	for _, data := range entries {
		if err := fits(data); err != nil {
			return 0, err
		}
	}
	with, ok := r.world.majority(r.name)
	if !ok {
		return 0, crm.Errorf(crm.CodeUnavailable, "this region reaches no majority")
	}
	type result struct {
		seq uint64
		err error
	}
	results := make(chan result, 1)
	r.world.send(r.name, with, false, func() {
		seq, err := r.world.rows.append(subject, after, entries)
		r.world.send(with, r.name, false, func() { results <- result{seq, err} })
	})
	select {
	case got := <-results:
		return got.seq, got.err
	case <-ctx.Done():
		return 0, crm.Errorf(crm.CodeUnavailable, "nobody says whether it was stored")
	}
}

func (r *rows) append(subject string, after uint64, entries [][]byte) (uint64, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if r.last[subject] != after {
		return 0, crm.Errorf(crm.CodeConflict, "another entry came first")
	}
	for _, data := range entries {
		r.entries = append(r.entries, entry{time.Now(), subject, slices.Clone(data)})
	}
	seq := r.first + uint64(len(r.entries))
	r.last[subject] = seq
	r.wakeLocked()
	return seq, nil
}

// Read is wire.Rows's. Entries take one way to come, and none is lost.
func (r *Region) Read(ctx context.Context, from uint64, heard func(uint64, string, []byte) error) error {
	if from == 0 {
		from = 1
	}
	for began := time.Now(); ctx.Err() == nil; {
		with, reached := r.world.majority(r.name)
		e, state, grown := r.world.rows.at(from)
		if state == gone && reached {
			return crm.Errorf(crm.CodeConflict, "the order ends before entry %d", from)
		}
		if state != there || !reached {
			select {
			case <-grown:
			case <-ctx.Done():
			}
			began = time.Now()
			continue
		}
		if e.at.After(began) {
			began = e.at
		}
		arrived := make(chan struct{})
		r.world.post.add(r.world.arrival(began), func() { close(arrived) })
		select {
		case <-arrived:
		case <-ctx.Done():
			return nil
		}
		if !r.world.joined(r.name, with) {
			continue
		}
		if err := heard(from, e.subject, slices.Clone(e.data)); err != nil {
			return err
		}
		from++
	}
	return nil
}

// At is wire.Rows's.
func (r *Region) At(_ context.Context, seq uint64) (subject string, data []byte, err error) {
	if _, ok := r.world.majority(r.name); !ok {
		return "", nil, crm.Errorf(crm.CodeUnavailable, "this region reaches no majority")
	}
	e, state, _ := r.world.rows.at(seq)
	if state != there {
		return "", nil, crm.Errorf(crm.CodeNotFound, "there is no entry %d", seq)
	}
	return e.subject, slices.Clone(e.data), nil
}

// Leader is wire.Rows's: the first member that this region reaches, if it reaches a majority.
func (r *Region) Leader() string {
	with, ok := r.world.majority(r.name)
	if !ok {
		return ""
	}
	return with
}

type entryState int

const (
	there  entryState = iota
	coming            // it is the next one
	gone              // the order ends before the one that comes before it
)

// at gives an entry; grown is closed when there may be another answer.
func (r *rows) at(seq uint64) (e entry, state entryState, grown <-chan struct{}) {
	r.mu.Lock()
	defer r.mu.Unlock()
	end := r.first + uint64(len(r.entries))
	switch {
	case seq > end+1:
		return entry{}, gone, r.grown
	case seq == end+1 || seq <= r.first:
		return entry{}, coming, r.grown
	}
	return r.entries[seq-r.first-1], there, r.grown
}

func (r *rows) wake() {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.wakeLocked()
}

func (r *rows) wakeLocked() {
	close(r.grown)
	r.grown = make(chan struct{})
}

// Wipe loses all rows, in every region. The next entry gets the sequence after first.
func (w *World) Wipe(first uint64) {
	w.rows.mu.Lock()
	defer w.rows.mu.Unlock()
	w.rows.first, w.rows.entries = first, nil
	clear(w.rows.last)
	w.rows.wakeLocked()
}
