package crdt

import (
	"bytes"
	"runtime"
	"slices"
	"unicode/utf8"
)

// ParseChange decodes one chunk, which must be a change, deflated or not. It charges the work to b; a nil b stands for
// a new budget. The returned change owns its memory, so the caller may reuse chunk.
//
// ParseChange accepts only the bytes that Automerge itself would write, and only references that a causal history can
// have. A change that is encoded differently, or that holds anything that Automerge drops (a deletion's value, an
// unknown column), gets another hash when a peer saves the document, and the saved document can't be loaded again.
// ParseChange does not check whether the change fits a document.
//
// Errors: invalid for malformed bytes or a wrong checksum, an [*OversizeError] for a well-framed change that holds more
// than a limit or the budget allows, too_large for one that inflates to more.
func ParseChange(chunk []byte, b *Budget) (*Change, error) {
	if b == nil {
		b = NewBudget()
	}
	frame, err := oneChunk(chunk)
	if err != nil {
		return nil, err
	}
	inflated := b.Inflated
	var whole []byte
	switch frame.kind {
	case ChunkChange:
		whole = bytes.Clone(chunk)
	case ChunkDeflated:
		if whole, err = inflate(frame, b); err != nil {
			return nil, err
		}
	default:
		return nil, malformed("the chunk is not a change")
	}
	if frame, err = oneChunk(whole); err != nil {
		return nil, err
	}
	hash, right := frame.hash()
	if !right {
		return nil, malformed("the checksum is wrong")
	}
	c := &Change{Hash: hash, Data: whole}
	if err := c.read(frame.contents, b); err != nil {
		if err == ErrRoom {
			b.Inflated = inflated
		}
		return nil, c.oversize(err)
	}
	return c, nil
}

// read decodes the contents of the chunk.
func (c *Change) read(contents []byte, b *Budget) error {
	r := reader{data: contents}
	if err := c.readHead(&r); err != nil {
		return err
	}
	cols := r.columns()
	if r.err != nil {
		return r.err
	}
	if len(r.data) > 0 {
		c.Extra = r.data
	}
	return c.readOps(&cols, b)
}

// readHead reads the fields in front of the columns.
func (c *Change) readHead(r *reader) error {
	n := r.uint()
	if n > maxDeps {
		return tooLarge("the change has more than 512 dependencies")
	}
	if n*uint64(len(Hash{})) > uint64(len(r.data)) {
		r.fail("it ends too early")
	} else if n > 0 {
		c.Deps = make([]Hash, n)
	}
	for i := range c.Deps {
		c.Deps[i] = r.hash()
		if i > 0 && bytes.Compare(c.Deps[i-1][:], c.Deps[i][:]) >= 0 {
			r.fail("dependencies out of order")
		}
	}
	c.Actor = r.actor()
	c.Seq, c.StartOp, c.Time = r.uint(), r.uint(), r.int()
	c.Message = string(r.prefixed())
	switch {
	case r.err != nil:
	case c.Seq == 0 || c.Seq > maxCounter:
		r.fail("a sequence number out of range")
	case c.StartOp == 0 || c.StartOp > maxCounter:
		r.fail("a counter has more than 32 bits")
	case !utf8.ValidString(c.Message):
		r.fail("a text is not UTF-8")
	}
	return c.readOthers(r)
}

func (c *Change) readOthers(r *reader) error {
	n := r.uint()
	if n > maxOtherActors {
		return tooLarge("the change names more than 10000 actors")
	}
	if n > uint64(len(r.data))/2 {
		r.fail("it ends too early")
	} else if n > 0 {
		c.Others = make([]Actor, n)
	}
	for i := range c.Others {
		c.Others[i] = r.actor()
		if c.Others[i] == c.Actor || i > 0 && c.Others[i-1] >= c.Others[i] {
			r.fail("actors out of order")
		}
	}
	return r.err
}

func (r *reader) actor() Actor {
	id := r.prefixed()
	switch {
	case r.err != nil:
	case len(id) == 0:
		r.fail("an actor id has no bytes")
	case len(id) > maxActorBytes:
		r.err, r.data = errLongActor, nil
	}
	return Actor(id)
}

// readOps decodes the columns. Before it allocates, it counts the operations and the operations that they overwrite by
// adding up the lengths of runs.
func (c *Change) readOps(cols *columns, b *Budget) error {
	ops, deletions, err := countOps(cols)
	if err != nil {
		return err
	}
	if c.StartOp+ops-1 > maxCounter {
		return malformed("a counter has more than 32 bits")
	}
	preds, err := countPreds(cols[colPredCount], ops, maxChangePreds+deletions)
	if err != nil {
		return err
	}
	if ops > uint64(max(b.Room, 0)) {
		return ErrRoom
	}
	if err := b.decode(int64(ops)); err != nil {
		return err
	}
	if ops > 0 {
		c.Ops = make([]Op, ops)
	}
	actors := actorTable{own: c.Actor, others: c.Others, used: make([]bool, len(c.Others))}
	for _, read := range []func() error{
		func() error { return c.readActions(cols) },
		func() error { return c.readTargets(cols, &actors) },
		func() error { return c.readValues(cols) },
		func() error { return c.readPreds(cols, &actors, preds) },
		func() error { return c.checkOps() },
	} {
		if err := read(); err != nil {
			return err
		}
		if ops >= breathEvery {
			runtime.Gosched()
		}
	}
	if slices.Contains(actors.used, false) {
		return malformed("no operation names an actor of the table")
	}
	if !canonical(c, cols) {
		return malformed("Automerge would encode the columns differently")
	}
	return nil
}

// countOps returns the number of operations, each of which has an action, and how many of them delete. It refuses too
// many. Insertions and deletions are what texts are made of: a person pastes 100,000 characters and selects as many.
func countOps(cols *columns) (ops, deletions uint64, err error) {
	actions, inserts := newUintColumn(cols[colAction]), newBoolColumn(cols[colInsert])
	var plain uint64
	for actions.left > 0 || !actions.empty() {
		action, times, ok := actions.run()
		switch {
		case actions.err != nil:
			return 0, 0, actions.err
		case !ok:
			return 0, 0, malformed("an operation has no action")
		case times > maxChangeOps-ops:
			return 0, 0, errChangeOps
		}
		inserted := inserts.skip(times)
		switch Action(action) {
		case ActionDelete:
			deletions += times
		case ActionSet:
			plain += times - inserted
		default:
			plain += times
		}
		ops += times
	}
	if plain > maxPlainOps {
		return 0, 0, errPlainOps
	}
	return ops, deletions, inserts.err
}

// countPreds returns the sum of the first ops values of the predecessor count column, which may be at most limit.
func countPreds(groups []byte, ops, limit uint64) (uint64, error) {
	col := newUintColumn(groups)
	var preds uint64
	for ops > 0 {
		size, times, ok := col.run()
		switch {
		case col.err != nil:
			return 0, col.err
		case !ok || times > ops:
			return 0, malformed("the predecessor counts do not match the operations")
		case size > maxOpPreds:
			return 0, tooLarge("an operation overwrites more than 512 others")
		}
		ops -= times
		if preds += size * times; preds > limit {
			return 0, tooLarge("the change overwrites more than 40000 operations besides those that it deletes")
		}
	}
	return preds, nil
}
