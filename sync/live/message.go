package live

import (
	"errors"
	"time"

	"roomkey/crdt"
	"roomkey/sync/live/replica"
)

// message is one message of a peer, while it waits or is received.
type message struct {
	data    []byte
	request bool
	done    func(error)
	came    time.Time
	parsed  *crdt.Message // nil until open
	budget  *crdt.Budget
	next    int                   // the index of the first change that is not parsed yet
	ahead   []*crdt.Change        // changes that are parsed but were not looked at yet
	bad     error                 // the error of parsing the change after those
	beyond  []*crdt.OversizeError // changes that exceed a limit and are not refused yet
}

func (m *message) end(err error) {
	if m.done != nil {
		m.done(err)
	}
}

// open parses the message but not its changes.
func (m *message) open() (err error) {
	if m.parsed != nil {
		return nil
	}
	parsed, err := crdt.ParseMessage(m.data)
	if err != nil {
		return err
	}
	m.parsed, m.data, m.budget = parsed, nil, crdt.NewBudget()
	m.budget.Large = false // see largeTurns
	return nil
}

// whole reports whether all changes of the message are parsed.
func (m *message) whole() bool { return m.next == len(m.parsed.Changes) }

// Limits on the changes, operations and bytes that one turn looks at. They let other turns run soon.
const (
	sliceChanges = replica.SliceChanges
	sliceOps     = 20_000
	sliceBytes   = replica.SliceBytes
)

// slice counts the changes, operations and bytes that one turn looks at.
type slice struct{ changes, ops, bytes int }

func (s *slice) take(c *crdt.Change) {
	s.changes++
	s.ops += len(c.Ops) + 1
	s.bytes += len(c.Data)
}

// skip counts a change that was not decoded.
func (s *slice) skip(chunk []byte) {
	s.changes++
	s.bytes += len(chunk)
}

func (s *slice) full() bool {
	return s.changes >= sliceChanges || s.ops >= sliceOps || s.bytes >= sliceBytes
}

// parse decodes the next changes until the slice is full. It passes over changes that exceed a limit, and keeps them in
// beyond. After a malformed change, it returns the error together with the changes before that, and so before a large
// one that may not be decoded yet (crdt.ErrLarge).
func (m *message) parse(s *slice) (changes []*crdt.Change, err error) {
	if m.ahead != nil || m.bad != nil {
		changes, m.ahead = m.ahead, nil
		for _, c := range changes {
			s.take(c)
		}
		return changes, m.bad
	}
	for !s.full() && !m.whole() {
		chunk := m.parsed.Changes[m.next]
		c, err := crdt.ParseChange(chunk, m.budget)
		var beyond *crdt.OversizeError
		if errors.As(err, &beyond) && !errors.Is(err, crdt.ErrLarge) {
			m.next++
			s.skip(chunk)
			m.beyond = append(m.beyond, beyond)
			continue
		}
		if err != nil {
			return changes, err
		}
		m.next++
		s.take(c)
		changes = append(changes, c)
	}
	return changes, nil
}
