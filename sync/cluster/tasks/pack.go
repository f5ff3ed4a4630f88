package tasks

import (
	"bytes"
	"compress/flate"
	"io"

	"roomkey/crm"
)

// pack makes JSON short: what an import proposes has megabytes, most of it the same words again.
func pack(data []byte) ([]byte, error) {
	var packed bytes.Buffer
	w, err := flate.NewWriter(&packed, flate.BestSpeed)
	if err == nil {
		_, err = w.Write(data)
	}
	if err == nil {
		err = w.Close()
	}
	return packed.Bytes(), err
}

// unpack undoes pack. Errors: invalid, also for what would be longer than most bytes.
func unpack(packed []byte, most int64) ([]byte, error) {
	data, err := io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(packed)), most+1))
	if err != nil || int64(len(data)) > most {
		return nil, crm.Invalid("message", "is malformed")
	}
	return data, nil
}
