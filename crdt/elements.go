package crdt

// pageLen is how many elements a page has: 24 KiB of memory.
const pageLen = 512

// elements are those of a list or text, in order of arrival. A long text is held in pages: they are never copied when
// it grows, and they fit where others were freed. A short one, which most are, has no page.
type elements struct {
	first  []element // the first pageLen elements, or fewer
	pages  []*[pageLen]element
	length int // of all elements
}

// at returns an element, which is valid until the next push.
func (e *elements) at(i uint32) *element {
	if i < pageLen {
		return &e.first[i]
	}
	return &e.pages[i/pageLen-1][i%pageLen]
}

// push adds an element and returns its index.
func (e *elements) push(el element) uint32 {
	at := uint32(e.length)
	e.length++
	if at < pageLen {
		e.first = append(e.first, el)
		return at
	}
	if page := int(at/pageLen) - 1; page == len(e.pages) {
		e.pages = append(e.pages, new([pageLen]element))
	}
	*e.at(at) = el
	return at
}

// pop removes the last element.
func (e *elements) pop() {
	e.length--
	at := uint32(e.length)
	*e.at(at) = element{}
	switch {
	case at < pageLen:
		e.first = e.first[:at]
	case at%pageLen == 0:
		last := len(e.pages) - 1
		e.pages[last] = nil
		e.pages = e.pages[:last]
	}
}
