package crdt_test

import (
	"encoding/hex"
	"encoding/json"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

// content returns the fields of the set, decoded by encoding/json.
func content(t interface{ Fatalf(string, ...any) }, s *crdt.OpSet) map[string]any {
	fields := map[string]any{}
	for key, raw := range s.Fields() {
		var value any
		if err := json.Unmarshal(raw, &value); err != nil {
			t.Fatalf("%s is %s: %v", key, raw, err)
		}
		fields[key] = value
	}
	return fields
}

func line(v any) string {
	text, _ := json.Marshal(v)
	return string(text)
}

func hexadecimal(a crdt.Actor) string { return hex.EncodeToString([]byte(a)) }

// pen writes a change operation by operation.
type pen struct{ *crdt.Change }

func write(actor string, start uint64) pen {
	return pen{&crdt.Change{Actor: crdt.Actor(actor), StartOp: start, Time: 1_700_000_000}}
}

func (p pen) op(op crdt.Op) crdt.OpID {
	op.ID = crdt.OpID{Counter: p.StartOp + uint64(len(p.Ops)), Actor: p.Actor}
	p.Ops = append(p.Ops, op)
	return op.ID
}

func (p pen) set(obj crdt.OpID, key string, value any, pred ...crdt.OpID) crdt.OpID {
	return p.op(crdt.Op{Obj: obj, Key: key, Action: crdt.ActionSet, Value: primitive(value), Pred: pred})
}

func (p pen) makes(obj crdt.OpID, key string, action crdt.Action, pred ...crdt.OpID) crdt.OpID {
	return p.op(crdt.Op{Obj: obj, Key: key, Action: action, Pred: pred})
}

func (p pen) remove(obj crdt.OpID, key string, pred ...crdt.OpID) {
	p.op(crdt.Op{Obj: obj, Key: key, Action: crdt.ActionDelete, Pred: pred})
}

func (p pen) increment(obj crdt.OpID, key string, by int64, pred ...crdt.OpID) {
	p.op(crdt.Op{Obj: obj, Key: key, Action: crdt.ActionIncrement, Value: crdt.Value{Type: crdt.ValueInt, Int: by},
		Pred: pred})
}

func (p pen) push(list, after crdt.OpID, value any) crdt.OpID {
	return p.op(crdt.Op{Obj: list, Elem: after, List: true, Insert: true, Action: crdt.ActionSet,
		Value: primitive(value)})
}

func (p pen) pushes(list, after crdt.OpID, action crdt.Action) crdt.OpID {
	return p.op(crdt.Op{Obj: list, Elem: after, List: true, Insert: true, Action: action})
}

func (p pen) text(obj crdt.OpID, key, value string, pred ...crdt.OpID) crdt.OpID {
	made, after := p.makes(obj, key, crdt.ActionMakeText, pred...), crdt.OpID{}
	for _, r := range value {
		after = p.push(made, after, string(r))
	}
	return made
}

// encode completes the change.
func (p pen) encode(t *testing.T, seq uint64, deps ...crdt.Hash) *crdt.Change {
	t.Helper()
	p.Seq, p.Deps = seq, deps
	if err := crdt.EncodeChange(p.Change); err != nil {
		t.Fatal(err)
	}
	return p.Change
}

type counter int64
type timestamp int64 // milliseconds

func primitive(value any) crdt.Value {
	switch v := value.(type) {
	case nil:
		return crdt.Value{Type: crdt.ValueNull}
	case bool:
		if v {
			return crdt.Value{Type: crdt.ValueTrue}
		}
		return crdt.Value{Type: crdt.ValueFalse}
	case string:
		return crdt.Value{Type: crdt.ValueString, Bytes: v}
	case []byte:
		return crdt.Value{Type: crdt.ValueBytes, Bytes: string(v)}
	case int:
		return crdt.Value{Type: crdt.ValueInt, Int: int64(v)}
	case uint64:
		return crdt.Value{Type: crdt.ValueUint, Uint: v}
	case float64:
		return crdt.Value{Type: crdt.ValueFloat, Float: v}
	case counter:
		return crdt.Value{Type: crdt.ValueCounter, Int: int64(v)}
	case timestamp:
		return crdt.Value{Type: crdt.ValueTimestamp, Int: int64(v)}
	}
	panic("no primitive value")
}

func TestOpSet_WritesValuesAsJSON(t *testing.T) {
	cases := map[string]struct {
		value any
		want  string
	}{
		"null":                     {nil, `null`},
		"true":                     {true, `true`},
		"false":                    {false, `false`},
		"string with escapes":      {"a\"\\\n\t\r\x01é👍🏽", `"a\"\\\n\t\r\u0001é👍🏽"`},
		"bytes":                    {[]byte{1, 2, 255}, `"AQL/"`},
		"integer":                  {-5, `-5`},
		"large unsigned":           {uint64(1<<64 - 1), `18446744073709551615`},
		"float":                    {1.5, `1.5`},
		"float without fraction":   {-450000.0, `-450000`},
		"float beyond the integer": {1e300, `1e+300`},
		"counter":                  {counter(7), `7`},
		"time":                     {timestamp(1_700_000_000_000), `"2023-11-14T22:13:20Z"`},
		"time with milliseconds":   {timestamp(1_700_000_000_120), `"2023-11-14T22:13:20.12Z"`},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			s, p := crdt.NewOpSet(), write("a", 1)
			p.set(crdt.OpID{}, "k", c.value)
			if err := s.Apply(p.Change); err != nil {
				t.Fatal(err)
			}
			if got, ok := s.Root("k"); !ok || string(got) != c.want {
				t.Errorf("got %s, want %s", got, c.want)
			}
			if _, ok := s.Root("other"); ok {
				t.Error("there is a value where none was set")
			}
		})
	}
}

func TestOpSet_RefusesOperationsOnWhatIsNotThereAndStaysAsItWas(t *testing.T) {
	base := write("a", 1)
	list := base.makes(crdt.OpID{}, "list", crdt.ActionMakeList)
	item := base.push(list, crdt.OpID{}, "x")
	nowhere := crdt.OpID{Counter: 1, Actor: "z"}
	cases := map[string]func(p pen){
		"an unknown object":         func(p pen) { p.set(nowhere, "k", 1) },
		"an unknown element":        func(p pen) { p.push(list, nowhere, 1) },
		"a map's key in a list":     func(p pen) { p.set(list, "k", 1) },
		"a list's element in a map": func(p pen) { p.push(crdt.OpID{}, item, 1) },
		"the head":                  func(p pen) { p.op(crdt.Op{Obj: list, List: true, Action: crdt.ActionSet}) },
		"an insertion that deletes": func(p pen) {
			p.op(crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionDelete})
		},
		"an insertion with pred": func(p pen) {
			p.op(crdt.Op{Obj: list, List: true, Insert: true, Action: crdt.ActionSet, Pred: []crdt.OpID{item}})
		},
		"an element of another list": func(p pen) {
			other := p.makes(crdt.OpID{}, "l2", crdt.ActionMakeList)
			p.push(other, item, 1)
		},
		"an id before its reference": func(p pen) { p.StartOp = 1; p.push(list, item, 1) },
		"an unknown action":          func(p pen) { p.op(crdt.Op{Key: "k", Action: 99}) },
	}
	for name, build := range cases {
		t.Run(name, func(t *testing.T) {
			s := crdt.NewOpSet()
			if err := s.Apply(base.Change); err != nil {
				t.Fatal(err)
			}
			p := write("b", 10)
			p.set(crdt.OpID{}, "good", 1)
			p.push(list, item, "good")
			build(p)
			for i := range p.Ops {
				p.Ops[i].ID.Counter = p.StartOp + uint64(i)
			}
			if err := s.Apply(p.Change); err == nil {
				t.Fatal("accepted")
			}
			if got := line(s.Fields()); got != `{"list":["x"]}` {
				t.Errorf("the refused change left %s", got)
			}
		})
	}
}

func TestOpSet_TakesBackWhatARefusedChangeDidToALongText(t *testing.T) {
	const length = 1_200 // more than two pages
	base := write("a", 1)
	text, after := base.makes(crdt.OpID{}, "t", crdt.ActionMakeText), crdt.OpID{}
	var all []crdt.OpID
	for i := range length {
		after = base.push(text, after, string(rune('a'+i%26)))
		all = append(all, after)
	}
	s := crdt.NewOpSet()
	mustApply(t, s, base)
	want := line(s.Fields())
	bad := write("b", base.MaxOp()+1)
	for _, id := range all {
		bad.op(crdt.Op{Obj: text, List: true, Elem: id, Action: crdt.ActionDelete, Pred: []crdt.OpID{id}})
	}
	bad.op(crdt.Op{Obj: text, List: true, Elem: all[0], Action: crdt.ActionSet, Value: primitive("!")})
	for range length {
		after = bad.push(text, after, "y")
	}
	bad.op(crdt.Op{Obj: text, List: true, Insert: true, Elem: all[5], Action: crdt.ActionMark, Mark: "bold"})
	bad.set(crdt.OpID{Counter: 1, Actor: "z"}, "k", 1)
	for range 2 {
		if err := s.Apply(bad.Change); err == nil {
			t.Fatal("accepted")
		}
		if got := line(s.Fields()); got != want {
			t.Fatalf("the refused change left %.200s", got)
		}
	}
	good := write("b", base.MaxOp()+1)
	good.op(crdt.Op{Obj: text, List: true, Elem: all[1], Action: crdt.ActionDelete, Pred: []crdt.OpID{all[1]}})
	good.push(text, all[length-1], "!")
	mustApply(t, s, good)
	if got := content(t, s)["t"].(string); len(got) != length || got[:2] != "ac" || got[length-1] != '!' {
		t.Errorf("the next change made %.20s… of %d characters", got, len(got))
	}
}

func TestOpSet_ValuesAreAllSurvivorsWinnerFirst(t *testing.T) {
	s, a, b := crdt.NewOpSet(), write("a", 1), write("b", 1)
	first := a.set(crdt.OpID{}, "k", counter(1))
	b.set(crdt.OpID{}, "k", "text")
	c := write("c", 2)
	c.increment(crdt.OpID{}, "k", 5, first)
	for _, p := range []pen{a, b, c} {
		if err := s.Apply(p.Change); err != nil {
			t.Fatal(err)
		}
	}
	values := s.Values(crdt.OpID{}, "k")
	if len(values) != 2 || string(values[0].Value) != `"text"` || string(values[1].Value) != "6" ||
		values[1].Actor != "a" {
		t.Errorf("values are %v", values)
	}
	if s.Values(first, "k") != nil || len(s.Values(crdt.OpID{}, "none")) != 0 {
		t.Error("there are values where there is nothing")
	}
}

// Automerge panics on such changes, or can't load the document that it saved.
func TestOpSet_RefusesToOverwriteWhatWasNeverThere(t *testing.T) {
	s := crdt.NewOpSet()
	first := write("a", 1)
	old := first.set(crdt.OpID{}, "x", 1)
	first.set(crdt.OpID{}, "x", 2, old)
	list := first.makes(crdt.OpID{}, "list", crdt.ActionMakeList)
	item := first.push(list, crdt.OpID{}, 1)
	mark := first.op(crdt.Op{Obj: list, List: true, Elem: item, Insert: true, Action: crdt.ActionMark})
	if err := s.Apply(first.Change); err != nil {
		t.Fatal(err)
	}
	for name, op := range map[string]crdt.Op{
		"an unknown actor":        {Key: "x", Pred: []crdt.OpID{{Counter: 1, Actor: "b"}}},
		"an unknown counter":      {Key: "x", Pred: []crdt.OpID{{Counter: 8, Actor: "a"}}},
		"another key":             {Key: "y", Pred: []crdt.OpID{old}},
		"another key's container": {Key: "x", Pred: []crdt.OpID{list}},
		"a mark":                  {Obj: list, List: true, Elem: mark, Pred: []crdt.OpID{mark}},
		"a key's, at an element":  {Obj: list, List: true, Elem: item, Pred: []crdt.OpID{old}},
	} {
		op.Action = crdt.ActionDelete
		p := write("c", 20)
		p.op(op)
		if err := s.Apply(p.Change); crm.CodeOf(err) != crm.CodeInvalid {
			t.Errorf("%s: the error is %v", name, err)
		}
	}
	p := write("c", 20)
	p.remove(crdt.OpID{}, "x", old)
	p.op(crdt.Op{Obj: list, List: true, Elem: item, Action: crdt.ActionDelete, Pred: []crdt.OpID{item}})
	p.op(crdt.Op{Obj: list, List: true, Elem: item, Action: crdt.ActionDelete, Pred: []crdt.OpID{item}})
	if err := s.Apply(p.Change); err != nil {
		t.Errorf("what was overwritten before: %v", err)
	}
}
