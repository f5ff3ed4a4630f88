package engine_test

import (
	"bytes"
	"crypto/sha256"
	"slices"
	"testing"

	"github.com/automerge/automerge-go"

	"roomkey/crdt"
	"roomkey/crdt/engine"
)

// To ask automerge-go for a change has it copied. Nobody has to ask about a change that follows all others, as nearly
// each does.
func TestApply_AsksForNoChangeThatFollowsAllOthers(t *testing.T) {
	a, b := newAuthor(t), newAuthor(t)
	first := a.set("n", 1)
	if err := b.doc.LoadIncremental(first); err != nil {
		t.Fatal(err)
	}
	second, third, beside := a.set("n", 2), a.set("n", 3), b.set("n", 4)
	hash := func(chunk []byte) crdt.Hash {
		h, _, _, err := engine.Header(chunk)
		if err != nil {
			t.Fatal(err)
		}
		return h
	}
	for name, c := range map[string]struct {
		held    [][]byte // the last are the heads
		heads   int
		changes [][]byte
		places  []int
		asked   int
	}{
		"the first of a document":            {nil, 0, [][]byte{first}, []int{0}, 0},
		"one after another":                  {[][]byte{first}, 1, [][]byte{second, third}, []int{0, 1}, 0},
		"beside what is there":               {[][]byte{first, second}, 1, [][]byte{beside}, []int{0}, 1},
		"beside one of the same message":     {[][]byte{first}, 1, [][]byte{second, beside}, []int{0, 1}, 1},
		"known ones and one that is not":     {[][]byte{first, second}, 1, [][]byte{first, second, third}, []int{2}, 2},
		"after one of two heads":             {[][]byte{first, beside, second}, 2, [][]byte{third}, []int{0}, 1},
		"known ones of a document of two":    {[][]byte{first, beside, second}, 2, [][]byte{second, beside}, nil, 2},
		"all again, from the first one on":   {[][]byte{first}, 1, [][]byte{first}, nil, 1},
		"the message of somebody far behind": {[][]byte{first, second, third}, 1, [][]byte{first, beside}, []int{1}, 2},
	} {
		t.Run(name, func(t *testing.T) {
			var heads []crdt.Hash
			for _, chunk := range c.held[len(c.held)-c.heads:] {
				heads = append(heads, hash(chunk))
			}
			asked := 0
			places, err := engine.Unknown(c.changes, heads, func(h crdt.Hash) bool {
				asked++
				return slices.ContainsFunc(c.held, func(chunk []byte) bool { return hash(chunk) == h })
			})
			if err != nil || !slices.Equal(places, c.places) || asked != c.asked {
				t.Errorf("unknown are %v, want %v; asked %d times, want %d; %v", places, c.places, asked, c.asked, err)
			}
		})
	}
}

// Changes come again where a process died before it had answered.
func TestApply_TakesAChangeOnceHoweverOftenItComes(t *testing.T) {
	pool := run(t, engine.Config{})
	a, s := newAuthor(t), &stored{id: id(1)}
	var all [][]byte
	for n := range 5 {
		all = append(all, a.set("n", n))
		for range 2 {
			state, err := pool.Apply(t.Context(), s.doc(), all[max(0, n-2):], []string{"n"})
			heads := []crdt.Hash{crdt.Hash(a.doc.Heads()[0])}
			if err != nil || state.Ops != n+1 || !slices.Equal(state.Heads, heads) {
				t.Fatalf("change %d: %+v, %v", n, state, err)
			}
		}
		s.add(all[n])
	}
}

// A snapshot is compared by its heads alone, since these are computed again from what is in it: a chunk whose content
// differs by one letter does not load, even if its checksum is right.
func TestSnapshot_IsJudgedByWhatIsInIt(t *testing.T) {
	a := newAuthor(t)
	a.set("name", "Johnson")
	a.set("city", "Carmel")
	chunk := a.doc.Save()
	if _, err := automerge.Load(chunk); err != nil {
		t.Fatal(err)
	}
	at := bytes.Index(chunk, []byte("Johnson"))
	if at < 0 {
		t.Fatal("the text is not in the chunk as it is")
	}
	chunk[at] = 'R'
	sum := sha256.Sum256(chunk[8:])
	copy(chunk[4:8], sum[:])
	if _, err := automerge.Load(chunk); err == nil {
		t.Error("a chunk that was tampered with loads")
	}
}
