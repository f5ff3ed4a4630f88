package wire_test

import (
	"fmt"

	"github.com/fxamacker/cbor/v2"

	"roomkey/sync/wire"
)

// A frame from a client becomes a pointer to one of this package's types.
func ExampleDecode() {
	data,
		err := cbor.Marshal(map[string]any{"type": "join", "senderId": "browser-1",
		"supportedProtocolVersions": []string{"1"}})
	if err != nil {
		panic(err)
	}
	frame, err := wire.Decode(data)
	if err != nil {
		panic(err)
	}
	switch frame := frame.(type) {
	case *wire.Join:
		fmt.Println(frame.Sender, "speaks version", frame.Versions)
	}
	// Output: browser-1 speaks version [1]
}
