package crdt_test

import (
	"bytes"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"roomkey/bench/peers"
	"roomkey/crdt"
)

// vector is a history made by stock Automerge (bench/peers/vectors.mjs).
type vector struct {
	Name     string
	Heads    []string
	Document []byte
	Changes  []struct {
		Chunk    []byte
		Decoded  map[string]any
		Deflated []byte
	}
}

const vectorFolder = "testdata/vectors"

func vectors(t testing.TB) []vector {
	t.Helper()
	files, err := filepath.Glob(vectorFolder + "/*.json")
	if err != nil || len(files) < 10 {
		t.Fatalf("%d vectors: %v", len(files), err)
	}
	all := make([]vector, len(files))
	for i, file := range files {
		text, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		decoder := json.NewDecoder(bytes.NewReader(text))
		decoder.UseNumber()
		if err := decoder.Decode(&all[i]); err != nil {
			t.Fatalf("%s: %v", file, err)
		}
	}
	return all
}

// The committed vectors are the output of today's stock peer (R41).
func TestVectors_AreWhatAutomergeWrites(t *testing.T) {
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	folder := t.TempDir()
	if err := peers.Brief(t.Context(), "vectors.mjs", folder).Run(); err != nil {
		t.Fatal(err)
	}
	made, _ := filepath.Glob(folder + "/*.json")
	kept, _ := filepath.Glob(vectorFolder + "/*.json")
	if len(made) != len(kept) {
		t.Errorf("%d histories are made, %d committed", len(made), len(kept))
	}
	for _, file := range made {
		want, _ := os.ReadFile(file)
		got, _ := os.ReadFile(filepath.Join(vectorFolder, filepath.Base(file)))
		if !bytes.Equal(got, want) {
			t.Errorf("%s has changed", filepath.Base(file))
		}
	}
}

func TestParseChange_ReadsWhatAutomergeReads(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			for i, change := range v.Changes {
				c, err := crdt.ParseChange(change.Chunk, nil)
				if err != nil {
					t.Fatalf("change %d: %v", i, err)
				}
				compareChange(t, c, change.Decoded)
				if !bytes.Equal(c.Data, change.Chunk) {
					t.Fatalf("change %d: Data is not the chunk", i)
				}
			}
		})
	}
}

func TestEncodeChange_WritesWhatAutomergeWrites(t *testing.T) {
	for _, v := range vectors(t) {
		t.Run(v.Name, func(t *testing.T) {
			for i, change := range v.Changes {
				c, err := crdt.ParseChange(change.Chunk, nil)
				if err != nil {
					t.Fatal(err)
				}
				again := *c
				again.Data, again.Hash, again.Others = nil, crdt.Hash{}, nil
				slices.Reverse(again.Deps)
				if err := crdt.EncodeChange(&again); err != nil {
					t.Fatalf("change %d: %v", i, err)
				}
				if !bytes.Equal(again.Data, change.Chunk) || again.Hash != c.Hash ||
					!slices.Equal(again.Others, c.Others) {
					t.Fatalf("change %d: wrote %x, Automerge %x", i, again.Data, change.Chunk)
				}
			}
		})
	}
}

func TestParseChange_InflatesDeflatedChanges(t *testing.T) {
	for _, v := range vectors(t) {
		for i, change := range v.Changes {
			if change.Deflated == nil {
				continue
			}
			for name, chunk := range map[string][]byte{"zlib": change.Deflated, "own": crdt.Deflate(change.Chunk)} {
				kind, err := crdt.ChunkType(chunk)
				if deflated := kind == crdt.ChunkDeflated; err != nil ||
					deflated != (name == "zlib" || len(change.Chunk) > 256) {
					t.Fatalf("%s %d %s: type %d, %v", v.Name, i, name, kind, err)
				}
				c, err := crdt.ParseChange(chunk, nil)
				if err != nil {
					t.Fatalf("%s %d %s: %v", v.Name, i, name, err)
				}
				if !bytes.Equal(c.Data, change.Chunk) || c.Hash.String() != change.Decoded["hash"] {
					t.Errorf("%s %d %s: inflates to something else", v.Name, i, name)
				}
			}
		}
	}
}

func TestDocumentHeads_AreWhatAutomergeSays(t *testing.T) {
	for _, v := range vectors(t) {
		heads, err := crdt.DocumentHeads(v.Document)
		if err != nil {
			t.Fatalf("%s: %v", v.Name, err)
		}
		var text []string
		for _, head := range heads {
			text = append(text, head.String())
		}
		if !slices.Equal(text, v.Heads) {
			t.Errorf("%s: heads %v, want %v", v.Name, text, v.Heads)
		}
	}
}

func TestSplitChunks_CutsAConcatenation(t *testing.T) {
	var all []byte
	var want [][]byte
	for _, v := range vectors(t) {
		want = append(want, v.Document)
		all = append(all, v.Document...)
		for _, change := range v.Changes {
			want = append(want, change.Chunk)
			all = append(all, change.Chunk...)
		}
	}
	got, err := crdt.SplitChunks(all)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Errorf("%d chunks of %d: %v", len(got), len(want), err)
	}
	if _, err := crdt.SplitChunks(all[:len(all)-1]); err == nil {
		t.Error("a cut chunk passes")
	}
}

// compareChange checks a change against Automerge's own description of it.
func compareChange(t *testing.T, c *crdt.Change, want map[string]any) {
	t.Helper()
	var message any
	if c.Message != "" {
		message = c.Message
	}
	deps := []any{}
	for _, dep := range c.Deps {
		deps = append(deps, dep.String())
	}
	ops := []any{}
	for i := range c.Ops {
		if id := (crdt.OpID{Counter: c.StartOp + uint64(i), Actor: c.Actor}); c.Ops[i].ID != id {
			t.Fatalf("operation %d has the id %v", i, c.Ops[i].ID)
		}
		ops = append(ops, describeOp(t, &c.Ops[i]))
	}
	got := map[string]any{
		"hash": c.Hash.String(), "actor": hex.EncodeToString([]byte(c.Actor)), "deps": deps, "message": message,
		"seq": jsonNumber(c.Seq), "startOp": jsonNumber(c.StartOp), "time": jsonNumber(c.Time), "ops": ops,
	}
	for key := range want {
		if reflect.DeepEqual(got[key], want[key]) {
			continue
		}
		if key == "ops" && len(ops) == len(want[key].([]any)) {
			for i := range ops {
				if w := want[key].([]any)[i]; !reflect.DeepEqual(ops[i], w) {
					t.Fatalf("operation %d of %s:\n got %v\nwant %v", i, c.Hash, ops[i], w)
				}
			}
		}
		t.Fatalf("%s of %s: got %v, want %v", key, c.Hash, got[key], want[key])
	}
}

// describeOp describes an operation as decodeChange does.
func describeOp(t *testing.T, op *crdt.Op) map[string]any {
	pred := []any{}
	for _, id := range op.Pred {
		pred = append(pred, opIDText(id))
	}
	d := map[string]any{"obj": "_root", "pred": pred}
	if !op.Obj.IsZero() {
		d["obj"] = opIDText(op.Obj)
	}
	switch {
	case !op.List:
		d["key"] = op.Key
	case op.Elem.IsZero():
		d["elemId"] = "_head"
	default:
		d["elemId"] = opIDText(op.Elem)
	}
	if op.Insert {
		d["insert"] = true
	}
	d["action"] = [...]string{"makeMap", "set", "makeList", "del", "makeText", "inc", "makeTable", "markEnd"}[op.Action]
	switch {
	case op.Action == crdt.ActionMark && op.Mark != "":
		d["action"], d["name"], d["expand"] = "markBegin", op.Mark, op.Expand
		d["value"], _ = vectorValue(t, op.Value)
	case op.Action == crdt.ActionMark:
		d["expand"] = op.Expand
	case op.Action == crdt.ActionSet, op.Action == crdt.ActionIncrement:
		var datatype string
		if d["value"], datatype = vectorValue(t, op.Value); datatype != "" && op.Action == crdt.ActionSet {
			d["datatype"] = datatype
		}
	}
	return d
}

func opIDText(id crdt.OpID) string {
	return strconv.FormatUint(id.Counter, 10) + "@" + hex.EncodeToString([]byte(id.Actor))
}

func jsonNumber[T int64 | uint64](n T) json.Number { return json.Number(fmt.Sprint(n)) }

// vectorValue returns a value as vectors.mjs writes it, and its datatype.
func vectorValue(t *testing.T, v crdt.Value) (any, string) {
	switch v.Type {
	case crdt.ValueNull:
		return nil, ""
	case crdt.ValueTrue, crdt.ValueFalse:
		return v.Type == crdt.ValueTrue, ""
	case crdt.ValueUint:
		return jsonNumber(v.Uint), "uint"
	case crdt.ValueInt:
		return jsonNumber(v.Int), "int"
	case crdt.ValueCounter:
		return jsonNumber(v.Int), "counter"
	case crdt.ValueTimestamp:
		return jsonNumber(v.Int), "timestamp"
	case crdt.ValueFloat:
		if math.IsInf(v.Float, 0) {
			return map[string]any{"$number": strings.TrimPrefix(fmt.Sprintf("%vinity", v.Float), "+")}, "float64"
		}
		text, _ := json.Marshal(v.Float)
		return json.Number(text), "float64"
	case crdt.ValueString:
		return v.Bytes, ""
	case crdt.ValueBytes:
		all := []any{}
		for _, b := range []byte(v.Bytes) {
			all = append(all, jsonNumber(uint64(b)))
		}
		return all, ""
	}
	t.Fatalf("a value of type %d", v.Type)
	return nil, ""
}
