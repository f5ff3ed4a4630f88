package guest

import (
	"encoding/binary"
	"encoding/json"
	"errors"

	"roomkey/crm"
)

// Format of a request and its answer: a kind (one byte) and its contents.
//
//	load    length of the header (uvarint) · header as JSON · the code     → loaded, or ended with the failure
//	start   terms as JSON                                                  → called, said, rest or ended
//	result  0, or 1 for an error · the result for the guest to read        → called, said, rest or ended
//	resume                                                                 → called, said, rest or ended
//
//	loaded
//	called  length of the name (uvarint) · name · input: the guest waits for a result
//	said    a line of the author's log: the guest waits for resume
//	rest    how many lines were dropped (uvarint) · later lines, with "\n" between: the guest waits for resume
//	ended   the failure as JSON; empty for none
//	broken  an error of ours, as text
const (
	kindLoad   = 'L'
	kindStart  = 'S'
	kindResult = 'R'
	kindResume = 'C'

	kindLoaded = 'l'
	kindCalled = 'c'
	kindSaid   = 's'
	kindRest   = 't'
	kindEnded  = 'e'
	kindBroken = 'b'
)

var errWire = errors.New("a message between the server and a guest's process is malformed")

// header describes the program to load.
type header struct {
	Runtime     string `json:"runtime"`
	MemoryBytes int64  `json:"memory"`
	Cache       string `json:"cache,omitempty"` // directory of compiled code
}

// terms are the limits of one step on the guest's side of the pipe.
type terms struct {
	LogBytes int `json:"log"`
}

func appendText(b []byte, text []byte) []byte {
	return append(binary.AppendUvarint(b, uint64(len(text))), text...)
}

// cutText removes the text that appendText added from the front.
func cutText(b []byte) (text, rest []byte, err error) {
	length, n := binary.Uvarint(b)
	if n <= 0 || length > uint64(len(b)-n) {
		return nil, nil, errWire
	}
	return b[n : n+int(length)], b[n+int(length):], nil
}

func encodeLoad(h header, code []byte) []byte {
	head, err := json.Marshal(h)
	if err != nil {
		panic(err) // strings and numbers always encode
	}
	return append(appendText([]byte{kindLoad}, head), code...)
}

func decodeLoad(rest []byte) (h header, code []byte, err error) {
	head, code, err := cutText(rest)
	if err != nil {
		return h, nil, err
	}
	return h, code, json.Unmarshal(head, &h)
}

func encodeCalled(name string, in []byte) []byte {
	b := make([]byte, 0, 1+binary.MaxVarintLen32+len(name)+len(in))
	return append(appendText(append(b, kindCalled), []byte(name)), in...)
}

func decodeCalled(rest []byte) (name string, in []byte, err error) {
	text, in, err := cutText(rest)
	return string(text), in, err
}

func encodeResult(failed bool, data []byte) []byte {
	b := make([]byte, 2, 2+len(data))
	b[0] = kindResult
	if failed {
		b[1] = 1
	}
	return append(b, data...)
}

func encodeEnded(f *Failure) []byte {
	if f == nil {
		return []byte{kindEnded}
	}
	data, err := json.Marshal(f)
	if err != nil {
		panic(err) // two strings always encode
	}
	return append([]byte{kindEnded}, data...)
}

func decodeEnded(rest []byte) (*Failure, error) {
	if len(rest) == 0 {
		return nil, nil
	}
	f := &Failure{}
	if err := json.Unmarshal(rest, f); err != nil {
		return nil, errWire
	}
	switch f.Kind {
	case KindTrap, KindExit, KindLimit, KindTimeout, KindLink:
		f.Message = crm.Legible(f.Message, crm.Joiners+"\n\t") // it may quote names and exceptions; a trace has lines
		return f, nil
	}
	return nil, errWire
}
