package crdt

import (
	"sort"
	"strings"
	"sync"
)

// opWriter writes the columns of a change's operations into one buffer, which it reuses.
type opWriter struct {
	out      []byte
	literals []byte
	ends     [columnCount]int
}

// opWriterKeep is how many bytes a writer may keep allocated for its next use.
const opWriterKeep = 64 << 10

var opWriters = sync.Pool{New: func() any { return new(opWriter) }}

// write returns the columns. They stay in the writer's memory until its next use.
func (w *opWriter) write(c *Change) columns {
	if cap(w.out) > opWriterKeep || cap(w.literals) > opWriterKeep {
		*w = opWriter{}
	}
	w.out = w.out[:0]
	w.objects(c)
	w.keys(c)
	w.actions(c)
	w.values(c)
	w.preds(c)
	w.marks(c)
	var cols columns
	from := 0
	for i, end := range w.ends {
		cols[i] = w.out[from:end:end]
		from = end
	}
	return cols
}

// uints writes a column of optional numbers, one for each operation.
func (w *opWriter) uints(col int, c *Change, get func(*Op) (uint64, bool)) {
	column := newRunWriter(w.out, appendUint)
	column.literals = w.literals[:0]
	for i := range c.Ops {
		column.option(get(&c.Ops[i]))
	}
	w.end(col, column.finish(), column.literals)
}

// texts writes a column of optional texts, one for each operation.
func (w *opWriter) texts(col int, c *Change, get func(*Op) (string, bool)) {
	column := newRunWriter(w.out, appendPrefixed[string])
	column.literals = w.literals[:0]
	for i := range c.Ops {
		column.option(get(&c.Ops[i]))
	}
	w.end(col, column.finish(), column.literals)
}

// bools writes a column of booleans, one for each operation.
func (w *opWriter) bools(col int, c *Change, get func(*Op) bool) {
	column := boolWriter{out: w.out}
	for i := range c.Ops {
		column.append(get(&c.Ops[i]))
	}
	w.end(col, column.finish(), w.literals)
}

func (w *opWriter) end(col int, out, literals []byte) {
	w.out, w.literals = out, literals
	w.ends[col] = len(out)
}

func (w *opWriter) objects(c *Change) {
	w.uints(colObjActor, c, func(op *Op) (uint64, bool) {
		if op.Obj.IsZero() {
			return 0, false
		}
		return c.actorIndex(op.Obj.Actor), true
	})
	w.uints(colObjCounter, c, func(op *Op) (uint64, bool) { return op.Obj.Counter, !op.Obj.IsZero() })
}

func (w *opWriter) keys(c *Change) {
	w.uints(colKeyActor, c, func(op *Op) (uint64, bool) {
		if op.Elem.IsZero() {
			return 0, false
		}
		return c.actorIndex(op.Elem.Actor), true
	})
	column := newRunWriter(w.out, appendInt)
	column.literals = w.literals[:0]
	before := int64(0)
	for i := range c.Ops {
		if op := &c.Ops[i]; op.List {
			column.value(int64(op.Elem.Counter) - before)
			before = int64(op.Elem.Counter)
		} else {
			column.null()
		}
	}
	w.end(colKeyCounter, column.finish(), column.literals)
	w.texts(colKeyString, c, func(op *Op) (string, bool) { return op.Key, !op.List })
}

func (w *opWriter) actions(c *Change) {
	w.bools(colInsert, c, func(op *Op) bool { return op.Insert })
	w.uints(colAction, c, func(op *Op) (uint64, bool) { return uint64(op.Action), true })
}

func (w *opWriter) values(c *Change) {
	w.uints(colValueMeta, c, func(op *Op) (uint64, bool) { return valueMeta(&op.Value), true })
	for i := range c.Ops {
		w.out = appendValue(w.out, &c.Ops[i].Value)
	}
	w.end(colValue, w.out, w.literals)
}

func (w *opWriter) preds(c *Change) {
	w.uints(colPredCount, c, func(op *Op) (uint64, bool) { return uint64(len(op.Pred)), true })
	actors := newRunWriter(w.out, appendUint)
	actors.literals = w.literals[:0]
	for i := range c.Ops {
		for _, pred := range c.Ops[i].Pred {
			actors.value(c.actorIndex(pred.Actor))
		}
	}
	w.end(colPredActor, actors.finish(), actors.literals)
	counters := newRunWriter(w.out, appendInt)
	counters.literals = w.literals[:0]
	before := int64(0)
	for i := range c.Ops {
		for _, pred := range c.Ops[i].Pred {
			counters.value(int64(pred.Counter) - before)
			before = int64(pred.Counter)
		}
	}
	w.end(colPredCounter, counters.finish(), counters.literals)
}

// marks writes the two columns that are absent if no operation is a mark.
func (w *opWriter) marks(c *Change) {
	expands := false
	for i := range c.Ops {
		expands = expands || c.Ops[i].Expand
	}
	if expands {
		w.bools(colExpand, c, func(op *Op) bool { return op.Expand })
	} else {
		w.end(colExpand, w.out, w.literals)
	}
	w.texts(colMark, c, func(op *Op) (string, bool) { return op.Mark, op.Mark != "" })
}

// actorIndex returns the number by which the columns name an actor: 0 for the change's own, then the others.
func (c *Change) actorIndex(actor Actor) uint64 {
	if actor == c.Actor {
		return 0
	}
	return uint64(sort.Search(len(c.Others), func(i int) bool {
		return strings.Compare(string(c.Others[i]), string(actor)) >= 0
	})) + 1
}
