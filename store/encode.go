package store

import (
	"encoding/hex"
	"encoding/json"
	"hash/crc32"
	"time"

	"roomkey/crm"
)

// castagnoli is the checksum of all stored data. Processors have an instruction for it.
var castagnoli = crc32.MakeTable(crc32.Castagnoli)

func checksum(parts ...[]byte) int64 {
	sum := uint32(0)
	for _, part := range parts {
		sum = crc32.Update(sum, castagnoli, part)
	}
	return int64(sum)
}

// micros is a time as it is stored: microseconds since 1970, 0 for the zero time.
func micros(t time.Time) int64 {
	if t.IsZero() {
		return 0
	}
	return t.UnixMicro()
}

func fromMicros(n int64) time.Time {
	if n == 0 {
		return time.Time{}
	}
	return time.UnixMicro(n).UTC()
}

// blobID is an id as it is stored: 16 bytes, nil for the zero id.
func blobID(id crm.ID) []byte {
	if id.IsZero() {
		return nil
	}
	return id[:]
}

// keyID is an id where NULL is not allowed: 16 bytes, all of them zero for the zero id.
func keyID(id crm.ID) []byte { return id[:] }

func toID(blob []byte) (id crm.ID, err error) {
	if len(blob) == 0 {
		return id, nil
	}
	if len(blob) != len(id) {
		return id, damaged("an id of %d bytes", len(blob))
	}
	return crm.ID(blob), nil
}

// toIDs decodes stored ids into variables.
func toIDs(blobs [][]byte, into ...*crm.ID) error {
	for i, blob := range blobs {
		id, err := toID(blob)
		if err != nil {
			return err
		}
		*into[i] = id
	}
	return nil
}

// hexID reads 32 hexadecimal digits, as SQLite's hex writes them.
func hexID(text string) (crm.ID, error) {
	blob, err := hex.DecodeString(text)
	if err != nil {
		return crm.ID{}, damaged("an id: %v", err)
	}
	return toID(blob)
}

// joinHashes is a list of hashes as it is stored, one after the other; never nil.
func joinHashes(hashes []crm.Hash) []byte {
	joined := make([]byte, 0, len(hashes)*len(crm.Hash{}))
	for i := range hashes {
		joined = append(joined, hashes[i][:]...)
	}
	return joined
}

func splitHashes(joined []byte) ([]crm.Hash, error) {
	const size = len(crm.Hash{})
	if len(joined)%size != 0 {
		return nil, damaged("hashes of %d bytes", len(joined))
	}
	if len(joined) == 0 {
		return nil, nil
	}
	hashes := make([]crm.Hash, len(joined)/size)
	for i := range hashes {
		hashes[i] = crm.Hash(joined[i*size:])
	}
	return hashes, nil
}

// nullJSON is JSON as it is stored: NULL for none.
func nullJSON(raw json.RawMessage) any {
	if raw == nil {
		return nil
	}
	return []byte(raw)
}
