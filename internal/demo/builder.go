package demo

import (
	"cmp"
	"fmt"
	"math"
	"slices"

	"roomkey/crdt"
	"roomkey/crm"
)

// builder writes the changes of one document by hand. It knows only the operations that it wrote itself, so it needs no
// engine, and the same input gives the same bytes.
type builder struct {
	change  *crdt.Change // the change that is being written
	changes []*crdt.Change
	next    uint64 // counter of the next operation
	seqs    map[crdt.Actor]uint64
	slots   map[slot]crdt.OpID      // the operation that last wrote a key
	lasts   map[crdt.OpID]crdt.OpID // the last element of a list or text
}

type slot struct {
	obj crdt.OpID
	key string
}

// newBuilder begins a document with the fixed first change of its type.
func newBuilder(t *crm.RecordType, private bool) *builder {
	first := crdt.Genesis(t, private)
	b := &builder{
		changes: []*crdt.Change{first}, next: first.MaxOp() + 1, seqs: map[crdt.Actor]uint64{},
		slots: map[slot]crdt.OpID{}, lasts: map[crdt.OpID]crdt.OpID{},
	}
	for _, op := range first.Ops {
		if op.List {
			b.lasts[op.Obj] = op.ID
		} else {
			b.slots[slot{op.Obj, op.Key}] = op.ID
		}
	}
	return b
}

// commit writes one change by actor, at a time in Unix seconds, that sets the root fields.
func (b *builder) commit(t *crm.RecordType, actor crdt.Actor, at int64, fields map[string]any) error {
	b.seqs[actor]++
	b.change = &crdt.Change{Deps: []crdt.Hash{b.changes[len(b.changes)-1].Hash}, Actor: actor, Seq: b.seqs[actor],
		StartOp: b.next, Time: at}
	for _, name := range sortedKeys(fields) {
		field := t.Root(name)
		if field == nil { // privateOf
			field = &crm.Field{Name: name, Kind: crm.KindString}
		}
		b.set(crdt.OpID{}, name, field, fields[name], actor)
	}
	if err := crdt.EncodeChange(b.change); err != nil {
		return fmt.Errorf("demo change: %w", err)
	}
	b.changes = append(b.changes, b.change)
	return nil
}

// op appends an operation and returns its id.
func (b *builder) op(op crdt.Op, actor crdt.Actor) crdt.OpID {
	op.ID = crdt.OpID{Counter: b.next, Actor: actor}
	b.next++
	b.change.Ops = append(b.change.Ops, op)
	return op.ID
}

// set writes one key of a map. It fills the containers of the fixed first change and does not replace them.
func (b *builder) set(obj crdt.OpID, key string, f *crm.Field, value any, actor crdt.Actor) {
	at := slot{obj, key}
	made, exists := b.slots[at]
	action := crdt.ActionSet
	switch f.Kind {
	case crm.KindText:
		action = crdt.ActionMakeText
	case crm.KindList:
		action = crdt.ActionMakeList
	case crm.KindMap:
		action = crdt.ActionMakeMap
	}
	if action == crdt.ActionSet || !exists {
		op := crdt.Op{Obj: obj, Key: key, Action: action}
		if exists {
			op.Pred = []crdt.OpID{made}
		}
		if action == crdt.ActionSet {
			op.Value = scalar(value)
		}
		made = b.op(op, actor)
		b.slots[at] = made
	}
	b.fill(made, f, value, actor)
}

// fill adds content to a container.
func (b *builder) fill(obj crdt.OpID, f *crm.Field, value any, actor crdt.Actor) {
	switch f.Kind {
	case crm.KindText:
		for _, char := range value.(string) {
			b.lasts[obj] = b.op(crdt.Op{Obj: obj, List: true, Elem: b.lasts[obj], Insert: true, Action: crdt.ActionSet,
				Value: scalar(string(char))}, actor)
		}
	case crm.KindMap:
		entries := value.(map[string]any)
		for _, name := range sortedKeys(entries) {
			b.set(obj, name, f.Child(name), entries[name], actor)
		}
	case crm.KindList:
		for _, item := range value.([]any) {
			op := crdt.Op{Obj: obj, List: true, Elem: b.lasts[obj], Insert: true}
			if f.Item.Kind == crm.KindMap {
				op.Action = crdt.ActionMakeMap
			} else {
				op.Action, op.Value = crdt.ActionSet, scalar(item)
			}
			id := b.op(op, actor)
			b.lasts[obj] = id
			if f.Item.Kind == crm.KindMap {
				b.fill(id, f.Item, item, actor)
			}
		}
	}
}

// scalar converts a Go value into an Automerge primitive value.
func scalar(value any) crdt.Value {
	switch v := value.(type) {
	case bool:
		if v {
			return crdt.Value{Type: crdt.ValueTrue}
		}
		return crdt.Value{Type: crdt.ValueFalse}
	case int:
		return crdt.Value{Type: crdt.ValueInt, Int: int64(v)}
	case float64:
		if v == math.Trunc(v) {
			return crdt.Value{Type: crdt.ValueInt, Int: int64(v)}
		}
		return crdt.Value{Type: crdt.ValueFloat, Float: v}
	case string:
		return crdt.Value{Type: crdt.ValueString, Bytes: v}
	}
	panic(fmt.Sprintf("demo: no primitive value for a %T", value))
}

func sortedKeys[K cmp.Ordered, V any](m map[K]V) []K {
	keys := make([]K, 0, len(m))
	for key := range m {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	return keys
}
