package engine_test

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

// repairing is a document that an author of automerge-go, a pure op set and the engine hold alike.
type repairing struct {
	*author
	pool   *engine.Pool
	stored *stored
	ops    *crdt.OpSet
	graph  *crdt.Graph
	policy crdt.Policy
}

// take gives the engine a change together with its repair, and compares it with the op set.
func (r *repairing) take(t *testing.T, chunk []byte) (faults []*crm.Error) {
	t.Helper()
	c, err := crdt.ParseChange(chunk, nil)
	if err != nil {
		t.Fatal(err)
	}
	verdict, err := r.policy.Judge(r.ops, c)
	if err != nil {
		t.Fatal(err)
	}
	repairs, err := verdict.Repair([]crdt.Hash{c.Hash})
	if err != nil {
		t.Fatal(err)
	}
	var chunks [][]byte
	for _, x := range append([]*crdt.Change{c}, repairs...) {
		if err := r.ops.Apply(x); err != nil {
			t.Fatal(err)
		}
		if err := r.graph.Add(crdt.NodeOf(x)); err != nil {
			t.Fatal(err)
		}
		chunks = append(chunks, x.Data)
	}
	state, err := r.pool.Apply(t.Context(), r.stored.doc(), chunks, nil)
	if err != nil {
		t.Fatal(err)
	}
	r.stored.add(chunks...)
	r.compare(t, state)
	r.pool.Drop(r.stored.id) // it must be loadable again
	if state, err = r.pool.Apply(t.Context(), r.stored.doc(), nil, nil); err != nil {
		t.Fatal(err)
	}
	r.compare(t, state)
	return verdict.Faults
}

func (r *repairing) compare(t *testing.T, state crdt.State) {
	t.Helper()
	if !slices.Equal(state.Heads, r.graph.Heads()) {
		t.Fatalf("heads are %v, want %v", state.Heads, r.graph.Heads())
	}
	for key, want := range r.ops.Fields() {
		var a, b any
		if json.Unmarshal(want, &a) != nil || json.Unmarshal(state.Fields[key], &b) != nil || !reflect.DeepEqual(a, b) {
			t.Fatalf("%s is %s, want %s", key, state.Fields[key], want)
		}
	}
	if len(state.Fields) != len(r.ops.Fields()) {
		t.Fatalf("fields are %v", state.Fields)
	}
}

// The engine applies a bad change together with its repair, and has what the repair means.
func TestApply_TakesRepairs(t *testing.T) {
	cases := map[string]struct {
		fault string
		edit  func(root *automerge.Map) error
	}{
		"an unknown field": {"/nonsense", func(root *automerge.Map) error { return root.Set("nonsense", "x") }},
		"a wrong type":     {"/side", func(root *automerge.Map) error { return root.Set("side", 7) }},
		"no required field": {"/propertyAddress", func(root *automerge.Map) error {
			return root.Delete("propertyAddress")
		}},
		"a list deleted": {"/parties", func(root *automerge.Map) error { return root.Delete("parties") }},
		"a list replaced": {"/parties", func(root *automerge.Map) error {
			return root.Set("parties", automerge.NewText("none"))
		}},
		"a map deleted": {"/earnestMoneyDeposit", func(root *automerge.Map) error {
			return root.Delete("earnestMoneyDeposit")
		}},
		"control characters": {"/propertyAddress", func(root *automerge.Map) error {
			return root.Set("propertyAddress", automerge.NewText("1 Main\r\nSt\x00"))
		}},
		"an item without an id": {"/parties/0/id", func(root *automerge.Map) error {
			parties, err := root.Get("parties")
			if err != nil {
				return err
			}
			return parties.List().Insert(0, automerge.NewMap())
		}},
		"a bad item": {"/tags/0", func(root *automerge.Map) error {
			tags, err := root.Get("tags")
			if err != nil {
				return err
			}
			return tags.List().Append(5)
		}},
		"text that is spliced to be no option": {"/financing", func(root *automerge.Map) error {
			financing, err := root.Get("financing")
			if err != nil {
				return err
			}
			return financing.Text().Splice(0, 2, "")
		}},
	}
	pool := run(t, engine.Config{})
	n := 0
	for name, c := range cases {
		n++
		doc := id(n)
		t.Run(name, func(t *testing.T) {
			r := &repairing{newAuthor(t), pool, &stored{id: doc}, crdt.NewOpSet(), crdt.NewGraph(),
				crdt.Policy{Type: crm.TypeNamed("escrow")}}
			first := r.change(func(root *automerge.Map) error {
				for key, value := range map[string]any{
					"type": "escrow", "side": "buyer", "propertyAddress": automerge.NewText("1 Main St"),
					"parties": []any{map[string]any{"id": "p1", "role": "buyer"}}, "tags": []any{},
					"earnestMoneyDeposit": map[string]any{"amount": 100.0}, "financing": automerge.NewText("Cash"),
				} {
					if err := root.Set(key, value); err != nil {
						return err
					}
				}
				return nil
			})
			if faults := r.take(t, first); len(faults) > 0 {
				t.Fatal(faults)
			}
			before := r.ops.Fields()
			faults := r.take(t, r.change(c.edit))
			if len(faults) == 0 || faults[0].Field != c.fault {
				t.Errorf("faults are %v", faults)
			}
			for key, want := range before {
				root := "/" + strings.SplitN(c.fault+"/", "/", 3)[1]
				if got, _ := r.ops.Root(key); string(got) != string(want) && "/"+key != root {
					t.Errorf("%s is %s, was %s", key, got, want)
				}
			}
		})
	}
}
