package crdt_test

import (
	"testing"

	"roomkey/crdt"
)

// BenchmarkParseChange decodes one keystroke, a change of 10,000 operations, and a deflated one.
func BenchmarkParseChange(b *testing.B) {
	keystroke := vectorChange(b, "large", 100)
	for _, c := range []struct {
		name  string
		chunk []byte
	}{
		{"keystroke", keystroke},
		{"10000 sets", rawSeal(crdt.ChunkChange, rawSets(10_000))},
		{"pasted text", vectorChange(b, "deflated", 0)},
		{"pasted text, deflated", crdt.Deflate(vectorChange(b, "deflated", 0))},
	} {
		b.Run(c.name, func(b *testing.B) {
			b.ReportAllocs()
			b.SetBytes(int64(len(c.chunk)))
			for b.Loop() {
				if _, err := crdt.ParseChange(c.chunk, nil); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkEncodeChange writes a keystroke.
func BenchmarkEncodeChange(b *testing.B) {
	c, err := crdt.ParseChange(vectorChange(b, "large", 100), nil)
	if err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := crdt.EncodeChange(c); err != nil {
			b.Fatal(err)
		}
	}
}

func vectorChange(b *testing.B, name string, index int) []byte {
	for _, v := range vectors(b) {
		if v.Name == name {
			return v.Changes[index].Chunk
		}
	}
	b.Fatalf("there is no vector %s", name)
	return nil
}
