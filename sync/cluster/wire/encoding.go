package wire

import (
	"encoding/binary"
	"maps"
	"slices"

	"roomkey/crm"
)

// errMalformed is the one answer for a payload that is not what its kind says.
var errMalformed = crm.Invalid("message", "is malformed")

// Encoder writes a payload: numbers as unsigned LEB128, texts and bytes after their length.
type Encoder struct{ Bytes []byte }

// Number writes a number of 0 or more.
func (e *Encoder) Number(n uint64) { e.Bytes = binary.AppendUvarint(e.Bytes, n) }

// Text writes a text.
func (e *Encoder) Text(text string) {
	e.Number(uint64(len(text)))
	e.Bytes = append(e.Bytes, text...)
}

// Data writes bytes.
func (e *Encoder) Data(data []byte) {
	e.Number(uint64(len(data)))
	e.Bytes = append(e.Bytes, data...)
}

// Fixed writes bytes whose number the reader knows: an id, a hash.
func (e *Encoder) Fixed(data []byte) { e.Bytes = append(e.Bytes, data...) }

// Flag writes yes or no.
func (e *Encoder) Flag(yes bool) {
	n := byte(0)
	if yes {
		n = 1
	}
	e.Bytes = append(e.Bytes, n)
}

// Decoder reads what an Encoder wrote. After the first fault everything is zero, and End tells of it. What it gives of
// texts is copied; bytes are part of the payload.
type Decoder struct {
	left   []byte
	failed bool
}

// Decode reads a payload.
func Decode(payload []byte) *Decoder { return &Decoder{left: payload} }

// End is nil if the payload was read to its last byte. Errors: invalid.
func (d *Decoder) End() error {
	if d.failed || len(d.left) > 0 {
		return errMalformed
	}
	return nil
}

// Fail says that what was read makes no sense.
func (d *Decoder) Fail() { d.failed, d.left = true, nil }

// Number reads a number of at most most, in its shortest form.
func (d *Decoder) Number(most uint64) uint64 {
	n, size := binary.Uvarint(d.left)
	if size <= 0 || n > most || size > 1 && d.left[size-1] == 0 {
		d.Fail()
		return 0
	}
	d.left = d.left[size:]
	return n
}

// Count reads how many items follow, of which each has at least so many bytes (1 or more): it can't be more than the
// payload holds.
func (d *Decoder) Count(most, itemBytes int) int {
	return int(d.Number(uint64(min(most, len(d.left)/itemBytes))))
}

// Text reads a text of at most so many bytes.
func (d *Decoder) Text(most int) string { return string(d.Data(most)) }

// Data reads bytes, at most so many. They are part of the payload.
func (d *Decoder) Data(most int) []byte { return d.Fixed(int(d.Number(uint64(most)))) }

// Fixed reads so many bytes. They are part of the payload; after a fault there are as many zeros.
func (d *Decoder) Fixed(size int) []byte {
	if size > len(d.left) {
		d.Fail()
		return make([]byte, min(size, maxFixed))
	}
	data := d.left[:size:size]
	d.left = d.left[size:]
	return data
}

// maxFixed bounds the zeros that stand for bytes which are not there.
const maxFixed = 64

// Flag reads yes or no.
func (d *Decoder) Flag() bool { return d.Number(1) == 1 }

// ID reads an id.
func (d *Decoder) ID() crm.ID { return crm.ID(d.Fixed(len(crm.ID{}))) }

// Vector is how many log entries a region has of each origin, by its name: all from the first to this number.
type Vector map[string]uint64

// maxOrigins bounds a vector of one message. Every start of a region adds an origin, so that a region names some in
// each of its beats.
const maxOrigins = 1000

// Vector writes a vector, its origins in order.
func (e *Encoder) Vector(v Vector) {
	origins := make([]string, 0, len(v))
	for origin := range v {
		origins = append(origins, origin)
	}
	slices.Sort(origins)
	e.Number(uint64(len(origins)))
	for _, origin := range origins {
		e.Text(origin)
		e.Number(v[origin])
	}
}

// Vector reads a vector.
func (d *Decoder) Vector() Vector {
	v, last := make(Vector), ""
	for range d.Count(maxOrigins, 5) {
		origin := d.origin()
		name := origin.String()
		if origin == (crm.Origin{}) || name <= last {
			d.Fail()
			return nil
		}
		v[name], last = d.Number(maxNumber), name
	}
	return v
}

// maxNumber bounds sequences: SQLite's integers have a sign.
const maxNumber = 1<<63 - 1

// Join returns a vector that has of each origin what the one of both has that has more.
func (v Vector) Join(w Vector) Vector {
	joined := maps.Clone(v)
	if joined == nil {
		joined = make(Vector, len(w))
	}
	for origin, has := range w {
		joined[origin] = max(joined[origin], has)
	}
	return joined
}

// Lacks is how many entries w has that v has not.
func (v Vector) Lacks(w Vector) (entries uint64) {
	for origin, has := range w {
		if own := v[origin]; has > own {
			entries += has - own
		}
	}
	return entries
}
