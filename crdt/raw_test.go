package crdt_test

import (
	"bytes"
	"compress/flate"
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"testing"

	"roomkey/crdt"
)

// rawSeal makes a chunk of contents, with a correct checksum. Any stranger can do this.
func rawSeal(kind byte, contents []byte) []byte {
	hashed := append(binary.AppendUvarint([]byte{kind}, uint64(len(contents))), contents...)
	sum := sha256.Sum256(hashed)
	return slices.Concat([]byte{0x85, 0x6f, 0x4a, 0x83}, sum[:4], hashed)
}

// rawDeflated returns the chunk of type 2 for a change's contents.
func rawDeflated(t testing.TB, contents []byte) []byte {
	t.Helper()
	return rawCompressed(slices.Concat(deflated(t, contents, flate.BestSpeed), deflateEnd), contents)
}

// rawBomb returns such a chunk for times × zeros zeros, as small as it can be. Compressing takes long with the race
// detector, so only the first zeros are compressed, and the others refer to nothing before them either.
func rawBomb(t testing.TB, zeros, times int) []byte {
	t.Helper()
	part := deflated(t, make([]byte, zeros), flate.BestCompression)
	return rawCompressed(append(bytes.Repeat(part, times), deflateEnd...), make([]byte, zeros*times))
}

// deflateEnd is an empty last block.
var deflateEnd = []byte{1, 0, 0, 0xff, 0xff}

// deflated returns contents as blocks of DEFLATE that others may follow.
func deflated(t testing.TB, contents []byte, level int) []byte {
	t.Helper()
	var small bytes.Buffer
	w, err := flate.NewWriter(&small, level)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.Write(contents); err != nil {
		t.Fatal(err)
	}
	if err := w.Flush(); err != nil {
		t.Fatal(err)
	}
	return small.Bytes()
}

func rawCompressed(small, contents []byte) []byte {
	hash := sha256.Sum256(append(binary.AppendUvarint([]byte{crdt.ChunkChange}, uint64(len(contents))), contents...))
	chunk := append([]byte{0x85, 0x6f, 0x4a, 0x83}, hash[:4]...)
	chunk = binary.AppendUvarint(append(chunk, crdt.ChunkDeflated), uint64(len(small)))
	return append(chunk, small...)
}

// rawHead returns the part of a change in front of its columns: no deps, a 16-byte actor, seq 1, startOp, time 0, no
// message.
func rawHead(startOp uint64, others ...string) []byte {
	out := append([]byte{0, 16}, bytes.Repeat([]byte{7}, 16)...)
	out = binary.AppendUvarint(append(out, 1), startOp)
	out = append(out, 0, 0)
	out = binary.AppendUvarint(out, uint64(len(others)))
	for _, other := range others {
		out = append(append(out, byte(len(other))), other...)
	}
	return out
}

// rawColumn is the number and the bytes of one column.
type rawColumn struct {
	spec uint64
	data []byte
}

// The columns' numbers.
const (
	specObjActor, specObjCounter, specKeyActor, specKeyCounter, specKeyString = 0x01, 0x02, 0x11, 0x13, 0x15
	specInsert, specAction, specValueMeta, specValueRaw                       = 0x34, 0x42, 0x56, 0x57
	specPredCount, specPredActor, specPredCounter, specExpand, specMarkName   = 0x70, 0x71, 0x73, 0x94, 0xa5
)

// rawTable returns the table of columns and the columns.
func rawTable(cols ...rawColumn) []byte {
	out := binary.AppendUvarint(nil, uint64(len(cols)))
	for _, col := range cols {
		out = binary.AppendUvarint(binary.AppendUvarint(out, col.spec), uint64(len(col.data)))
	}
	for _, col := range cols {
		out = append(out, col.data...)
	}
	return out
}

// rawRun returns a run of n times the value; n is at least 2.
func rawRun(n uint64, value ...byte) []byte { return append(sleb(int64(n)), value...) }

func sleb(v int64) []byte {
	var out []byte
	for {
		b := byte(v & 0x7f)
		v >>= 7
		if v == 0 && b&0x40 == 0 || v == -1 && b&0x40 != 0 {
			return append(out, b)
		}
		out = append(out, b|0x80)
	}
}

func uleb(v uint64) []byte { return binary.AppendUvarint(nil, v) }

// rawSets returns a change of n operations, each of which sets the key "k" to null. It has about 60 bytes for any n.
func rawSets(n uint64) []byte {
	return slices.Concat(rawHead(1), rawTable(
		rawColumn{specKeyString, rawRun(n, 1, 'k')},
		rawColumn{specInsert, uleb(n)},
		rawColumn{specAction, rawRun(n, 1)},
		rawColumn{specValueMeta, rawRun(n, 0)},
		rawColumn{specPredCount, rawRun(n, 0)},
	))
}

// rawOp returns a change of one operation, at counter 100. cols replace or add to the columns that set "k" to null. A
// column without data is left out.
func rawOp(cols ...rawColumn) []byte {
	all := []rawColumn{{specKeyString, []byte{0x7f, 1, 'k'}}, {specInsert, []byte{1}}, {specAction, []byte{0x7f, 1}},
		{specValueMeta, []byte{0x7f, 0}}, {specPredCount, []byte{0x7f, 0}}}
	for _, col := range cols {
		at := slices.IndexFunc(all, func(c rawColumn) bool { return c.spec == col.spec })
		if at < 0 {
			all = append(all, col)
		} else {
			all[at] = col
		}
	}
	all = slices.DeleteFunc(all, func(c rawColumn) bool { return c.data == nil })
	slices.SortStableFunc(all, func(a, b rawColumn) int { return int(a.spec) - int(b.spec) })
	return slices.Concat(rawHead(100), rawTable(all...))
}
