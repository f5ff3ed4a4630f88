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
