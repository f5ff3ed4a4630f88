package calls

import (
	"bytes"
	"encoding/json"
	"strings"

	"roomkey/crm"
)

// MaxPiece is how many bytes of a file one call returns at most.
const MaxPiece = 1 << 20

// ReadFile is what files.read takes.
type ReadFile struct {
	File   string `json:"file"`
	Offset int    `json:"offset"`
}

func (r *ReadFile) check() error {
	if r.Offset < 0 {
		return crm.Invalid("offset", "must not be below 0")
	}
	return nil
}

// Named reports whether a step's input names the file by its id: a step can't look at other files by guessing.
func (r *ReadFile) Named(input json.RawMessage) bool {
	_, err := crm.ParseID(r.File)
	return err == nil && strings.Trim(r.File, "0123456789abcdefABCDEF-") == "" &&
		bytes.Contains(input, []byte(`"`+r.File+`"`))
}

// ErrNotNamed is the error for a file that the step's input does not name.
var ErrNotNamed = crm.Errorf(crm.CodeNotFound, "the step's input names no such file")

// Piece is a piece of a file. Data is in base64 as JSON.
type Piece struct {
	Data []byte `json:"data"`
	Size int    `json:"size"` // of the whole file
}

// PieceOf returns the piece of a whole file from an offset on, which is at least 0.
func PieceOf(content []byte, offset int) Piece {
	from := min(offset, len(content))
	return Piece{Data: orNone(content[from:min(from+MaxPiece, len(content))]), Size: len(content)}
}

// MakePiece returns a piece of a file of the given size.
func MakePiece(data []byte, size int) Piece { return Piece{Data: orNone(data), Size: size} }

// orNone makes no bytes encode as "" instead of null.
func orNone(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}
