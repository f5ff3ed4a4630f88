package crdt

// undoLog holds the functions that take a change back, newest last.
type undoLog []func()

func (u *undoLog) push(back func()) { *u = append(*u, back) }

func (u *undoLog) rollback() {
	for i := len(*u) - 1; i >= 0; i-- {
		(*u)[i]()
	}
	*u = nil
}
