package store

import (
	"encoding/json"
	"hash/maphash"
)

// longValue is from how many bytes on a field's value has a row of its own. A row of 32 KiB is written in 8 pages.
const longValue = 32 << 10

// longSeed makes the hashes of long values, which compare what was written with what is to be written. Nobody outside
// can make two values with one hash.
var longSeed = maphash.MakeSeed()

// Hashes of long values that stand for something else.
const (
	noLong      = 0 // there is none
	unknownLong = 1 // there is one, which this process has not written
)

// hashLong is a value's hash; noLong for no value.
func hashLong(value []byte) uint64 {
	if value == nil {
		return noLong
	}
	return max(maphash.Bytes(longSeed, value), unknownLong+1)
}

// longest finds the field whose value gets a row of its own; "" for none.
func longest(fields map[string]json.RawMessage) (name string) {
	most := longValue - 1
	for field, value := range fields {
		if len(value) > most || name != "" && len(value) == most && field < name {
			name, most = field, len(value)
		}
	}
	return name
}
