package crdt

// element is one place of a list or text. It stays there when its value is gone.
type element struct {
	entry          // the inserted value; its state is the element's
	more  *[]entry // further surviving values, ascending; nil: none
	child uint32   // first child; 0: none
	next  uint32   // next sibling; 0: none
}

// is reports whether a state is an element's.
func (el *element) is(s state) bool { return el.state&s != 0 }

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
