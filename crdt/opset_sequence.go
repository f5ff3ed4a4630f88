package crdt

import (
	"slices"
	"sort"
	"strings"

	"roomkey/crm"
)

// sequence is a list or a text. It is a tree: an element is the child of the element after which it was inserted. In
// document order an element comes before its children, and siblings come in descending order of their ids. Children are
// prepended unsorted and sorted on reading, so no history makes inserting slow.
type sequence struct {
	text    bool
	elems   []element // in order of arrival; the first is the head
	visible int       // number of visible elements
	bytes   int       // of a text: its length in UTF-8
}

type element struct {
	entry             // the inserted value
	own      bool     // own value survives
	value    bool     // a value, not a mark
	unsorted bool     // the children are not sorted
	child    uint32   // first child; 0: none
	next     uint32   // next sibling; 0: none
	more     *[]entry // further surviving values, ascending; nil: none
}

// run says that elements of one actor with consecutive counters are at consecutive indexes of one sequence.
type run struct {
	seq     *sequence
	counter uint64 // counter of the first element
	at      uint32 // index of the first element
	n       uint32
}

// placeholder stands in a text for a value that is not a string, as in Automerge.
const placeholder = "\ufffc"

func newSequence(text bool) *sequence { return &sequence{text: text, elems: make([]element, 1)} }

// stepList applies one operation on a list or text.
func (s *OpSet) stepList(o *object, op *Op, e entry) error {
	q := o.seq
	at, found := s.element(q, op.Elem)
	if !found {
		return crm.Invalid("", "an operation refers to a list element that does not exist")
	}
	if op.Insert {
		if len(op.Pred) > 0 {
			return crm.Invalid("", "an insertion overwrites something")
		}
		at = s.insert(q, at, e)
		if shows(op.Action) {
			q.update(at, func(el *element) { el.own, el.value = true, true })
			s.onUndo(func() { q.update(at, func(el *element) { el.own = false }) })
		}
		s.makeObject(e, o, "", at)
		return nil
	}
	if at == 0 {
		return crm.Invalid("", "an operation changes the head of a list")
	}
	was := q.elems[at].survivors()
	list, err := s.overwrite(slices.Clone(was), op, location{object: o, elem: at})
	if err != nil {
		return err
	}
	if len(list) >= maxSurvivors {
		return crm.Invalid("", "too many values compete for one list element")
	}
	if shows(op.Action) {
		list = s.insertEntry(list, e)
		s.makeObject(e, o, "", at)
	}
	q.update(at, func(el *element) { el.assign(list) })
	s.onUndo(func() { q.update(at, func(el *element) { el.assign(was) }) })
	return nil
}

// survivors returns the element's values in ascending order. The caller must not modify the slice.
func (el *element) survivors() []entry {
	var list []entry
	if el.own {
		list = append(list, el.entry)
	}
	if el.more != nil {
		list = append(list, *el.more...) // all greater: they came after the insertion
	}
	return list
}

// assign sets the surviving values. A list that begins with the inserted value keeps that value in place.
func (el *element) assign(list []entry) {
	el.own, el.more = false, nil
	if len(list) > 0 && list[0].ref() == el.ref() {
		el.own, el.entry = true, list[0]
		list = list[1:]
	}
	if len(list) > 0 {
		el.more = &list
	}
}

// winner returns the value that is shown, nil if the element is invisible.
func (el *element) winner() *entry {
	switch {
	case el.more != nil:
		return &(*el.more)[len(*el.more)-1]
	case el.own:
		return &el.entry
	}
	return nil
}

// update changes one element and keeps the counts right.
func (q *sequence) update(at uint32, change func(*element)) {
	el := &q.elems[at]
	q.count(el, -1)
	change(el)
	q.count(el, 1)
}

func (q *sequence) count(el *element, sign int) {
	if w := el.winner(); w != nil {
		q.visible += sign
		if q.text {
			q.bytes += sign * len(w.chars())
		}
	}
}

// chars returns the text that the value adds to a text.
func (e *entry) chars() string {
	if e.kind == ValueString {
		return e.str
	}
	return placeholder
}

// insert adds an invisible element after the one at index parent.
func (s *OpSet) insert(q *sequence, parent uint32, e entry) uint32 {
	at := uint32(len(q.elems))
	q.elems = append(q.elems, element{entry: e})
	s.register(q, e, at)
	p := &q.elems[parent]
	if p.child != 0 && s.less(e.ref(), q.elems[p.child].ref()) {
		p.unsorted = true
	}
	q.elems[at].next, p.child = p.child, at
	s.onUndo(func() {
		q.unlink(parent, at)
		q.elems = q.elems[:at]
		s.unregister(e.actor)
	})
	return at
}

func (q *sequence) unlink(parent, at uint32) {
	link := &q.elems[parent].child
	for *link != at {
		link = &q.elems[*link].next
	}
	*link = q.elems[at].next
}

func (s *OpSet) register(q *sequence, e entry, at uint32) {
	runs := s.runs[e.actor]
	if len(runs) > 0 {
		if r := &runs[len(runs)-1]; r.seq == q && r.counter+uint64(r.n) == e.counter && r.at+r.n == at {
			r.n++
			return
		}
	}
	s.runs[e.actor] = append(runs, run{seq: q, counter: e.counter, at: at, n: 1})
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
		el := &q.elems[at]
		if at != 0 && (el.own || el.more != nil) && !visit(at, el) {
			return
		}
		if el.unsorted {
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
	for at := parent.child; at != 0; at = q.elems[at].next {
		children = append(children, at)
	}
	slices.SortFunc(children, func(a, b uint32) int { return s.compare(q.elems[b].ref(), q.elems[a].ref()) })
	link := &parent.child
	for _, at := range children {
		*link = at
		link = &q.elems[at].next
	}
	*link = 0
	parent.unsorted = false
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

// keep copies a short text, so that the text does not keep the whole change in memory.
func keep(text string) string {
	if len(text) == 1 {
		return singles[text[0]:][:1]
	}
	return strings.Clone(text)
}

// singles holds every byte once; one-byte texts alias it.
var singles = func() string {
	var all [256]byte
	for i := range all {
		all[i] = byte(i)
	}
	return string(all[:])
}()
