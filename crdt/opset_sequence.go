package crdt

import (
	"slices"
	"sort"
	"strings"
)

// insert adds an element after the one at index parent. It is visible if it shows its value.
func (s *OpSet) insert(q *sequence, parent uint32, e entry, shows bool) uint32 {
	at := q.push(element{entry: e})
	s.register(q, e, at)
	p := q.at(parent)
	if p.child != 0 && s.less(e.ref(), q.at(p.child).ref()) {
		p.state |= unsorted
	}
	q.at(at).next, p.child = p.child, at
	if shows {
		q.write(at, e, func(el *element) { el.state |= ownSurvives | holdsValue })
	}
	s.undo.pushStep(q, at, parent)
	return at
}

// takeOut takes the last insertion back.
func takeOut(s *OpSet, q *sequence, parent, at uint32) {
	el := q.at(at)
	actor := el.actor
	if el.is(holdsValue) {
		q.unwrite(at, el.entry, func(el *element) { el.state &^= ownSurvives })
	}
	q.unlink(parent, at)
	q.pop()
	s.unregister(actor)
}

func (s *OpSet) register(q *sequence, e entry, at uint32) {
	runs := s.runs[e.actor]
	if len(runs) > 0 {
		if r := &runs[len(runs)-1]; r.seq == q && r.counter+uint64(r.n) == uint64(e.counter) && r.at+r.n == at {
			r.n++
			return
		}
	}
	s.runs[e.actor] = append(runs, run{seq: q, counter: uint64(e.counter), at: at, n: 1})
}

func (s *OpSet) unregister(actor uint32) {
	runs := s.runs[actor]
	if r := &runs[len(runs)-1]; r.n > 1 {
		r.n--
		return
	}
	s.runs[actor] = runs[:len(runs)-1]
}

// element finds an element by its id. The zero id is the head, index 0.
func (s *OpSet) element(q *sequence, id OpID) (uint32, bool) {
	if id.IsZero() {
		return 0, true
	}
	actor, known := s.numbers[id.Actor]
	if !known {
		return 0, false
	}
	runs := s.runs[actor]
	i := sort.Search(len(runs), func(i int) bool { return runs[i].counter > id.Counter }) - 1
	if i < 0 || runs[i].seq != q || id.Counter-runs[i].counter >= uint64(runs[i].n) {
		return 0, false
	}
	return runs[i].at + uint32(id.Counter-runs[i].counter), true
}

// walk calls visit for each visible element in document order until visit returns false.
func (s *OpSet) walk(q *sequence, visit func(at uint32, el *element) bool) {
	var later []uint32 // siblings to return to
	at := uint32(0)
	for {
		el := q.at(at)
		if at != 0 && (el.is(ownSurvives) || el.more != nil) && !visit(at, el) {
			return
		}
		if el.is(unsorted) {
			s.sortChildren(q, el)
		}
		switch {
		case el.child != 0:
			if el.next != 0 {
				later = append(later, el.next)
			}
			at = el.child
		case el.next != 0:
			at = el.next
		case len(later) > 0:
			at, later = later[len(later)-1], later[:len(later)-1]
		default:
			return
		}
	}
}

func (s *OpSet) sortChildren(q *sequence, parent *element) {
	var children []uint32
	for at := parent.child; at != 0; at = q.at(at).next {
		children = append(children, at)
	}
	slices.SortFunc(children, func(a, b uint32) int { return s.compare(q.at(b).ref(), q.at(a).ref()) })
	link := &parent.child
	for _, at := range children {
		*link = at
		link = &q.at(at).next
	}
	*link = 0
	parent.state &^= unsorted
}

// content returns the text as a person reads it.
func (s *OpSet) content(q *sequence) string {
	var b strings.Builder
	b.Grow(q.bytes)
	s.walk(q, func(_ uint32, el *element) bool {
		b.WriteString(el.winner().chars())
		return true
	})
	return b.String()
}
