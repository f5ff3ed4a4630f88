package crdt

// undoLog is how a change is taken back, which goes from the last step to the first.
type undoLog []undoStep

// undoStep takes one step back: by a function, or without one where a long text would need a hundred thousand of them.
type undoStep struct {
	back   func()
	q      *sequence // back is nil: the sequence in which an element was inserted, or lost the value that it came with
	at     uint32    // the element
	parent uint32    // of the element that was inserted; lostOwn for one that lost its value
}

// lostOwn is no index of an element: a document has fewer operations.
const lostOwn = 1<<32 - 1

func (u *undoLog) push(back func()) { *u = append(*u, undoStep{back: back}) }

func (u *undoLog) pushStep(q *sequence, at, parent uint32) {
	*u = append(*u, undoStep{q: q, at: at, parent: parent})
}
