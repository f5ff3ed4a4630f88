package runner

import (
	"bytes"
	"context"
	"encoding/json"
	"strings"

	"roomkey/crm"
)

// filePiece is how many bytes of a file one call returns at most.
const filePiece = 1 << 20

// fileAnswer is a piece of a file. Data is in base64 as JSON.
type fileAnswer struct {
	Data []byte `json:"data"`
	Size int    `json:"size"` // of the whole file
}

// opReadFile gives a piece of a file that the caller has sent, if the step's input names the file by its id: a step
// can't look at other files by guessing.
func (a *attempt) opReadFile(ctx context.Context, in []byte) (any, error) {
	asked, err := read[struct {
		File   string `json:"file"`
		Offset int    `json:"offset"`
	}](in)
	if err != nil {
		return nil, err
	}
	who, err := a.authority(ctx)
	if err != nil {
		return nil, err
	}
	id, err := crm.ParseID(asked.File)
	if err != nil || !names(a.input, asked.File) {
		return nil, crm.Errorf(crm.CodeNotFound, "the step's input names no such file")
	}
	if asked.Offset < 0 {
		return nil, crm.Invalid("offset", "must not be below 0")
	}
	ctx, cancel := context.WithTimeout(ctx, writeTime)
	defer cancel()
	piece, size, err := a.run.Storage.ReadUpload(ctx, who.user.ID, id, asked.Offset, filePiece)
	if err != nil {
		return nil, err
	}
	return fileAnswer{orNone(piece), size}, nil
}

// names reports whether a text is a value somewhere in a JSON document.
func names(input json.RawMessage, text string) bool {
	return strings.Trim(text, "0123456789abcdefABCDEF-") == "" && bytes.Contains(input, []byte(`"`+text+`"`))
}

// orNone makes no bytes encode as "" instead of null.
func orNone(data []byte) []byte {
	if data == nil {
		return []byte{}
	}
	return data
}
