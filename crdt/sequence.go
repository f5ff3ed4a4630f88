package crdt

// sequence is a list or a text. It is a tree: an element is the child of the element after which it was inserted. In
// document order an element comes before its children, and siblings come in descending order of their ids. Children are
// prepended unsorted and sorted on reading, so no history makes inserting slow.
type sequence struct {
	text     bool
	elements     // the first is the head
	visible  int // number of visible elements
	bytes    int // of a text: its length in UTF-8
	written  int // of a text: the length of all that was ever written
}

type element struct {
	entry          // the inserted value; its state is the element's
	more  *[]entry // further surviving values, ascending; nil: none
	child uint32   // first child; 0: none
	next  uint32   // next sibling; 0: none
}

// state is what is known of an element. It is kept in its entry, where it takes no memory of its own.
type state uint8

const (
	ownSurvives state = 1 << iota // the inserted value survives
	holdsValue                    // a value was inserted, not a mark
	unsorted                      // the children are not sorted
)

// is reports whether a state is an element's.
func (el *element) is(s state) bool { return el.state&s != 0 }

// run says that elements of one actor with consecutive counters are at consecutive indexes of one sequence.
type run struct {
	seq     *sequence
	counter uint64 // counter of the first element
	at      uint32 // index of the first element
	n       uint32
}

func newSequence(text bool) *sequence {
	return &sequence{text: text, elements: elements{first: make([]element, 1), length: 1}}
}

// survivors returns the element's values in ascending order. The caller must not modify the slice.
func (el *element) survivors() []entry {
	var list []entry
	if el.is(ownSurvives) {
		list = append(list, el.entry)
	}
	if el.more != nil {
		list = append(list, *el.more...) // all greater: they came after the insertion
	}
	return list
}

// assign sets the surviving values. A list that begins with the inserted value keeps that value in place.
func (el *element) assign(list []entry) {
	state := el.state &^ ownSurvives
	if el.more = nil; len(list) > 0 && list[0].ref() == el.ref() {
		el.entry, state = list[0], state|ownSurvives
		list = list[1:]
	}
	el.state = state
	if len(list) > 0 {
		el.more = &list
	}
}

// winner returns the value that is shown, nil if the element is invisible.
func (el *element) winner() *entry {
	switch {
	case el.more != nil:
		return &(*el.more)[len(*el.more)-1]
	case el.is(ownSurvives):
		return &el.entry
	}
	return nil
}

// update changes one element and keeps the counts right.
func (q *sequence) update(at uint32, change func(*element)) {
	el := q.at(at)
	q.count(el, -1)
	change(el)
	q.count(el, 1)
}

// write is update for a change that adds a value.
func (q *sequence) write(at uint32, e entry, change func(*element)) {
	if q.text {
		q.written += len(e.chars())
	}
	q.update(at, change)
}

// unwrite takes write back.
func (q *sequence) unwrite(at uint32, e entry, change func(*element)) {
	if q.text {
		q.written -= len(e.chars())
	}
	q.update(at, change)
}

func (q *sequence) count(el *element, sign int) {
	if w := el.winner(); w != nil {
		q.visible += sign
		if q.text {
			q.bytes += sign * len(w.chars())
		}
	}
}

func (q *sequence) unlink(parent, at uint32) {
	link := &q.at(parent).child
	for *link != at {
		link = &q.at(*link).next
	}
	*link = q.at(at).next
}
