package crdt_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"testing"

	"roomkey/crdt"
	"roomkey/internal/volume"
)

// roundTrip checks properties of every accepted change: encoding it again gives the same bytes, and its references
// point backwards.
func roundTrip(t *testing.T, c *crdt.Change) {
	t.Helper()
	if len(c.Ops) > 210_000 || len(c.Deps) > 512 {
		t.Fatalf("%d operations, %d deps", len(c.Ops), len(c.Deps))
	}
	again := *c
	again.Deps = slices.Clone(c.Deps)
	again.Data, again.Others = nil, nil
	if err := crdt.EncodeChange(&again); err != nil {
		t.Fatalf("can't be written again: %v", err)
	}
	if again.Hash != c.Hash || !bytes.Equal(again.Data, c.Data) {
		t.Fatalf("is written as\n%x, was\n%x", again.Data, c.Data)
	}
	small := crdt.Deflate(c.Data)
	if back, err := crdt.ParseChange(small, nil); err != nil || !bytes.Equal(back.Data, c.Data) {
		t.Fatalf("is lost when deflated: %v", err)
	}
}

func seedChanges(f *testing.F) {
	for _, v := range vectors(f) {
		for _, change := range v.Changes[:min(len(v.Changes), 5)] {
			if len(change.Chunk) < 2_000 {
				f.Add(change.Chunk)
			}
		}
	}
}

// Any bytes, and the same with a right checksum in front.
func FuzzParseChange(f *testing.F) {
	seedChanges(f)
	f.Add(rawDeflated(f, rawSets(10_000)))
	f.Fuzz(func(t *testing.T, data []byte) {
		if c, err := crdt.ParseChange(data, nil); err == nil {
			roundTrip(t, c)
		}
		if len(data) > 10 {
			if c, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, data[10:]), nil); err == nil {
				roundTrip(t, c)
			}
		}
	})
}

// A change with a valid head and any columns.
func FuzzColumns(f *testing.F) {
	for _, contents := range [][]byte{rawSets(3), rawOp(),
		rawOp(rawColumn{specValueMeta, []byte{0x7f, 0x16}}, rawColumn{specValueRaw, []byte("x")})} {
		f.Add(contents[len(rawHead(1)):])
	}
	f.Fuzz(func(t *testing.T, cols []byte) {
		if c, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, append(rawHead(100, "a"), cols...)), nil); err == nil {
			roundTrip(t, c)
		}
		if c, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, append(rawHead(100), cols...)), nil); err == nil {
			roundTrip(t, c)
		}
	})
}

func FuzzInflate(f *testing.F) {
	small := rawDeflated(f, rawSets(3))
	f.Add(small[10:])
	f.Fuzz(func(t *testing.T, data []byte) {
		chunk := append(slices.Clone(small[:9]), append(uleb(uint64(len(data))), data...)...)
		if c, err := crdt.ParseChange(chunk, &crdt.Budget{Inflated: 1 << 20}); err == nil {
			roundTrip(t, c)
		}
	})
}

func FuzzSplitChunks(f *testing.F) {
	seedChanges(f)
	f.Add(slices.Concat(rawSeal(0, []byte("a")), rawSeal(1, nil), rawSeal(2, []byte("bc"))))
	f.Fuzz(func(t *testing.T, data []byte) {
		chunks, err := crdt.SplitChunks(data)
		if err == nil && !bytes.Equal(slices.Concat(chunks...), data) {
			t.Fatal("the chunks are not the data")
		}
		for _, chunk := range chunks {
			if _, err := crdt.ChunkType(chunk); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func FuzzDocumentHeads(f *testing.F) {
	for _, v := range vectors(f) {
		if len(v.Document) < 2_000 {
			f.Add(v.Document[10:])
		}
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		_, _ = crdt.DocumentHeads(data)
		if heads, err := crdt.DocumentHeads(rawSeal(crdt.ChunkDocument, data)); err == nil &&
			len(heads)*32 > len(data) {
			t.Fatalf("%d heads in %d bytes", len(heads), len(data))
		}
	})
}

// A hostile client may alter one to three bytes of an honest change and repair the checksum.
func TestParseChange_SurvivesMutations(t *testing.T) {
	seed := [2]uint64{20, 7}
	random := rand.New(rand.NewPCG(seed[0], seed[1]))
	var chunks [][]byte
	for _, v := range vectors(t) {
		for _, change := range v.Changes {
			if len(change.Chunk) < 1_500 {
				chunks = append(chunks, change.Chunk)
			}
		}
	}
	taken, count := 0, volume.Of(t, 20_000, "mutations")
	for range count {
		// a byte too few of the head where it is long: fine
		contents := slices.Clone(chunks[random.IntN(len(chunks))][10:])
		for range 1 + random.IntN(3) {
			contents[random.IntN(len(contents))] = byte(random.Uint32())
		}
		if c, err := crdt.ParseChange(rawSeal(crdt.ChunkChange, contents), nil); err == nil {
			roundTrip(t, c)
			taken++
		}
	}
	t.Logf("seed %v: %d of %d were well formed", seed, taken, count)
	if taken == 0 {
		t.Error("none was well formed: the test tests nothing")
	}
}
