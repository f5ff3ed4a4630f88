package child

import (
	"encoding/binary"
	"errors"
	"io"
)

// A frame is, in little-endian order:
//
//	length of the rest (4 bytes) · id of the call (8 bytes) · payload
//
// The answer to a call has the call's id. Id 0 is the first frame in each direction: the parent sends the limits as
// JSON, and the child sends an empty answer once it has applied them.
const (
	frameHead     = 12
	maxFrameBytes = 256 << 20 // many times the size of a whole document's uncompressed changes
)

var errFrame = errors.New("a frame has an impossible length")

// appendFrame appends one frame to buffer.
func appendFrame(buffer []byte, id uint64, payload []byte) []byte {
	buffer = binary.LittleEndian.AppendUint32(buffer, uint32(8+len(payload)))
	buffer = binary.LittleEndian.AppendUint64(buffer, id)
	return append(buffer, payload...)
}

// fixLength sets the length in a frame's head for a payload of the given number of bytes.
func fixLength(head []byte, payload int) { binary.LittleEndian.PutUint32(head, uint32(8+payload)) }

// readFrame reads one frame. It returns io.EOF if the stream ends between frames. The payload belongs to the caller.
func readFrame(r io.Reader) (id uint64, payload []byte, err error) {
	var head [frameHead]byte
	if _, err := io.ReadFull(r, head[:]); err != nil {
		return 0, nil, err
	}
	length := binary.LittleEndian.Uint32(head[:])
	if length < 8 || length > maxFrameBytes {
		return 0, nil, errFrame
	}
	payload = make([]byte, length-8)
	if _, err := io.ReadFull(r, payload); err != nil {
		return 0, nil, err
	}
	return binary.LittleEndian.Uint64(head[4:]), payload, nil
}
