package author

import (
	"bytes"
	"encoding/json"
	"slices"
)

// withoutMember returns a JSON object without one of its members. All else keeps its bytes. A text that is no object is
// returned as it is.
func withoutMember(object []byte, name string) []byte {
	tokens := json.NewDecoder(bytes.NewReader(object))
	if token, err := tokens.Token(); err != nil || token != json.Delim('{') {
		return object
	}
	for first := true; tokens.More(); first = false {
		from := tokens.InputOffset() // before the comma, if there is one
		found, err := tokens.Token()
		var value json.RawMessage
		if err != nil || tokens.Decode(&value) != nil {
			return object
		}
		if found != name {
			continue
		}
		to := tokens.InputOffset()
		if first && tokens.More() {
			to += int64(bytes.IndexByte(object[to:], ',')) + 1
		}
		return slices.Concat(object[:from], object[to:])
	}
	return object
}
