package sync

import (
	"time"

	"roomkey/crdt"
	"roomkey/crm"
)

// delivery is one message of a peer that is being worked off.
type delivery struct {
	data    []byte
	request bool
	done    func(error)
	came    time.Time
	message *crdt.Message // nil until it was parsed
	budget  *crdt.Budget
	next    int            // the first of its changes that has not been parsed
	ahead   []*crdt.Change // parsed, and not looked at yet
	bad     error          // why the change after those can't be parsed
}

func (m *delivery) end(err error) {
	if m.done != nil {
		m.done(err)
	}
}

// open parses the message, but not its changes.
func (m *delivery) open() (err error) {
	if m.message != nil {
		return nil
	}
	message, err := crdt.ParseMessage(m.data)
	if err != nil {
		return err
	}
	if len(message.Heads) > maxHeads {
		return crm.Errorf(crm.CodeTooLarge, "a document has at most %d heads", maxHeads)
	}
	m.message, m.data, m.budget = message, nil, crdt.NewBudget()
	return nil
}

// parsed reports whether all changes of the message were.
func (m *delivery) parsed() bool { return m.next == len(m.message.Changes) }

// slice is how much of what waits one turn looks at.
type slice struct{ changes, ops, bytes int }

func (s *slice) take(c *crdt.Change) {
	s.changes++
	s.ops += len(c.Ops) + 1
	s.bytes += len(c.Data)
}

func (s *slice) full() bool {
	return s.changes >= sliceChanges || s.ops >= sliceOps || s.bytes >= sliceBytes
}

// parse decodes the next changes until the slice is full. Those before a bad one are given with the error.
func (m *delivery) parse(s *slice) (changes []*crdt.Change, err error) {
	if m.ahead != nil || m.bad != nil {
		changes, m.ahead = m.ahead, nil
		for _, c := range changes {
			s.take(c)
		}
		return changes, m.bad
	}
	for !s.full() && !m.parsed() {
		c, err := crdt.ParseChange(m.message.Changes[m.next], m.budget)
		if err != nil {
			return changes, err
		}
		m.next++
		s.take(c)
		changes = append(changes, c)
	}
	return changes, nil
}

// gather decodes the next changes of the first message, and where those are its last and it only brings changes also those
// of the next message if all of them fit into the turn, and so on. It counts the messages of which nothing is left. The
// error is the first message's.
func gather(waiting []*delivery) (changes []*crdt.Change, ended int, err error) {
	var s slice
	if changes, err = waiting[0].parse(&s); err != nil || !waiting[0].parsed() {
		return changes, 0, err
	}
	for i, m := range waiting[1:] {
		if s.full() || m.open() != nil || !waiting[i].message.GivesWayTo(m.message) {
			return changes, i + 1, nil
		}
		more, err := m.parse(&s)
		if err != nil || !m.parsed() {
			m.ahead, m.bad = more, err
			return changes, i + 1, nil
		}
		changes = append(changes, more...)
	}
	return changes, len(waiting), nil
}
