package crdt_test

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"os"
	"os/exec"
	"reflect"
	"strconv"
	"testing"
	"time"

	"roomkey/bench/peers"
	"roomkey/crdt"
	"roomkey/internal/volume"
)

// history is a line of content.mjs.
type history struct {
	Seed      int
	Changes   [][]byte
	Content   map[string]any
	Conflicts map[string][]struct {
		Op    string
		Value any
	}
}

// stockHistories runs content.mjs: histories of stock Automerge authors from the given seeds.
func stockHistories(t *testing.T, first, count int) []history {
	t.Helper()
	if _, err := exec.LookPath("node"); err != nil {
		t.Fatal("the tests need Node.js: ", err)
	}
	if err := peers.Install(); err != nil {
		t.Fatal(err)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 2*time.Minute)
	defer cancel()
	command := peers.Brief
	if count > 500 {
		command = peers.Command
	}
	cmd := command(ctx, "content.mjs", strconv.Itoa(first), strconv.Itoa(count))
	cmd.Stderr = os.Stderr
	out, err := cmd.Output()
	if err != nil {
		t.Fatal(err)
	}
	var all []history
	lines := bufio.NewScanner(bytes.NewReader(out))
	lines.Buffer(nil, 16<<20)
	for lines.Scan() {
		var h history
		if err := json.Unmarshal(lines.Bytes(), &h); err != nil {
			t.Fatal(err)
		}
		all = append(all, h)
	}
	return all
}

func TestOpSet_EqualsStockAutomerge(t *testing.T) {
	count := volume.Of(t, 2000, "histories")
	if testing.Short() {
		count = min(count, 300)
	}
	conflicting := 0
	for _, h := range stockHistories(t, 1, count) {
		s := crdt.NewOpSet()
		for i, data := range h.Changes {
			c, err := crdt.ParseChange(data, nil)
			if err != nil {
				t.Fatalf("seed %d, change %d: %v", h.Seed, i, err)
			}
			if err := s.Apply(c); err != nil {
				t.Fatalf("seed %d, change %d: %v", h.Seed, i, err)
			}
		}
		if got := content(t, s); !reflect.DeepEqual(got, h.Content) {
			t.Fatalf("seed %d: content is\n%s, stock Automerge has\n%s", h.Seed, line(got), line(h.Content))
		}
		compareConflicts(t, h, s.Conflicts(nil))
		conflicting += len(h.Conflicts)
	}
	if conflicting < count/2 {
		t.Errorf("only %d conflicts in %d histories: the generator is too tame", conflicting, count)
	}
}

func compareConflicts(t *testing.T, h history, got map[string][]crdt.ConflictingValue) {
	t.Helper()
	if len(got) != len(h.Conflicts) {
		t.Fatalf("seed %d: conflicts are %v, stock Automerge has %v", h.Seed, got, h.Conflicts)
	}
	for pointer, want := range h.Conflicts {
		values := got[pointer]
		if len(values) != len(want) {
			t.Fatalf("seed %d: %s has %d values, stock Automerge has %d", h.Seed, pointer, len(values), len(want))
		}
		for i, v := range values {
			var value any
			if err := json.Unmarshal(v.Value, &value); err != nil {
				t.Fatal(err)
			}
			op := strconv.FormatUint(v.Op.Counter, 10) + "@" + hexadecimal(v.Actor)
			if op != want[i].Op || !reflect.DeepEqual(value, want[i].Value) || v.Time < 1_700_000_000 {
				t.Fatalf("seed %d: %s has %s %s at %d, stock Automerge %v", h.Seed, pointer, op, v.Value, v.Time,
					want[i])
			}
		}
	}
}
