package child

import (
	"encoding/binary"
	"errors"
	"io"
)

// A frame is, in little-endian order:
//
//	length of what follows (4 bytes) · id of the call (8 bytes) · payload
//
// The answer to a call carries the call's id. Id 0 is the first frame in either direction: the parent's limits as JSON,
// and the child's empty answer once it holds to them.
const (
	frameHead     = 12
	maxFrameBytes = 256 << 20 // a whole document's uncompressed changes fit many times
)

var errFrame = errors.New("a frame has an impossible length")

// appendFrame adds one frame to buffer.
func appendFrame(buffer []byte, id uint64, payload []byte) []byte {
	buffer = binary.LittleEndian.AppendUint32(buffer, uint32(8+len(payload)))
	buffer = binary.LittleEndian.AppendUint64(buffer, id)
	return append(buffer, payload...)
}

// fixLength makes the head of an empty frame the head of one with so many bytes of payload.
func fixLength(head []byte, payload int) { binary.LittleEndian.PutUint32(head, uint32(8+payload)) }

// readFrame reads one frame; io.EOF between frames is the end of the stream. The payload is the caller's.
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
