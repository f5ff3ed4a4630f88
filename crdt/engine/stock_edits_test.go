package engine_test

import (
	"encoding/json"
	"math/rand/v2"
	"slices"

	"roomkey/crdt"
)

// places are the objects of a document and the surviving values of each, as far as an author needs to know them.
type places struct {
	all   []place
	slots map[slot][]survivor
	ever  map[slot][]crdt.OpID // all values that a slot has had
}

type place struct {
	id     crdt.OpID
	action crdt.Action
	elems  []crdt.OpID
}

// slot is a key of a map or an element of a list or text.
type slot struct {
	obj, elem crdt.OpID
	key       string
}

type survivor struct {
	id      crdt.OpID
	counter bool
}

func newPlaces() places {
	return places{all: []place{{action: crdt.ActionMakeMap}}, slots: map[slot][]survivor{},
		ever: map[slot][]crdt.OpID{}}
}

// learn records a change.
func (p *places) learn(c *crdt.Change) {
	for _, op := range c.Ops {
		at := slot{op.Obj, op.Elem, op.Key}
		if op.Insert {
			at.elem = op.ID
			if op.Action != crdt.ActionMark {
				i := slices.IndexFunc(p.all, func(o place) bool { return o.id == op.Obj })
				p.all[i].elems = append(p.all[i].elems, op.ID)
			}
		}
		p.slots[at] = slices.DeleteFunc(p.slots[at], func(s survivor) bool {
			return slices.Contains(op.Pred, s.id) && !(s.counter && op.Action == crdt.ActionIncrement)
		})
		if op.Action.Makes() || op.Action == crdt.ActionSet {
			p.ever[at] = append(p.ever[at], op.ID)
			p.slots[at] = append(p.slots[at],
				survivor{op.ID, op.Action == crdt.ActionSet && op.Value.Type == crdt.ValueCounter})
		}
		if op.Action.Makes() {
			p.all = append(p.all, place{id: op.ID, action: op.Action})
		}
	}
}

// write adds a few random operations to c. An honest author writes to each slot at most once, and overwrites the slot's
// current values. A dishonest one may overwrite any value that the slot has had, or another.
func (p *places) write(random *rand.Rand, c *crdt.Change, honest bool) {
	written := map[slot]bool{}
	for range random.IntN(6) {
		o := p.all[random.IntN(len(p.all))]
		op := crdt.Op{Obj: o.id, List: o.action == crdt.ActionMakeList || o.action == crdt.ActionMakeText}
		if op.List {
			if len(o.elems) > 0 && random.IntN(4) > 0 {
				op.Elem = o.elems[random.IntN(len(o.elems))]
			}
			op.Insert = op.Elem.IsZero() || random.IntN(2) == 0
		} else {
			op.Key = []string{"a", "b", "c/d", "e~f", "g", "ключ", ""}[random.IntN(7)]
		}
		at := slot{op.Obj, op.Elem, op.Key}
		there := p.slots[at]
		if !honest {
			there = p.any(random, at)
		}
		if honest && !op.Insert && (written[at] || op.List && len(there) == 0) {
			continue // written already, or a tombstone
		}
		written[at] = !op.Insert
		p.act(random, c, op, o.action == crdt.ActionMakeText, there)
	}
}

// any returns the values that a dishonest author may claim to be in a slot.
func (p *places) any(random *rand.Rand, at slot) (there []survivor) {
	for _, id := range p.ever[at] {
		if random.IntN(2) == 0 {
			there = append(there, survivor{id, random.IntN(2) == 0})
		}
	}
	if random.IntN(8) == 0 {
		there = append(there, survivor{crdt.OpID{Counter: 1, Actor: "nobody"}, true})
	}
	return there
}

// act completes an operation and adds it, with the operations that belong to it.
func (p *places) act(random *rand.Rand, c *crdt.Change, op crdt.Op, character bool, there []survivor) {
	if !op.Insert {
		for _, s := range there {
			op.Pred = append(op.Pred, s.id)
		}
		slices.SortFunc(op.Pred, func(a, b crdt.OpID) int {
			if a.Less(b) {
				return -1
			}
			return 1
		})
	}
	op.Action = crdt.ActionSet
	switch choice := random.IntN(10); {
	case !op.Insert && len(there) == 1 && there[0].counter && choice < 6:
		op.Action, op.Value = crdt.ActionIncrement, crdt.Value{Type: crdt.ValueInt, Int: int64(random.IntN(20) - 9)}
		push(c, op)
	case len(op.Pred) > 0 && choice < 3:
		op.Action = crdt.ActionDelete
		push(c, op)
	case character:
		op.Value = crdt.Value{Type: crdt.ValueString, Bytes: letters[random.IntN(len(letters))]}
		push(c, op)
	case choice < 7:
		op.Value = randomValue(random)
		push(c, op)
	default:
		op.Action = []crdt.Action{crdt.ActionMakeMap, crdt.ActionMakeList, crdt.ActionMakeText}[random.IntN(3)]
		fill(random, c, op.Action, push(c, op))
	}
}

// fill adds content to a new object.
func fill(random *rand.Rand, c *crdt.Change, action crdt.Action, made crdt.OpID) {
	last := crdt.OpID{}
	for i := range random.IntN(4) {
		switch action {
		case crdt.ActionMakeMap:
			push(c, crdt.Op{Obj: made, Key: string(rune('a' + i)), Action: crdt.ActionSet, Value: randomValue(random)})
		case crdt.ActionMakeList:
			last = push(c, crdt.Op{Obj: made, List: true, Elem: last, Insert: true, Action: crdt.ActionSet,
				Value: randomValue(random)})
		default:
			letter := crdt.Value{Type: crdt.ValueString, Bytes: letters[random.IntN(len(letters))]}
			last = push(c, crdt.Op{Obj: made, List: true, Elem: last, Insert: true, Action: crdt.ActionSet,
				Value: letter})
		}
	}
}

func push(c *crdt.Change, op crdt.Op) crdt.OpID {
	op.ID = crdt.OpID{Counter: c.StartOp + uint64(len(c.Ops)), Actor: c.Actor}
	c.Ops = append(c.Ops, op)
	return op.ID
}

var letters = []string{"x", "é", "e", "\u0301", "👍", "🏽", "日", "\n", `"`, "\u2028", "\u200d", "\x01"}

func randomValue(random *rand.Rand) crdt.Value {
	switch n := int64(random.IntN(2000)) - 1000; random.IntN(9) {
	case 0:
		return crdt.Value{Type: crdt.ValueNull}
	case 1:
		return crdt.Value{Type: []crdt.ValueType{crdt.ValueFalse, crdt.ValueTrue}[random.IntN(2)]}
	case 2:
		return crdt.Value{Type: crdt.ValueUint, Uint: random.Uint64() >> (11 + random.IntN(53))}
	case 3:
		return crdt.Value{Type: crdt.ValueInt, Int: n * n * n}
	case 4:
		return crdt.Value{Type: crdt.ValueFloat, Float: float64(n) / 7}
	case 5:
		return crdt.Value{Type: crdt.ValueBytes, Bytes: string([]byte{byte(n), 0xff})}
	case 6:
		return crdt.Value{Type: crdt.ValueCounter, Int: n}
	case 7:
		return crdt.Value{Type: crdt.ValueTimestamp, Int: n * 1_234_567_891}
	}
	return crdt.Value{Type: crdt.ValueString,
		Bytes: letters[random.IntN(len(letters))] + letters[random.IntN(len(letters))]}
}

// randomDraft returns a draft for the engine.
func randomDraft(random *rand.Rand) crdt.Draft {
	patches := []string{
		`{"name": "Ann"}`, `{"name": null, "score": 3}`, `{"score": 4.5}`, `{"tags": ["x", "ü"]}`,
		`{"tags": ["ü", "🙃", "z"]}`, `{"tags": null}`,
		`{"notes": [{"id": "n1", "body": "hi"}]}`,
		`{"notes": [{"id": "n1", "body": "hello 🏠"}, {"id": "n2", "body": "日本"}]}`, `{"phone": "1", "type": "lead"}`,
	}
	draft := crdt.Draft{Time: 1_700_000_000, Type: "lead", Patch: json.RawMessage(patches[random.IntN(len(patches))])}
	switch random.IntN(6) {
	case 0:
		draft.Items = []crdt.ItemPatch{{Pointer: "/notes", ID: "n3",
			Patch: json.RawMessage([]string{`{"body": "Près"}`, `null`}[random.IntN(2)])}}
	case 1:
		draft.Patch, draft.Merge, draft.Message = nil, true, "merge"
	case 2:
		remarks := []string{"one 🙃 two", "one two three", "zero one 🏠 two", ""}
		draft.Type, draft.Patch = "listing", json.RawMessage(
			`{"PublicRemarks": "`+remarks[random.IntN(len(remarks))]+`"}`)
	}
	return draft
}
