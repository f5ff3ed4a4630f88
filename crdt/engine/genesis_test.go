package engine_test

import (
	"encoding/json"
	"fmt"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/crdt/engine"
	"roomkey/crm"
)

// TestHeader_AgreesWithTheParser: the engine reads hash, dependencies and number of operations of a change without
// decoding it; crdt decodes all of it.
func TestHeader_AgreesWithTheParser(t *testing.T) {
	base, valid := victim(t)
	chunks := [][]byte{base[0], valid, bomb(77)}
	for _, kind := range crm.Types {
		for _, private := range []bool{false, true} {
			if genesis := crdt.Genesis(kind, private); genesis != nil {
				chunks = append(chunks, genesis.Data)
			}
		}
	}
	for _, chunk := range slices.Clone(chunks) {
		chunks = append(chunks, crdt.Deflate(chunk))
	}
	for i, chunk := range chunks {
		want, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		hash, deps, ops, err := engine.Header(chunk)
		if err != nil || hash != want.Hash || !slices.Equal(deps, want.Deps) || ops != len(want.Ops) {
			t.Errorf("%d: %v, %v, %d operations (%v), want %v, %v, %d", i, hash, deps, ops, err, want.Hash, want.Deps,
				len(want.Ops))
		}
	}
}

// TestAuthor_FillsWhatGenesisMade: a record begins with its type's fixed first change, and a patch uses its containers.
func TestAuthor_FillsWhatGenesisMade(t *testing.T) {
	for _, kind := range crm.Types {
		for _, private := range []bool{false, true} {
			genesis := crdt.Genesis(kind, private)
			if genesis == nil {
				continue // a half without containers
			}
			t.Run(fmt.Sprintf("%s private=%v", kind.Name, private), func(t *testing.T) {
				d := newDesk(t, kind.Name)
				d.private = private
				before, err := d.pool.Apply(t.Context(), d.doc(), [][]byte{genesis.Data}, nil)
				if err != nil {
					t.Fatal(err)
				}
				if len(genesis.Ops) != before.Ops {
					t.Errorf("the engine counts %d operations, want %d", before.Ops, len(genesis.Ops))
				}
				d.add(genesis.Data)
				patch := map[string]any{}
				for i := range kind.Fields {
					if f := &kind.Fields[i]; f.Private == private && !f.Derived {
						patch[f.Name] = sample(f)
					}
				}
				data, err := json.Marshal(patch)
				if err != nil {
					t.Fatal(err)
				}
				chunk, state, err := d.draft(crdt.Draft{Patch: data})
				if err != nil {
					t.Fatal(err)
				}
				change, err := crdt.ParseChange(chunk, nil)
				if err != nil {
					t.Fatal(err)
				}
				for _, op := range change.Ops {
					if op.Obj.IsZero() && op.Action.Makes() {
						t.Errorf("%s was made again", op.Key)
					}
				}
				for name, value := range patch {
					want, _ := json.Marshal(value)
					if got := string(state.Fields[name]); got != string(want) {
						t.Errorf("%s is %s, want %s", name, got, want)
					}
				}
			})
		}
	}
}

// sample returns a value for a field; for a map one with all of its fields.
func sample(f *crm.Field) any {
	switch f.Kind {
	case crm.KindList:
		return []any{sample(f.Item)}
	case crm.KindMap:
		values := map[string]any{}
		for i := range f.Fields {
			if child := &f.Fields[i]; !child.Derived {
				values[child.Name] = sample(child)
			}
		}
		return values
	case crm.KindBool:
		return true
	case crm.KindMoney:
		return 12345
	case crm.KindNumber:
		return 2.5
	}
	return "é " + f.Name
}
