package store

import (
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"io"
	"sync"

	"roomkey/crm"
)

// documentPacks is what is asked for a document's packed changes.
const documentPacks = `SELECT count, hashes, sum, data FROM packs WHERE num BETWEEN ? AND ? ORDER BY num`

// Bounds of one pack. A pack is decompressed as a whole to find one change in it.
const (
	packChanges = 4096
	packBytes   = 1 << 20
)

// A pack holds changes that a snapshot covers, compressed together (DEFLATE). Each is its user (16 bytes, zero for
// none), its time (8 bytes, microseconds, big-endian), its length (4 bytes, big-endian) and its chunk. The hashes are
// stored beside the pack.

// pack is a row to be written.
type pack struct {
	place, count int
	hashes, data []byte
}

// encodePacks packs changes. place is the first change's place in the document.
func encodePacks(changes []crm.StoredChange, place int) (packs []pack, err error) {
	for len(changes) > 0 {
		count, size := 0, 0
		for count < len(changes) && count < packChanges && size < packBytes {
			size += len(changes[count].Data)
			count++
		}
		p := pack{place: place, count: count}
		if p.hashes, p.data, err = encodePack(changes[:count]); err != nil {
			return nil, err
		}
		packs = append(packs, p)
		changes, place = changes[count:], place+count
	}
	return packs, nil
}

// packLevel is how hard packs are compressed: more costs twice the time and saves some hundredths of their size.
const packLevel = 3

// packers are compressors: making one takes as long as packing a hundred changes.
var packers = sync.Pool{New: func() any {
	w, _ := flate.NewWriter(io.Discard, packLevel) // the level is valid, so there is no error
	return w
}}

func encodePack(changes []crm.StoredChange) (hashes, data []byte, err error) {
	var deflated bytes.Buffer
	w := packers.Get().(*flate.Writer)
	defer packers.Put(w)
	w.Reset(&deflated)
	for i := range changes {
		c := &changes[i]
		hashes = append(hashes, c.Hash[:]...)
		head := append(make([]byte, 0, 28), c.User[:]...)
		head = binary.BigEndian.AppendUint64(head, uint64(micros(c.At)))
		head = binary.BigEndian.AppendUint32(head, uint32(len(c.Data)))
		if _, err := w.Write(head); err != nil {
			return nil, nil, err
		}
		if _, err := w.Write(c.Data); err != nil {
			return nil, nil, err
		}
	}
	if err := w.Close(); err != nil {
		return nil, nil, err
	}
	return hashes, deflated.Bytes(), nil
}

// decodePack calls f with each change. The caller has verified the checksum; lengths are checked in case our own
// encoder is wrong.
func decodePack(hashes []crm.Hash, data []byte, f func(crm.StoredChange)) error {
	r := flate.NewReader(bytes.NewReader(data))
	defer r.Close()
	var head [28]byte
	for _, hash := range hashes {
		if _, err := io.ReadFull(r, head[:]); err != nil {
			return damaged("a pack: %v", err)
		}
		c := crm.StoredChange{Hash: hash, User: crm.ID(head[:16]),
			At: fromMicros(int64(binary.BigEndian.Uint64(head[16:])))}
		c.Data = make([]byte, binary.BigEndian.Uint32(head[24:]))
		if _, err := io.ReadFull(r, c.Data); err != nil {
			return damaged("a pack: %v", err)
		}
		f(c)
	}
	return nil
}

// eachPack reads a document's packs in order, and calls f with every change of the packs whose hashes are wanted.
func eachPack(ctx context.Context, q querier, num int64, wanted func([]crm.Hash) bool, f func(crm.StoredChange)) error {
	rows, err := q.QueryContext(ctx, documentPacks, num<<placeBits, num<<placeBits|maxPlace)
	return each(rows, err, func(row rowScanner) error {
		var count, sum int64
		var joined, data []byte
		if err := row.Scan(&count, &joined, &sum, &data); err != nil {
			return err
		}
		hashes, err := verifyPack(num, count, sum, joined, data)
		if err != nil || !wanted(hashes) {
			return err
		}
		return decodePack(hashes, data, f)
	})
}

// packOf calls f with the changes of the pack that has the one with this number, and with their numbers. It does
// nothing if there is none.
func packOf(ctx context.Context, q querier, num int64, f func(num int64, c crm.StoredChange)) error {
	var first, count, sum int64
	var joined, data []byte
	err := q.QueryRowContext(ctx, `SELECT num, count, hashes, sum, data FROM packs WHERE num BETWEEN ? AND ?
		ORDER BY num DESC LIMIT 1`, num&^maxPlace, num).Scan(&first, &count, &joined, &sum, &data)
	if absent(err) || err == nil && num >= first+count {
		return nil
	}
	if err != nil {
		return err
	}
	hashes, err := verifyPack(num>>placeBits, count, sum, joined, data)
	if err != nil {
		return err
	}
	return decodePack(hashes, data, func(c crm.StoredChange) {
		f(first, c)
		first++
	})
}

// verifyPack verifies what was read of a pack of a document, and returns the hashes of its changes.
func verifyPack(document, count, sum int64, joined, data []byte) ([]crm.Hash, error) {
	hashes, err := splitHashes(joined)
	if err == nil && (sum != checksum(joined, data) || int64(len(hashes)) != count) {
		err = damaged("a pack of document number %d", document)
	}
	return hashes, err
}

func scanChange(row rowScanner) (place int64, c crm.StoredChange, err error) {
	var hash, user []byte
	var at, sum int64
	if err := row.Scan(&place, &hash, &user, &at, &sum, &c.Data); err != nil {
		return 0, c, err
	}
	if len(hash) != len(c.Hash) || sum != checksum(hash, c.Data) {
		return 0, c, damaged("change number %d", place)
	}
	c.Hash, c.At = crm.Hash(hash), fromMicros(at)
	c.User, err = toID(user)
	return place & maxPlace, c, err
}
