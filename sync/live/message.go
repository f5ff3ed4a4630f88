package live

import (
	"errors"
	"math"
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
	return nil
}

// whole reports whether all changes of the message are parsed.
func (m *message) whole() bool { return m.next == len(m.parsed.Changes) }

// slice counts the changes, operations and bytes that one turn looks at, so that other turns run soon.
type slice struct {
	changes, ops, bytes int
	most                bounds
	placed              bool // its user has a place: one large change may be more than the bounds
	much                bool // what is left needs a place
}

// bounds are what one turn looks at, at most.
type bounds struct{ changes, ops, bytes int }

// Bounds of a turn. Without a place as many turns run at once as a user has documents, so what they hold is small.
var (
	boundsPlaced = bounds{replica.SliceChanges, 5_000, replica.SliceBytes}
	boundsFree   = bounds{64, 1_000, 64 << 10}
)

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
	return s.changes >= s.most.changes || s.ops >= s.most.ops || s.bytes >= s.most.bytes
}

// room is how many operations the next change may have.
func (s *slice) room() int {
	if s.placed && s.changes == 0 {
		return math.MaxInt
	}
	return s.most.ops - s.ops
}

// parse decodes the next changes until the slice is full, or the next one is too large for it. It passes over changes
// that exceed a limit, and keeps them in beyond. After a malformed change, it returns the error together with the
// changes before that.
func (m *message) parse(s *slice) (changes []*crdt.Change, err error) {
	if m.ahead != nil || m.bad != nil {
		changes, m.ahead = m.ahead, nil
		for _, c := range changes {
			s.take(c)
		}
		return changes, m.bad
	}
	for !m.whole() {
		if s.full() {
			s.much = true
			break
		}
		chunk := m.parsed.Changes[m.next]
		m.budget.Room = s.room()
		c, err := crdt.ParseChange(chunk, m.budget)
		var beyond *crdt.OversizeError
		switch {
		case errors.Is(err, crdt.ErrRoom):
			s.much = true
			return changes, nil
		case errors.As(err, &beyond):
			s.skip(chunk)
			m.beyond = append(m.beyond, beyond)
		case err != nil:
			return changes, err
		default:
			s.take(c)
			changes = append(changes, c)
		}
		m.next++
	}
	return changes, nil
}
