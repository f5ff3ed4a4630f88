package crdt_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"testing"

	"pgregory.net/rapid"

	"roomkey/crdt"
	"roomkey/crm"
)

// A document that consists only of accepted changes always fits the schema, including the values that lost. A check
// leaves the set unchanged.
func TestPolicy_KeepsDocumentsValid(t *testing.T) {
	accepted, refused := 0, 0
	rapid.Check(t, func(t *rapid.T) {
		w := newWorld(t)
		for range rapid.IntRange(1, 12).Draw(t, "changes") {
			p := w.change(t)
			before := w.picture()
			_, err := w.policy.Check(w.set, p.Change)
			if after := w.picture(); !reflect.DeepEqual(before, after) {
				t.Fatalf("a check changed the set from %s to %s", line(before), line(after))
			}
			if err != nil {
				refused++
				continue
			}
			accepted++
			if err := w.set.Apply(p.Change); err != nil {
				t.Fatalf("accepted but not applicable: %v", err)
			}
			w.learn(p)
			w.validate(t)
		}
	})
	if accepted < refused/10 || refused < accepted/10 {
		t.Errorf("%d accepted, %d refused: the generator is lopsided", accepted, refused)
	}
}

// world is a document, and the knowledge of a hostile author about it.
type world struct {
	set    *crdt.OpSet
	policy crdt.Policy
	top    uint64 // greatest counter
	seqs   map[crdt.Actor]uint64
	places []place
	slots  map[string][]crdt.OpID // operations on a key or element
}

// place is an object, and its field if it has one.
type place struct {
	id     crdt.OpID
	action crdt.Action
	field  *crm.Field
	elems  []crdt.OpID
}

func newWorld(t *rapid.T) *world {
	recordType := rapid.SampledFrom(crm.Types).Draw(t, "type")
	w := &world{
		set: crdt.NewOpSet(), seqs: map[crdt.Actor]uint64{}, slots: map[string][]crdt.OpID{},
		policy: crdt.Policy{
			Type: recordType, User: alice, Record: bob,
			Server:  rapid.Bool().Draw(t, "server"),
			Private: rapid.Bool().Draw(t, "private"),
		},
		places: []place{{action: crdt.ActionMakeMap}},
	}
	if genesis := crdt.Genesis(recordType, w.policy.Private); genesis != nil && rapid.Bool().Draw(t, "genesis") {
		if err := w.set.Apply(genesis); err != nil {
			t.Fatal(err)
		}
		w.learn(pen{genesis})
	}
	return w
}

// learn records the objects and values that a change made.
func (w *world) learn(p pen) {
	w.top = max(w.top, p.MaxOp())
	w.seqs[p.Actor] = p.MaxOp()
	for _, op := range p.Ops {
		at := slices.IndexFunc(w.places, func(o place) bool { return o.id == op.Obj })
		if op.Insert {
			w.places[at].elems = append(w.places[at].elems, op.ID)
			op.Elem = op.ID
		}
		name := slot(op)
		w.slots[name] = append(w.slots[name], op.ID)
		if op.Action.Makes() {
			w.places = append(w.places, place{id: op.ID, action: op.Action, field: w.fieldOf(w.places[at], op.Key)})
		}
	}
}

func slot(op crdt.Op) string { return line([]any{op.Obj, op.Key, op.Elem}) }

func (w *world) fieldOf(o place, key string) *crm.Field {
	switch {
	case o.id.IsZero():
		return w.policy.Type.Root(key)
	case o.field == nil:
		return nil
	case o.field.Kind == crm.KindList:
		return o.field.Item
	}
	return o.field.Child(key)
}

// change draws a change of a few operations. Its first counter may be concurrent with other changes.
func (w *world) change(t *rapid.T) pen {
	actor := rapid.SampledFrom([]string{"a", "b", "c"}).Draw(t, "actor")
	start := w.top + 1 - min(w.top, uint64(rapid.IntRange(0, 3).Draw(t, "behind")))
	p := write(actor, max(start, w.seqs[crdt.Actor(actor)]+1))
	for range rapid.IntRange(1, 3).Draw(t, "operations") {
		w.operation(t, p)
	}
	return p
}

func (w *world) operation(t *rapid.T, p pen) {
	o := rapid.SampledFrom(w.places).Draw(t, "place")
	op := crdt.Op{Obj: o.id}
	if o.action == crdt.ActionMakeList || o.action == crdt.ActionMakeText {
		op.List = true
		if len(o.elems) > 0 && rapid.Bool().Draw(t, "at an element") {
			op.Elem = rapid.SampledFrom(o.elems).Draw(t, "element")
		}
		op.Insert = op.Elem.IsZero() || rapid.Bool().Draw(t, "insert")
	} else {
		op.Key = w.key(t, o)
	}
	if !op.Insert {
		for _, pred := range w.slots[slot(op)] {
			if rapid.Bool().Draw(t, "pred") {
				op.Pred = append(op.Pred, pred)
			}
		}
	}
	w.write(t, p, op, w.fieldOf(o, op.Key), o.action == crdt.ActionMakeText)
}

func (w *world) key(t *rapid.T, o place) string {
	names := []string{"type", "privateOf", "nonsense", "id", "author"}
	fields := w.policy.Type.Fields
	if !o.id.IsZero() {
		fields = nil
		if o.field != nil {
			fields = o.field.Fields
		}
	}
	if len(fields) > 0 && rapid.IntRange(0, 9).Draw(t, "known key") > 0 {
		names = nil
		for _, f := range fields {
			if !o.id.IsZero() || f.Private == w.policy.Private {
				names = append(names, f.Name)
			}
		}
	}
	if len(names) == 0 {
		names = []string{"nonsense"}
	}
	return rapid.SampledFrom(names).Draw(t, "key")
}

// write completes the operation, mostly with a value of the field's kind, sometimes with any other.
func (w *world) write(t *rapid.T, p pen, op crdt.Op, f *crm.Field, character bool) {
	op.Action = crdt.ActionSet
	switch choice := rapid.IntRange(0, 11).Draw(t, "what"); {
	case character && choice > 0:
		op.Value = primitive(rapid.SampledFrom([]string{"x", "open", "é", ""}).Draw(t, "character"))
		p.op(op)
	case choice == 0:
		op.Action = rapid.SampledFrom([]crdt.Action{crdt.ActionMakeMap, crdt.ActionMakeList, crdt.ActionMakeText,
			crdt.ActionMakeTable, crdt.ActionMark}).Draw(t, "any action")
		p.op(op)
	case choice == 1:
		op.Value = primitive(rapid.SampledFrom([]any{nil, true, "x", "2026-01-02", 5, -5, 0.5, counter(3), timestamp(5),
			[]byte("x"), alice.String()}).Draw(t, "any value"))
		p.op(op)
	case choice == 2 && !op.Insert:
		op.Action = crdt.ActionDelete
		p.op(op)
	case choice == 3 && !op.Insert:
		op.Action, op.Value = crdt.ActionIncrement, primitive(rapid.IntRange(-50, 50).Draw(t, "by"))
		p.op(op)
	default:
		w.fitting(t, p, op, f)
	}
}

func (w *world) fitting(t *rapid.T, p pen, op crdt.Op, f *crm.Field) {
	value := fittingValue(t, op.Key, f)
	if text, ok := value.(string); ok && rapid.Bool().Draw(t, "as a text") {
		op.Action = crdt.ActionMakeText
		made, after := p.op(op), crdt.OpID{}
		for _, r := range text {
			after = p.push(made, after, string(r))
		}
		return
	}
	switch action, makes := value.(crdt.Action); {
	case makes && action == crdt.ActionMakeMap && f.Child("id") != nil:
		op.Action = action
		item := p.op(op)
		p.set(item, "id", rapid.SampledFrom([]string{"i1", "i2"}).Draw(t, "id"))
		if f.Child("author") != nil {
			p.set(item, "author", rapid.SampledFrom([]string{alice.String(), bob.String()}).Draw(t, "author"))
		}
	case makes:
		op.Action = action
		p.op(op)
	default:
		op.Value = primitive(value)
		p.op(op)
	}
}

// fittingValue returns a value of the field's kind, or the action that makes its object.
func fittingValue(t *rapid.T, key string, f *crm.Field) any {
	switch {
	case key == "type":
		return rapid.SampledFrom([]string{"lead", "escrow"}).Draw(t, "type name")
	case f == nil:
		return bob.String()
	}
	switch f.Kind {
	case crm.KindList:
		return crdt.ActionMakeList
	case crm.KindMap:
		return crdt.ActionMakeMap
	case crm.KindBool:
		return true
	case crm.KindMoney, crm.KindNumber:
		return rapid.SampledFrom([]any{5, 50.0, counter(95), uint64(7), 2000}).Draw(t, "number")
	case crm.KindEnum:
		return rapid.SampledFrom(f.Options).Draw(t, "option")
	case crm.KindDate:
		return "2026-01-02"
	case crm.KindTime:
		return rapid.SampledFrom([]any{timestamp(1_700_000_000_000), "2026-01-02T03:04:05Z"}).Draw(t, "time")
	case crm.KindRef:
		return rapid.SampledFrom([]string{alice.String(), bob.String()}).Draw(t, "ref")
	}
	return rapid.SampledFrom([]string{"x", "", "longer"}).Draw(t, "string")
}

// picture returns everything that is visible of the set.
func (w *world) picture() any { return []any{w.set.Fields(), w.set.Conflicts(nil)} }

// validate checks the winners, and every value that lost, against the schema.
func (w *world) validate(t *rapid.T) {
	fields := content(t, w.set)
	delete(fields, "type")
	delete(fields, "privateOf")
	if err := w.policy.Type.Check(fields, w.policy.Private); err != nil {
		t.Fatalf("the document is invalid: %v", err)
	}
	for name := range fields {
		for _, v := range w.set.Values(crdt.OpID{}, name) {
			var value any
			if err := json.Unmarshal(v.Value, &value); err != nil {
				t.Fatal(err)
			}
			if err := w.policy.Type.Root(name).Check("/"+name, value); err != nil {
				t.Fatalf("a value that lost is invalid: %v", err)
			}
		}
	}
}
