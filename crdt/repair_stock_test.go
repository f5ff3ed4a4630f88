package crdt

import (
	"bufio"
	"bytes"
	"encoding/json"
	"reflect"
	"testing"

	"roomkey/bench/peers"
	"roomkey/internal/volume"
)

// Received is what stock Automerge makes of a history.
type Received struct {
	Content map[string]any
	Heads   []string
	Stale   int // groups after which the document that is shown was another than the one that is loaded
	Marks   int
	Broken  int // the first group after which a saved document can't be loaded; -1: none
}

// Receive has stock Automerge receive histories, each in groups of changes that arrive together.
func Receive(t *testing.T, histories [][][]*Change) []Received {
	t.Helper()
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	var input bytes.Buffer
	for _, groups := range histories {
		data := make([][][]byte, len(groups))
		for i, group := range groups {
			for _, c := range group {
				data[i] = append(data[i], c.Data)
			}
		}
		if err := json.NewEncoder(&input).Encode(data); err != nil {
			t.Fatal(err)
		}
	}
	cmd := peers.Brief(t.Context(), "repaired.mjs")
	cmd.Stdin = &input
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []Received
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var one Received
		if err := json.Unmarshal(lines.Bytes(), &one); err != nil {
			t.Fatal(err)
		}
		all = append(all, one)
	}
	if len(all) != len(histories) {
		t.Fatalf("%d answers to %d histories", len(all), len(histories))
	}
	return all
}

// groups returns the server's changes as they travel: each with its repair and what gives way.
func (s *judgingServer) groups() (groups [][]*Change) {
	for _, c := range s.changes {
		_, _, gives := GiveWayOf(c)
		if s.actors[c.Actor] != (Hash{}) || gives {
			groups[len(groups)-1] = append(groups[len(groups)-1], c)
		} else {
			groups = append(groups, []*Change{c})
		}
	}
	return groups
}

// Stock clients that receive what two servers send, in the order of either, show the server's document, and never one
// that their core does not hold.
func TestRepair_StockClientsShowTheDocument(t *testing.T) {
	n := volume.Of(t, 60, "histories")
	var histories [][][]*Change
	var servers []*judgingServer
	for seed := range n {
		one, two := runHistory(t, uint64(seed))
		servers = append(servers, one, two)
		histories = append(histories, one.groups(), two.groups())
	}
	for i, got := range Receive(t, histories) {
		s := servers[i]
		if got.Broken >= 0 {
			t.Errorf("seed %d: a stock client can't load the document after group %d", i/2, got.Broken)
			continue
		}
		want := map[string]any{}
		for key, raw := range s.ops.Fields() {
			var value any
			if err := json.Unmarshal(raw, &value); err != nil {
				t.Fatal(err)
			}
			want[key] = value
		}
		if !reflect.DeepEqual(got.Content, want) {
			t.Errorf("seed %d: a stock client shows\n%v, want\n%v", i/2, got.Content, want)
		}
		if len(got.Heads) != len(s.graph.Heads()) || got.Heads[0] != s.graph.Heads()[0].String() {
			t.Errorf("seed %d: heads are %v, want %v", i/2, got.Heads, s.graph.Heads())
		}
		if got.Stale != 0 || got.Marks != 0 {
			t.Errorf("seed %d: %d stale views, %d marks", i/2, got.Stale, got.Marks)
		}
	}
}
