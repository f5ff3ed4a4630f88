package crdt_test

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"reflect"
	"testing"

	"roomkey/crdt"
	"roomkey/crm"
)

func testHash(n int) (h crdt.Hash) {
	binary.BigEndian.PutUint64(h[:], uint64(n)*0x9e3779b97f4a7c15)
	binary.BigEndian.PutUint64(h[8:], uint64(n)*0xc2b2ae3d27d4eb4f+7)
	binary.BigEndian.PutUint64(h[24:], uint64(n))
	return h
}

func testHashes(n int) []crdt.Hash {
	var hashes []crdt.Hash
	for i := range n {
		hashes = append(hashes, testHash(i))
	}
	return hashes
}

// R40
func TestMessage_ReadsWhatItWrites(t *testing.T) {
	t.Parallel()
	m := &crdt.Message{
		Heads:   testHashes(2),
		Need:    testHashes(1),
		Have:    []crdt.Have{{LastSync: testHashes(3), Bloom: crdt.NewBloom(testHashes(100))}, {}},
		Changes: [][]byte{[]byte("one"), {}, bytes.Repeat([]byte{7}, 300)},
	}
	data := m.Encode()
	if len(data) != cap(data) {
		t.Errorf("the size was taken for %d, it is %d", cap(data), len(data))
	}
	read, err := crdt.ParseMessage(data)
	if err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(read.Encode(), data) || !reflect.DeepEqual(read.Heads, m.Heads) || len(read.Changes) != 3 {
		t.Errorf("read %+v", read)
	}
	// Newer peers append a list of capabilities to the message.
	if _, err := crdt.ParseMessage(append(data, 2, 2, 0x84)); err != nil {
		t.Error(err)
	}
	for n := range data {
		if _, err := crdt.ParseMessage(data[:n]); crm.CodeOf(err) != crm.CodeInvalid {
			t.Fatalf("cut to %d bytes: %v", n, err)
		}
	}
}

// wire writes messages by hand: an uint64 is written as ULEB128, an int as that many zero bytes.
func wire(parts ...any) []byte {
	data := []byte{0x42}
	for _, part := range parts {
		switch part := part.(type) {
		case uint64:
			data = binary.AppendUvarint(data, part)
		case int:
			data = append(data, make([]byte, part)...)
		case []byte:
			data = append(append(binary.AppendUvarint(data, uint64(len(part))), part...), nil...)
		}
	}
	return data
}

func bloomBytes(entries, bits, probes uint64, size int) []byte {
	return append(binary.AppendUvarint(binary.AppendUvarint(binary.AppendUvarint(nil, entries), bits), probes),
		make([]byte, size)...)
}

// R43
func TestParseMessage_Caps(t *testing.T) {
	t.Parallel()
	haves := func(n uint64) []any {
		parts := []any{uint64(0), uint64(0), n}
		for range n {
			parts = append(parts, uint64(0), []byte{})
		}
		return append(parts, uint64(0))
	}
	filter := func(bloom []byte) []byte {
		return wire(uint64(0), uint64(0), uint64(1), uint64(0), bloom, uint64(0))
	}
	cases := []struct {
		name string
		data []byte
		want crm.Code
	}{
		{"512 heads", wire(uint64(512), 512*32, uint64(0), uint64(0), uint64(0)), ""},
		{"513 heads", wire(uint64(513), 513*32, uint64(0), uint64(0), uint64(0)), crm.CodeTooLarge},
		{"512 needs", wire(uint64(0), uint64(512), 512*32, uint64(0), uint64(0)), ""},
		{"513 needs", wire(uint64(0), uint64(513), 513*32, uint64(0), uint64(0)), crm.CodeTooLarge},
		{"lastSync of 512", wire(uint64(0), uint64(0), uint64(1), uint64(512), 512*32, []byte{}, uint64(0)), ""},
		{"lastSync of 513", wire(uint64(0), uint64(0), uint64(1), uint64(513), 513*32, []byte{}, uint64(0)),
			crm.CodeTooLarge},
		{"4 haves", wire(haves(4)...), ""},
		{"5 haves", wire(haves(5)...), crm.CodeTooLarge},
		{"240,000 changes", wire(uint64(0), uint64(0), uint64(0), uint64(240_000), 240_000), ""},
		{"240,001 changes", wire(uint64(0), uint64(0), uint64(0), uint64(240_001), 240_001), crm.CodeTooLarge},
		{"1 bit per entry", filter(bloomBytes(8, 1, 1, 1)), ""},
		{"0 bits per entry", filter(bloomBytes(8, 0, 7, 0)), crm.CodeInvalid},
		{"32 bits per entry", filter(bloomBytes(8, 32, 7, 32)), ""},
		{"33 bits per entry", filter(bloomBytes(8, 33, 7, 33)), crm.CodeInvalid},
		{"16 probes", filter(bloomBytes(8, 10, 16, 10)), ""},
		{"17 probes", filter(bloomBytes(8, 10, 17, 10)), crm.CodeInvalid},
		{"0 probes", filter(bloomBytes(8, 10, 0, 10)), crm.CodeInvalid},
		{"bytes beyond those declared", filter(bloomBytes(8, 10, 7, 11)), crm.CodeInvalid},
		{"fewer bytes than declared", filter(bloomBytes(8, 10, 7, 9)), crm.CodeInvalid},
		{"more entries than can be", filter(bloomBytes(1<<32, 1, 7, 0)), crm.CodeInvalid},
		{"an overlong number", []byte{0x42, 0x80, 0x00, 0, 0, 0}, crm.CodeInvalid},
		{"version 2", []byte{0x43, 0, 0, 0, 0}, crm.CodeInvalid},
		{"nothing", nil, crm.CodeInvalid},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if _, err := crdt.ParseMessage(c.data); crm.CodeOf(err) != c.want {
				t.Errorf("got %v, want %q", err, c.want)
			}
		})
	}
}

// The attacks of docs/protocol.md: 10 bytes that divide by zero, 15 bytes that take a minute of CPU, and counts that
// would allocate much memory (R40).
func TestParseMessage_RefusesKnownAttacksCheaply(t *testing.T) { // allocations are counted: not in parallel
	attacks := map[string][]byte{
		"division by zero": wire(uint64(0), uint64(0), uint64(1), uint64(0), bloomBytes(1, 0, 7, 0), uint64(0)),
		"2^26 probes":      wire(uint64(0), uint64(0), uint64(1), uint64(0), bloomBytes(1, 8, 1<<26, 1), uint64(0)),
		"forged counts":    wire(uint64(512)),
		"forged changes":   wire(uint64(0), uint64(0), uint64(0), uint64(50_000)),
		"a forged length":  wire(uint64(0), uint64(0), uint64(0), uint64(1), uint64(1<<62)),
	}
	for name, data := range attacks {
		t.Run(name, func(t *testing.T) {
			allocated := testing.AllocsPerRun(10, func() {
				if _, err := crdt.ParseMessage(data); crm.CodeOf(err) != crm.CodeInvalid {
					t.Errorf("%d bytes: %v", len(data), err)
				}
			})
			if allocated > 12 {
				t.Errorf("%v allocations", allocated)
			}
		})
	}
}

func TestBloom_NeverMissesAndSeldomErrs(t *testing.T) {
	t.Parallel()
	for _, size := range []int{1, 2, 10, 64, 1000, 20_000} {
		t.Run(fmt.Sprint(size), func(t *testing.T) {
			t.Parallel()
			hashes := testHashes(size + 50_000)
			b := crdt.NewBloom(hashes[:size])
			for _, h := range hashes[:size] {
				if !b.Contains(h) {
					t.Fatal("misses what it was made of")
				}
			}
			wrong := 0
			for _, h := range hashes[size:] {
				if b.Contains(h) {
					wrong++
				}
			}
			if wrong > 2 {
				t.Errorf("%d of 50,000 others seem to be in it", wrong)
			}
		})
	}
	if (crdt.Bloom{}).Contains(testHash(1)) || !crdt.NewBloom(nil).IsZero() {
		t.Error("the empty filter contains something")
	}
}

// Each side must be able to read the other's filters.
func TestBloom_AgreesWithStockAutomerge(t *testing.T) {
	t.Parallel()
	stock := startStock(t)
	say := func(m crdt.Message) *crdt.Message {
		stock.call(stockConnect, 1, 0, 1)
		stock.call(stockReceive, 1, 0, m.Encode()...)
		answer, err := crdt.ParseMessage(stock.call(stockGenerate, 1, 0))
		if err != nil {
			t.Fatal(err)
		}
		return answer
	}
	stock.call(stockOpen, 1, 0)
	stock.call(stockEdit, 1, 42, 120)
	all := say(crdt.Message{Have: []crdt.Have{{}}})
	var hashes []crdt.Hash
	for _, chunk := range all.Changes {
		c, err := crdt.ParseChange(chunk, nil)
		if err != nil {
			t.Fatal(err)
		}
		hashes = append(hashes, c.Hash)
	}
	for _, h := range hashes {
		if !all.Have[0].Bloom.Contains(h) {
			t.Fatal("a stock filter misses a change of its document")
		}
	}
	for n := range len(hashes) + 1 {
		answer := say(crdt.Message{Have: []crdt.Have{{Bloom: crdt.NewBloom(hashes[:n])}}})
		if len(answer.Changes) != len(hashes)-n {
			t.Fatalf("to a filter of %d of %d changes it sends %d", n, len(hashes), len(answer.Changes))
		}
	}
}

func FuzzParseMessage(f *testing.F) {
	f.Add([]byte{0x42, 0, 0, 0, 0})
	f.Add((&crdt.Message{Heads: testHashes(1), Need: testHashes(1),
		Have:    []crdt.Have{{LastSync: testHashes(1), Bloom: crdt.NewBloom(testHashes(2))}},
		Changes: [][]byte{{1}}}).Encode())
	f.Add(wire(uint64(0), uint64(0), uint64(1), uint64(0), bloomBytes(1, 0, 7, 0), uint64(0)))
	f.Add(wire(uint64(0), uint64(0), uint64(1), uint64(0), bloomBytes(1, 8, 1<<26, 1), uint64(0)))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := crdt.ParseMessage(data)
		if err != nil {
			return
		}
		again, err := crdt.ParseMessage(m.Encode())
		if err != nil || !bytes.Equal(again.Encode(), m.Encode()) {
			t.Fatalf("%x is written as %x: %v", data, m.Encode(), err)
		}
		g := crdt.NewGraph()
		for i := range 3 {
			if err := g.Add(crdt.Node{Hash: testHash(i), Deps: g.Heads(), Actor: "a", Seq: uint64(i + 1)}); err != nil {
				t.Fatal(err)
			}
		}
		p := crdt.NewPeer()
		for range 2 {
			p.Receive(g, m)
			p.Generate(g)
			p.InSync(g)
		}
		if out, ok := p.Generate(g); ok {
			t.Fatalf("says %+v though it was told nothing new", out)
		}
	})
}
