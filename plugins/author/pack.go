package author

import (
	"archive/zip"
	"bytes"
	"time"
)

// packed is the time of every file in a package: the same sources make the same package, and its signature holds.
var packed = time.Date(1980, 1, 1, 0, 0, 0, 0, time.UTC) // the first that a zip knows

func pack(manifest []byte, entry string, program []byte) ([]byte, error) {
	var out bytes.Buffer
	archive := zip.NewWriter(&out)
	for _, file := range []struct {
		name string
		data []byte
	}{{entry, program}, {"plugin.json", manifest}} { // sorted by name
		w, err := archive.CreateHeader(&zip.FileHeader{Name: file.name, Method: zip.Deflate, Modified: packed})
		if err != nil {
			return nil, err
		}
		if _, err := w.Write(file.data); err != nil {
			return nil, err
		}
	}
	if err := archive.Close(); err != nil {
		return nil, err
	}
	return out.Bytes(), nil
}
