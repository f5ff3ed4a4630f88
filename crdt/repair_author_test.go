package crdt

import (
	"fmt"
	"math/rand/v2"
	"slices"

	"roomkey/crm"
)

// author is a client: a replica of the document, and the changes that its user makes there, good and bad ones.
type author struct {
	replica
	actor Actor
	user  crm.ID
	seq   uint64
	rand  *rand.Rand
	w     writer
	good  bool // the change that is being made is meant to be right
}

// replica is a document with its history.
type replica struct {
	graph   *Graph
	ops     *OpSet
	changes []*Change
}

func newReplica() replica { return replica{graph: NewGraph(), ops: NewOpSet()} }

func (r *replica) add(c *Change) error {
	if err := r.ops.Apply(c); err != nil {
		return err
	}
	r.changes = append(r.changes, c)
	return r.graph.Add(NodeOf(c))
}

// edit makes one change of a few steps.
func (a *author) edit(t *crm.RecordType) (*Change, error) {
	a.seq++
	a.w.c = &Change{Actor: a.actor, Seq: a.seq, StartOp: a.graph.MaxOp() + 1, Deps: slices.Clone(a.graph.Heads()),
		Time: int64(1_700_000_000 + a.seq)}
	a.good = a.rand.IntN(3) == 0
	touched := map[string]bool{}
	for range 1 + a.rand.IntN(3) {
		f := &t.Fields[a.rand.IntN(len(t.Fields))]
		if f.Private || f.Derived && a.good || touched[f.Name] {
			continue
		}
		touched[f.Name] = true
		a.field(OpID{}, a.ops.root, f)
	}
	if !a.good && a.rand.IntN(6) == 0 {
		a.w.add(a.write(Op{Key: "nonsense", Pred: preds(a.ops, a.ops.root.keys["nonsense"])}, 1))
	}
	if !a.good && a.rand.IntN(12) == 0 {
		op := Op{Key: "type", Pred: preds(a.ops, a.ops.root.keys["type"])}
		a.put(op, pick(a.rand, []any{"lead", "escrow", 7, "boat"}))
	}
	if err := EncodeChange(a.w.c); err != nil {
		return nil, err
	}
	return a.w.c, a.add(a.w.c)
}

func preds(s *OpSet, list []entry) []OpID {
	var ids []OpID
	for i := range list {
		ids = append(ids, s.id(&list[i]))
	}
	return ids
}

func pick[T any](r *rand.Rand, from []T) T { return from[r.IntN(len(from))] }

// write completes an operation with a scalar.
func (a *author) write(op Op, value any) Op {
	op.Action = ActionSet
	switch v := value.(type) {
	case nil:
	case bool:
		op.Value.Type = ValueFalse
		if v {
			op.Value.Type = ValueTrue
		}
	case int:
		op.Value = Value{Type: ValueInt, Int: int64(v)}
	case string:
		op.Value = Value{Type: ValueString, Bytes: v}
	case counted:
		op.Value = Value{Type: ValueCounter, Int: int64(v)}
	}
	return op
}

type counted int64

// put writes a value; a string as a text half of the time.
func (a *author) put(op Op, value any) {
	if text, ok := value.(string); ok && a.rand.IntN(2) == 0 {
		op.Action = ActionMakeText
		a.w.characters(a.w.add(op), OpID{}, text)
		return
	}
	a.w.add(a.write(op, value))
}

// field writes something to one field of a map.
func (a *author) field(obj OpID, o *object, f *crm.Field) {
	list := o.keys[f.Name]
	op := Op{Obj: obj, Key: f.Name, Pred: preds(a.ops, list)}
	if len(list) > 1 && !a.good && a.rand.IntN(4) == 0 {
		op.Pred = op.Pred[1:]
	}
	var shown *object
	if len(list) > 0 {
		if e := &list[len(list)-1]; e.kind == kindObject {
			shown = a.ops.objects[e.ref()]
		}
	}
	switch n := a.rand.IntN(10); {
	case shown != nil && shown.kind == ActionMakeList && n < 8:
		a.list(shown, f)
	case shown != nil && shown.kind == ActionMakeText && (f.Kind == crm.KindText && n < 8 || n < 2):
		a.splice(shown)
	case shown != nil && shown.keys != nil && n < 8 && len(f.Fields) > 0:
		a.field(a.ops.idOf(shown), shown, &f.Fields[a.rand.IntN(len(f.Fields))])
	case n == 8 && len(op.Pred) > 0 && (!a.good || !f.Required && !f.Container()):
		op.Action = ActionDelete
		a.w.add(op)
	case n == 9 && !a.good:
		a.put(op, pick(a.rand, []any{nil, 7, -5, "", "bad\x00", "two\nlines", true, counted(3), "x", " ",
			"1776-07-04"}))
	case n == 7 && len(list) == 1 && list[0].kind == ValueCounter:
		op.Action, op.Value = ActionIncrement, Value{Type: ValueInt, Int: int64(a.rand.IntN(90) - 20)}
		a.w.add(op)
	case f.Container() && f.Kind != crm.KindText:
		op.Action = makes(f)
		a.w.add(op)
	default:
		a.put(op, a.fitting(f))
	}
}

func (a *author) fitting(f *crm.Field) any {
	switch f.Kind {
	case crm.KindMoney, crm.KindNumber:
		if f.Min != nil && *f.Min > 20 {
			return int(*f.Min)
		}
		return pick(a.rand, []any{1, 5, 20, counted(60)})
	case crm.KindBool:
		return true
	case crm.KindEnum:
		return pick(a.rand, f.Options)
	case crm.KindDate:
		return fmt.Sprintf("2026-0%d-01", 1+a.rand.IntN(9))
	case crm.KindTime:
		return fmt.Sprintf("2026-0%d-01T00:00:00Z", 1+a.rand.IntN(9))
	case crm.KindRef:
		return a.user.String()
	}
	switch f.Format {
	case crm.FormatEmail:
		return pick(a.rand, []string{"ann@example.com", "ten@example.org"})
	case crm.FormatPhone:
		return pick(a.rand, []string{"(805) 555-0134", "+44 20 7946 0958"})
	case crm.FormatRepeat:
		return pick(a.rand, []string{"FREQ=DAILY;COUNT=3", "FREQ=WEEKLY;BYDAY=TU,TH"})
	}
	return pick(a.rand, []string{"words", "more words", "Ann", "ten"})
}

// list changes a list: a new item, one that is replaced, deleted, or changed within.
func (a *author) list(o *object, f *crm.Field) {
	var at []uint32
	a.ops.walk(o.seq, func(i uint32, _ *element) bool { at = append(at, i); return true })
	op, shown := Op{Obj: a.ops.idOf(o), List: true}, (*element)(nil)
	if len(at) > 0 {
		shown = o.seq.at(pick(a.rand, at))
		op.Elem = a.ops.id(&shown.entry)
	}
	n := a.rand.IntN(10)
	var item *object
	if shown != nil && shown.winner().kind == kindObject {
		item = a.ops.objects[shown.winner().ref()]
	}
	switch {
	case shown == nil || n < 4:
		op.Insert = true
		for range 1 + a.rand.IntN(3) {
			op.Elem = a.item(op, f, o)
		}
	case item != nil && item.keys != nil && n < 7 && f.Name != "notes":
		a.field(a.ops.idOf(item), item, &f.Item.Fields[a.rand.IntN(len(f.Item.Fields))])
	case item != nil && item.kind == ActionMakeText && n == 7:
		a.splice(item)
	case n == 8 && f.Name != "notes":
		op.Pred = preds(a.ops, shown.survivors())
		a.item(op, f, o)
	default:
		op.Action, op.Pred = ActionDelete, preds(a.ops, shown.survivors())
		a.w.add(op)
	}
}

// item writes an item of a list, and returns the operation.
func (a *author) item(op Op, f *crm.Field, list *object) OpID {
	next := OpID{a.w.c.MaxOp() + 1, a.actor}
	if !a.good && a.rand.IntN(4) == 0 {
		a.w.add(a.write(op, pick(a.rand, []any{7, nil, "bad\x07", ""})))
		return next
	}
	if f.Item.Kind != crm.KindMap {
		a.put(op, a.fitting(f.Item))
		return next
	}
	op.Action = ActionMakeMap
	made := a.w.add(op)
	if a.good || a.rand.IntN(3) > 0 {
		id := fmt.Sprintf("%x-%d", string(a.actor)[:1], made.Counter)
		if !a.good || a.rand.IntN(6) == 0 {
			id = pick(a.rand, []string{"i1", "i2", "i3"})
		}
		a.put(Op{Obj: made, Key: "id"}, id)
	}
	if f.Name == "notes" {
		a.put(Op{Obj: made, Key: "author"}, a.user.String())
		return next
	}
	for i := range f.Item.Fields {
		if child := &f.Item.Fields[i]; child.Name != "id" && a.rand.IntN(3) == 0 {
			a.put(Op{Obj: made, Key: child.Name}, a.fitting(child))
		}
	}
	return next
}

// splice types in a text, and deletes from it.
func (a *author) splice(o *object) {
	var at []uint32
	a.ops.walk(o.seq, func(i uint32, _ *element) bool { at = append(at, i); return true })
	after := OpID{}
	if len(at) > 0 {
		after = a.ops.id(&o.seq.at(pick(a.rand, at)).entry)
	}
	obj := a.ops.idOf(o)
	for range a.rand.IntN(4) {
		if len(at) == 0 {
			break
		}
		n := a.rand.IntN(len(at))
		el := o.seq.at(at[n])
		a.w.add(Op{Obj: obj, List: true, Elem: a.ops.id(&el.entry), Action: ActionDelete,
			Pred: preds(a.ops, el.survivors())})
		at = slices.Delete(at, n, n+1)
	}
	typed := pick(a.rand, []string{"abc", "more", "é", "line\nbreak"})
	if !a.good {
		typed = pick(a.rand, []string{"abc", "a\r\nb", "\r", "x\x00y", "\u202e", "a long text that is over"})
	}
	after = a.w.characters(obj, after, typed)
	if a.good || a.rand.IntN(3) > 0 {
		return
	}
	switch a.rand.IntN(3) {
	case 0:
		a.w.add(Op{Obj: obj, Elem: after, List: true, Insert: true, Action: ActionMakeMap})
	case 1:
		a.w.add(a.write(Op{Obj: obj, Elem: after, List: true, Insert: true}, 7))
	default:
		a.w.add(Op{Obj: obj, List: true, Insert: true, Action: ActionMark, Mark: "bold", Value: Value{Type: ValueTrue}})
		a.w.add(Op{Obj: obj, Elem: after, List: true, Insert: true, Action: ActionMark})
	}
}
