package author

import (
	"bytes"
	"encoding/json"
)

// indent encodes a value for people. Equal values give equal texts.
func indent(value any) []byte {
	var plain any
	text, err := json.Marshal(value)
	if err == nil {
		err = json.Unmarshal(text, &plain) // sorts names
	}
	if err != nil {
		panic(err) // the value came from JSON
	}
	var out bytes.Buffer
	encoder := json.NewEncoder(&out)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	if err := encoder.Encode(plain); err != nil {
		panic(err)
	}
	return bytes.TrimSpace(out.Bytes())
}

// strict decodes JSON and refuses unknown members.
func strict(data []byte, into any) error {
	decoder := json.NewDecoder(bytes.NewReader(data))
	decoder.DisallowUnknownFields()
	return decoder.Decode(into)
}
